"""Read request bodies: JSON with exact numbers, and the elements in it.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from xero_component.sandbox.accounting.problems import post_data_invalid, refused_with

Element = Mapping[str, Any]
"""One object of a request body, as the client sent it."""

LARGEST_BATCH = 500
DEEPEST_NESTING = 50
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def parse(body: bytes) -> Any:
    """Decode JSON, its fractions as Decimals; raises RequestRefusedError (number 14)."""
    try:
        return _plain(_DECODER.decode(body))
    except (msgspec.DecodeError, ArithmeticError, RecursionError, ValueError):
        raise post_data_invalid("The body of the request is not valid JSON") from None


def _plain(value: Any, depth: int = 0) -> Any:
    """Make integers beyond 64 bits Decimals, which can be written again; refuse deep nesting."""
    if depth > DEEPEST_NESTING:
        raise post_data_invalid(f"The body of the request is nested over {DEEPEST_NESTING} deep")
    if isinstance(value, dict):
        return {name: _plain(entry, depth + 1) for name, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry, depth + 1) for entry in value]
    if isinstance(value, int) and value.bit_length() > 63:
        return Decimal(value)
    return value


def elements(body: bytes, plural: str) -> list[Element]:
    """Take the elements out of a body: wrapped in their plural, as a bare list, or a bare one.

    Raises RequestRefusedError when there are none, too many, or something that is no object.
    """
    parsed = parse(body)
    if isinstance(parsed, dict) and plural in parsed:
        parsed = parsed[plural]
    found = parsed if isinstance(parsed, list) else [parsed]
    if not found:
        raise post_data_invalid(f"The request contains no {plural}")
    for element in found:
        if not isinstance(element, dict):
            raise post_data_invalid(f"Every one of the {plural} must be a JSON object")
    if len(found) > LARGEST_BATCH:
        raise refused_with(f"A request may contain at most {LARGEST_BATCH} {plural}")
    return found


def single(body: bytes, plural: str) -> Element:
    """Take the one element out of a body that may hold only one."""
    found = elements(body, plural)
    if len(found) > 1:
        raise refused_with(f"Only one element of {plural} can be sent at a time")
    return found[0]


def nested(element: Element, name: str) -> Element:
    """Read an object inside an element; an absent or null one reads as empty."""
    value = element.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise post_data_invalid(f"{name} must be a JSON object")
    return value


def nested_list(element: Element, name: str) -> list[Element]:
    """Read a list of objects inside an element; an absent or null one reads as empty."""
    value = element.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise post_data_invalid(f"{name} must be a list of JSON objects")
    return value
