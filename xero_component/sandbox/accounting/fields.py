"""Read single fields of an element: what type they must have and what the ledger keeps.

A value of the wrong type refuses the whole request as Xero's deserialiser does (number 14); one
that breaks a rule, such as a length, is a validation error of its element.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from xero_component.sandbox.accounting.money import is_admissible, to_places
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import (
    ElementInvalidError,
    Findings,
    post_data_invalid,
)

Reader = Callable[[str, Any], Any]
"""Turns the value of a named field into what is stored; never sees None."""

EMPTY_GUID = "00000000-0000-0000-0000-000000000000"
_DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
_MS_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")


def read(element: Element, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Read the fields that an element carries; null stays None, absent stays absent.

    Raises ElementInvalidError with every rule that is broken.
    """
    values: dict[str, Any] = {}
    findings = Findings()
    for name, reader in readers.items():
        if name in element:
            value = element[name]
            try:
                values[name] = None if value is None else reader(name, value)
            except ElementInvalidError as error:
                findings.add(*error.messages)
    findings.settle()
    return values


def text(longest: int | None = None) -> Reader:
    """Text of at most so many characters; a bare number is taken by its digits."""

    def reader(name: str, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise post_data_invalid(f"{name} must be text")
        words = str(value)
        if longest is not None and len(words) > longest:
            raise ElementInvalidError(f"The length of {name} must be {longest} characters or fewer")
        return words

    return reader


def code(longest: int) -> Reader:
    """Text that identifies: blanks around it do not count, and an empty one is none."""
    plain = text(longest)

    def reader(name: str, value: Any) -> str | None:
        return str(plain(name, value)).strip() or None

    return reader


def number(places: int) -> Reader:
    """A decimal number, or one written as text, rounded half-up to so many places."""

    def reader(name: str, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise post_data_invalid(f"{name} must be a number")
        try:
            amount = Decimal(value)
        except (InvalidOperation, ValueError):
            raise post_data_invalid(f"'{str(value)[:50]}' is not a valid {name}") from None
        if not is_admissible(amount) or (isinstance(value, str) and "_" in value):
            raise post_data_invalid(f"'{str(value)[:50]}' is not a valid {name}")
        return to_places(amount, places)

    return reader


def whole(name: str, value: Any) -> int:
    """Read a whole number."""
    amount: Decimal = number(4)(name, value)
    if amount != amount.to_integral_value():
        raise post_data_invalid(f"{name} must be a whole number")
    return int(amount)


def boolean(name: str, value: Any) -> bool:
    """Read true or false, also when written as text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise post_data_invalid(f"{name} must be true or false")


def day(name: str, value: Any) -> date:
    """Read a date: `2026-11-20`, `2026-11-20T00:00:00`, `/Date(ms)/` or `/Date(ms+0000)/`."""
    try:
        if isinstance(value, str):
            if plain := _DAY.fullmatch(value):
                return date.fromisoformat(plain[1])
            if stamped := _MS_DATE.fullmatch(value):
                epoch = datetime(1970, 1, 1, tzinfo=UTC)
                return (epoch + timedelta(milliseconds=int(stamped[1]))).date()
    except (ValueError, OverflowError):
        pass
    raise post_data_invalid(f"The string '{str(value)[:50]}' in {name} is not a valid date")


def identifier(name: str, value: Any) -> str | None:
    """Read a GUID in lower case; an empty one, or one all zeros, is none."""
    if value in ("", EMPTY_GUID):
        return None
    try:
        if not isinstance(value, str):
            raise TypeError
        return str(UUID(value))
    except (ValueError, TypeError):
        raise post_data_invalid(f"'{str(value)[:50]}' in {name} is not a valid GUID") from None


def one_of(choices: Collection[str]) -> Reader:
    """One of a closed set of words; an empty one is none."""

    def reader(name: str, value: Any) -> str | None:
        if value == "":
            return None
        if not isinstance(value, str) or value not in choices:
            raise post_data_invalid(f"'{str(value)[:50]}' is not a valid value for {name}")
        return value

    return reader


def email(name: str, value: Any) -> str:
    """Read an email address; an empty one clears the field."""
    address = str(text(255)(name, value)).strip()
    if address and not _EMAIL.fullmatch(address):
        raise ElementInvalidError(f"{name} '{address[:80]}' is not a valid email address")
    return address


def currency(name: str, value: Any) -> str | None:
    """Read an ISO 4217 code; an empty one is none."""
    if value == "":
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        raise post_data_invalid(f"'{str(value)[:50]}' is not a valid value for {name}")
    return value
