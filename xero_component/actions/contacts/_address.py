"""The address of a contact: one of its kind is changed, and the others stay."""

from collections.abc import Sequence
from typing import Any

from xero_component.actions.contacts._fields import ADDRESS, MOST_LINES
from xero_component.catalogue.inputs import RecordInput
from xero_component.catalogue.records import Contact


def gives_address(data: RecordInput) -> bool:
    """Tell whether part of an address was given; its type alone is none."""
    return bool(data.model_fields_set & (set(ADDRESS) - {"address_type"}))


def beside(before: Contact | None, body: dict[str, Any]) -> dict[str, Any]:
    """Return a contact's body whose one address takes its place among those of `before`.

    Whether Xero merges a list of addresses or replaces it is not documented; a whole list is the
    same either way.
    """
    [new] = body["Addresses"]
    there = before.get("Addresses") if before else None
    return {**body, "Addresses": among(there or [], new)}


def among(addresses: Sequence[Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Put the parts of an address into the one of its type, or add it; others are untouched."""
    kind = new["AddressType"]
    place = next(
        (n for n, old in enumerate(addresses) if old.get("AddressType") == kind), len(addresses)
    )
    old = addresses[place] if place < len(addresses) else {}
    emptied = {}
    if "AddressLine1" in new:
        emptied = {f"AddressLine{line}": "" for line in range(2, MOST_LINES + 1)}
    return [*addresses[:place], {**old, **emptied, **new}, *addresses[place + 1 :]]
