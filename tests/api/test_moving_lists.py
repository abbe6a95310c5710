"""Rows that come, change and go while their list is read."""

from collections import Counter
from typing import Any

import anyio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.list_model import Change, ListModel
from tests.api.wiring import client_of
from tests.clocks import FakeClock
from xero_component.api.paging import Query
from xero_component.catalogue.objects import CONTACTS, INVOICES, XeroObject

Step = tuple[str, int]


def due(step: Step) -> Change:
    kind, at = step

    def change(model: ListModel) -> None:
        listed = sorted(key for key, row in model.rows.items() if row.active)
        match kind:
            case "insert":
                key = at * 37 % 12_000
                if key not in model.rows:
                    model.put(key)
            case "edit" if listed:
                model.edit(listed[at % len(listed)])
            case "leave" if listed:
                model.leave(listed[at % len(listed)])

    return change


def delivered(
    rows: int,
    changes: list[tuple[int, Step]],
    obj: XeroObject[Any] = INVOICES,
    query: Query | None = None,
    last_changed_pass: int = 2,
) -> tuple[Counter[int], set[int], ListModel]:
    """Return what was delivered, and which rows were in the list all the time."""
    model = ListModel(obj.path, last_changed_pass=last_changed_pass)
    model.fill(rows)
    there = set(model.rows)
    for number, step in changes:
        model.changes.setdefault(number, []).append(due(step))

    async def read() -> list[Any]:
        async with client_of(model, FakeClock()) as xero:
            found = await xero.list_all(obj, query or Query(page_size=2))
        return found["records"]

    records = anyio.run(read)
    stayed = {key for key in there if model.rows[key].active}
    return Counter(int(record[obj.id_field], 16) for record in records), stayed, model


def check(found: Counter[int], stayed: set[int]) -> None:
    assert not stayed - set(found), "a row that was there all the time is missing"
    assert set(found.values()) <= {1}, "a row came twice"


def steps(*kinds: str) -> st.SearchStrategy[list[tuple[int, Step]]]:
    step = st.tuples(st.sampled_from(kinds), st.integers(0, 400))
    return st.lists(st.tuples(st.integers(1, 24), step), max_size=12)


sizes = st.integers(0, 17)


@settings(max_examples=150, deadline=None)
@given(sizes, steps("insert", "edit"))
@example(6, [(3, ("insert", 0))])
@example(
    8,
    [
        (3, ("insert", 0)),
        *((6, ("insert", number)) for number in (1, 2, 3)),
        (11, ("insert", 4)),
    ],
)
@example(9, [(number, ("insert", number)) for number in range(2, 24)])
def test_new_and_edited_rows_hide_no_other_however_often_they_come(
    rows: int, changes: list[tuple[int, Step]]
) -> None:
    found, stayed, _ = delivered(rows, changes, last_changed_pass=99)
    check(found, stayed)


@settings(max_examples=200, deadline=None)
@given(sizes, steps("insert", "edit", "leave"))
@example(8, [(2, ("leave", 0)), (2, ("insert", 300))])
def test_a_filtered_list_that_rests_for_one_reading_is_complete(
    rows: int, changes: list[tuple[int, Step]]
) -> None:
    query = Query(page_size=2, where='Status=="ACTIVE"')
    found, stayed, _ = delivered(rows, changes, query=query)
    check(found, stayed)


@settings(max_examples=150, deadline=None)
@given(sizes, steps("insert", "edit", "leave"))
@example(8, [(2, ("leave", 0)), (2, ("insert", 300))])
@example(8, [(2, ("leave", 0)), (2, ("insert", 300)), (5, ("leave", 7))])
def test_contacts_archived_meanwhile_hide_no_other(
    rows: int, changes: list[tuple[int, Step]]
) -> None:
    found, stayed, _ = delivered(rows, changes, CONTACTS)
    check(found, stayed)


@settings(max_examples=150, deadline=None)
@given(sizes, steps("insert", "edit"))
@example(8, [(2, ("edit", 0))])
def test_edits_hide_no_row_in_an_order_that_they_disturb(
    rows: int, changes: list[tuple[int, Step]]
) -> None:
    query = Query(page_size=2, order="UpdatedDateUTC ASC")
    found, stayed, _ = delivered(rows, changes, query=query)
    check(found, stayed)


@pytest.mark.parametrize(
    ("obj", "query", "calls"),
    [
        (INVOICES, Query(page_size=2), 5),
        (CONTACTS, Query(page_size=2, parameters={"includeArchived": "true"}), 5),
        (CONTACTS, Query(page_size=2), 6),
        (INVOICES, Query(page_size=2, where="Total>0"), 6),
        (INVOICES, Query(page_size=2, order="Date ASC"), 6),
        (INVOICES, Query(page_size=10, where="Total>0"), 1),
    ],
)
def test_a_list_at_rest_takes_one_question_more_where_rows_can_shift(
    obj: XeroObject[Any], query: Query, calls: int
) -> None:
    found, stayed, model = delivered(10, [], obj, query)
    check(found, stayed)
    assert len(model.requests) == calls


def test_a_list_that_never_rests_is_read_three_times_at_most() -> None:
    changes = [(number, ("edit", number)) for number in range(1, 100)]
    query = Query(page_size=2, where='Status=="ACTIVE"')
    found, stayed, model = delivered(10, changes, query=query, last_changed_pass=99)
    check(found, stayed)
    assert model.passes == 3
    assert len(model.requests) <= 3 * 6
