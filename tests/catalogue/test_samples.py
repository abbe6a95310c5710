"""Every object's record type reads a reply of Xero's as it should."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.samples import SAMPLES
from xero_component.catalogue.objects import OBJECTS, XeroObject
from xero_component.catalogue.record import reader_of

EARLIER = {
    "accounts",
    "branding_themes",
    "contacts",
    "currencies",
    "invoices",
    "items",
    "organisation",
    "tax_rates",
    "tracking_categories",
}
"""Objects whose reading test_records.py shows."""
samples = pytest.mark.parametrize("key", SAMPLES)
rows = pytest.mark.parametrize("obj", OBJECTS.values(), ids=OBJECTS)


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Return what is at the ends of a record, by path."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    if not isinstance(inner, dict) or not inner:
        return {path: value}
    found: dict[str, Any] = {}
    for name, item in inner.items():
        found |= leaves(item, f"{path}.{name}" if path else str(name))
    return found


def test_every_object_has_a_sample() -> None:
    assert set(SAMPLES) | EARLIER == set(OBJECTS)


@samples
def test_amounts_and_dates_get_their_types_and_all_else_stays_as_it_came(key: str) -> None:
    sent, expected = SAMPLES[key]
    read = leaves(reader_of(OBJECTS[key].record)(deepcopy(sent)))
    assert read == leaves(sent) | expected
    for path, value in expected.items():
        assert type(read[path]) is type(value), path
    assert not any(isinstance(value, float) for value in read.values())


@samples
def test_reading_a_sample_twice_changes_nothing(key: str) -> None:
    reader = reader_of(OBJECTS[key].record)
    once = reader(deepcopy(SAMPLES[key][0]))
    assert repr(reader(deepcopy(once))) == repr(once)


@rows
def test_unknown_fields_and_values_are_kept(obj: XeroObject[Any]) -> None:
    row = {obj.id_field: "1", "Status": "HALF", "New": {"Date": "/Date(0)/", "Amount": 1}}
    assert reader_of(obj.record)(deepcopy(row)) == row


@rows
def test_empty_and_odd_values_lose_no_reply(obj: XeroObject[Any]) -> None:
    odds: list[Any] = [None, [], {}, "", "soon", True, [None, 1, []]]
    for odd in odds:
        row = dict.fromkeys(obj.record.__annotations__, odd)
        assert reader_of(obj.record)(deepcopy(row)) == row


@given(
    st.sampled_from(sorted(SAMPLES)),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
)
def test_every_amount_of_a_sample_is_read_to_its_last_digit(key: str, amount: Decimal) -> None:
    sent, expected = SAMPLES[key]
    paths = [path for path, value in expected.items() if isinstance(value, Decimal)]
    row = deepcopy(sent)
    for path in paths:
        *outer, name = path.split(".")
        inner: Any = row
        for part in outer:
            inner = inner[int(part)] if isinstance(inner, list) else inner[part]
        inner[name] = str(amount)
    read = leaves(reader_of(OBJECTS[key].record)(row))
    assert all(str(read[path]) == str(Decimal(str(amount))) for path in paths)
