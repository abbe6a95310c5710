"""Rows that are fetched one by one: budgets with their lines, groups with their members."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sync import databases
from tests.sync.model import Model, ModelClient, guid
from tests.sync.open_books import OpenBooks, open_books
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.objects import BUDGETS, CONTACT_GROUPS
from xero_component.errors import NotFoundError
from xero_component.sync import STREAMS

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
async def books() -> AsyncIterator[OpenBooks]:
    async with open_books() as opened:
        yield opened


def budget(model: Model, number: int, day: int, amount: str = "1.10") -> None:
    balances = [{"Period": "2026-11", "Amount": Decimal(amount)}]
    model.put(
        BUDGETS,
        guid(number),
        BudgetLines=[{"AccountID": guid(9), "BudgetBalances": balances}],
        UpdatedDateUTC=f"2026-11-{day:02}T09:00:00",
    )


def fetched(xero: ModelClient) -> list[str]:
    """Return the ids of the rows that were fetched by themselves, and forget the calls."""
    ids = [call.path.split("/")[2] for call in xero.calls if call.path.count("/") == 2]
    xero.calls.clear()
    return ids


async def test_budgets_have_their_lines_and_the_months_of_these(books: OpenBooks, path: Path):
    await run(books.reader, path, "budgets")

    lines = databases.table(path, "budgets_budget_lines")
    balances = databases.table(path, "budgets_budget_lines_budget_balances")
    own = [line for one in books.organisation.budgets.all() for line in one["BudgetLines"]]
    assert lines
    assert len(lines) == len(own)
    held = sum(Decimal(row["Amount"]) for row in balances)
    assert held == sum(month["Amount"] for line in own for month in line["BudgetBalances"])


async def test_contact_groups_have_their_members(books: OpenBooks, path: Path):
    await run(books.reader, path, "contact_groups")

    members = databases.table(path, "contact_groups_contacts")
    groups = {row["ContactGroupID"] for row in members}
    for group in groups:
        whole = await books.xero.get(CONTACT_GROUPS, group)
        held = {row["ContactID"] for row in members if row["ContactGroupID"] == group}
        assert held == {one["ContactID"] for one in whole["Contacts"]}
    assert groups


async def test_only_budgets_that_changed_are_fetched_the_oldest_first(path: Path):
    model = Model(now=NOW)
    xero = ModelClient(model)
    for number, day in ((1, 9), (2, 3), (3, 6)):
        budget(model, number, day)
    await run(xero, path, "budgets")
    assert fetched(xero) == [guid(2), guid(3), guid(1)]
    budget(model, 3, 12, "2.20")

    report = await run(xero, path, "budgets")

    assert fetched(xero) == [guid(1), guid(3)]
    assert report.written == 1
    amounts = databases.table(path, "budgets_budget_lines_budget_balances")
    assert sorted(row["Amount"] for row in amounts) == ["1.10", "1.10", "2.20"]


async def test_a_line_that_does_not_move_the_date_is_found_by_a_sweep(path: Path):
    model = Model(now=NOW)
    xero = ModelClient(model)
    budget(model, 1, 3)
    budget(model, 2, 9)
    await run(xero, path, "budgets")
    budget(model, 1, 3, "5.00")
    assert (await run(xero, path, "budgets")).written == 0

    report = await run(xero, path, "budgets", EVERYTHING)

    assert (report.written, report.swept) == (1, True)


async def test_a_budget_that_is_gone_is_marked(path: Path):
    model = Model(now=NOW)
    xero = ModelClient(model)
    budget(model, 1, 3)
    budget(model, 2, 9)
    await run(xero, path, "budgets")
    model.remove(BUDGETS, guid(1))

    assert (await run(xero, path, "budgets", EVERYTHING)).deleted == 1


async def test_budgets_that_tell_no_date_are_all_fetched(path: Path):
    model = Model(now=NOW)
    xero = ModelClient(model)
    model.put(BUDGETS, guid(1))
    model.put(BUDGETS, guid(2), UpdatedDateUTC="soon")

    for _ in range(2):
        await run(xero, path, "budgets")
        assert sorted(fetched(xero)) == [guid(1), guid(2)]


async def test_a_date_from_the_future_hides_no_later_change(path: Path):
    model = Model(now=NOW)
    model.put(BUDGETS, guid(1), UpdatedDateUTC="2031-01-01T00:00:00")
    await run(ModelClient(model), path, "budgets")
    model.put(BUDGETS, guid(2), UpdatedDateUTC="2026-12-01T09:00:01")

    assert (await run(ModelClient(model), path, "budgets")).written == 1


async def test_a_group_that_goes_between_the_list_and_its_fetch_is_marked(path: Path):
    model = Model(now=NOW)
    model.put(CONTACT_GROUPS, guid(1), Name="North", Contacts=[{"ContactID": guid(7)}])
    model.put(CONTACT_GROUPS, guid(2), Name="South")
    await run(ModelClient(model), path, "contact_groups")

    def goes(number: int) -> None:
        if number == 2:
            model.remove(CONTACT_GROUPS, guid(1))

    first = await run(ModelClient(model, goes), path, "contact_groups")
    second = await run(ModelClient(model), path, "contact_groups")

    assert first.deleted + second.deleted == 1


class BrokenOffError(Exception):
    """The run ends here."""


async def test_a_run_that_ends_in_the_middle_goes_on_behind_what_it_kept(path: Path):
    model = Model(now=NOW)
    for number in range(1, 29):
        budget(model, number, number)

    def breaks(number: int) -> None:
        if number == 25:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        await run(ModelClient(model, breaks), path, "budgets")
    xero = ModelClient(model)
    await run(xero, path, "budgets")

    assert fetched(xero) == [guid(number) for number in range(20, 29)]
    assert len(databases.table(path, "budgets")) == 28


async def test_an_estimate_counts_a_call_for_each_row_that_would_be_fetched():
    model = Model(now=NOW)
    for number in range(1, 4):
        model.put(CONTACT_GROUPS, guid(number))
        budget(model, number, number)
    xero = ModelClient(model)

    groups = await STREAMS["contact_groups"].reading.size(xero, None, None)
    cursor = "2026-11-03T09:00:00+00:00"
    budgets = await STREAMS["budgets"].reading.size(xero, cursor, None)

    assert (groups.calls, groups.rows) == (4, 3)
    assert (budgets.calls, budgets.rows) == (2, 1)
    assert len(xero.calls) == 2


async def read(key: str, xero: Any) -> list[dict[str, Any]]:
    return [row async for page in STREAMS[key].read(xero) for row in page]


async def test_groups_are_read_without_a_database_too(books: OpenBooks):
    groups = await read("contact_groups", books.reader)

    assert any(group["Contacts"] for group in groups)


async def test_what_changed_since_a_moment_is_all_that_is_fetched(path: Path):
    model = Model(now=NOW)
    budget(model, 1, 3)
    budget(model, 2, 9)
    xero = ModelClient(model)
    since = datetime(2026, 11, 4, tzinfo=UTC)

    pages = [page async for page in STREAMS["budgets"].read(xero, since=since)]

    assert [row["BudgetID"] for page in pages for row in page] == [guid(2)]


async def test_a_client_reads_one_record_by_its_id_or_number(books: OpenBooks):
    for key in ("items", "contacts", "invoices", "accounts", "tracking_categories"):
        stream = STREAMS[key]
        assert stream.obj is not None
        wanted = (await read(key, books.reader))[0]

        found = await books.reader.get(stream.obj, wanted[stream.primary_key])

        assert found[stream.primary_key] == wanted[stream.primary_key]
    item = (await read("items", books.reader))[0]
    assert STREAMS["items"].obj is not None
    assert (await books.reader.get(STREAMS["items"].obj, item["Code"]))["ItemID"] == item["ItemID"]
    with pytest.raises(NotFoundError):
        await books.reader.get(STREAMS["items"].obj, "no such code")
