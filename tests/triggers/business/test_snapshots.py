"""What is remembered of records: exact, bounded, and open ones the longest."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.triggers._business.snapshots import Snapshot, Snapshots

PATHS = ("Status", "Amounts.Due")
VALUES = st.fixed_dictionaries(
    {
        "Status": st.none() | st.booleans() | st.text() | st.lists(st.text(), max_size=2),
        "Amounts.Due": st.none() | st.decimals(-(10**9), 10**9, places=4),
    }
)
IDS = st.uuids().map(str)


@given(st.dictionaries(IDS, st.tuples(VALUES, st.integers(0, 9), st.booleans()), max_size=8))
def test_they_come_back_as_they_were_put(records: Any):
    snapshots = Snapshots(PATHS)
    for identifier, (values, told, settled) in records.items():
        snapshots.put(identifier, Snapshot(values, told), settled=settled)
    read = Snapshots.unpacked(snapshots.packed(), PATHS, is_complete=True)

    assert len(read) == len(records)
    for identifier, (values, told, _) in records.items():
        assert read.get(identifier) == Snapshot(values, told)


@given(st.lists(st.tuples(IDS, st.booleans()), max_size=30), st.integers(100, 1000))
def test_they_are_bounded_and_open_ones_are_kept_the_longest(puts: Any, most: int):
    snapshots = Snapshots(("Status",), most=most)
    for identifier, settled in puts:
        snapshots.put(identifier, Snapshot({"Status": "x"}), settled=settled)
    open_ones = {identifier for identifier, settled in dict(puts).items() if not settled}
    kept = {identifier for identifier in open_ones if snapshots.get(identifier)}

    assert sum(36 + len('[0,"x"]') for _ in range(len(snapshots))) <= most
    assert snapshots.is_complete is False or kept == open_ones


def test_a_settled_record_goes_before_an_older_open_one():
    snapshots = Snapshots(("Status",), most=100)
    snapshots.put("a", Snapshot({"Status": "DRAFT"}), settled=False)
    snapshots.put("b", Snapshot({"Status": "PAID"}), settled=True)
    snapshots.put("c", Snapshot({"Status": "DRAFT"}), settled=False)

    assert snapshots.get("a") is not None
    assert snapshots.get("b") is None
    assert snapshots.is_complete


def test_a_record_that_is_open_again_is_not_settled():
    snapshots = Snapshots(("Status",))
    snapshots.put("a", Snapshot({"Status": "PAID"}), settled=True)
    snapshots.put("a", Snapshot({"Status": "AUTHORISED"}), settled=False)

    assert len(snapshots) == 1
    assert snapshots.get("a") == Snapshot({"Status": "AUTHORISED"})
    snapshots.drop("a")
    snapshots.drop("a")
    assert len(snapshots) == 0


@pytest.mark.parametrize("text", ["", "!", "AAAA", "eJyrBgABdQD5", "é"])
def test_text_that_holds_none_is_refused(text: str):
    with pytest.raises(ValueError, match="snapshots"):
        Snapshots.unpacked(text, PATHS, is_complete=True)


def test_ten_thousand_open_invoices_take_less_than_a_megabyte():
    snapshots = Snapshots(("Status", "AmountPaid", "AmountCredited", "AmountDue"))
    for number in range(10_000):
        due = Decimal(number) / 7
        values = {"Status": "AUTHORISED", "AmountPaid": Decimal("0.00"), "AmountDue": round(due, 2)}
        identifier = f"{number * 2654435761 % 2**32:08x}-5cc4-47c4-8afd-8ec8{number:08x}"
        snapshots.put(identifier, Snapshot(values), settled=False)

    assert snapshots.is_complete
    assert len(snapshots) == 10_000
    assert len(snapshots.packed()) < 1_000_000
