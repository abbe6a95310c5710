"""Reports in a database, against those of the sandbox."""

import contextlib
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sync import databases
from tests.sync.histories import LONG
from tests.sync.open_books import OpenBooks, open_books
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.rows.reports import AGED_REPORTS, REPORTS, About
from xero_component.sandbox.edits import EDITS
from xero_component.sync import STREAMS, Options, Outcome, estimate, sync
from xero_component.sync.reports.figures import figures_of
from xero_component.sync.reports.replies import ask
from xero_component.sync.sinks.sqlite import SqliteSink
from xero_component.sync.stream import report_stream

START = datetime(2026, 6, 1, tzinfo=UTC)
SINCE_JUNE = Options(start=START)
BY_KEY = {report.key: report for report in REPORTS}


@pytest.fixture
async def books() -> AsyncIterator[OpenBooks]:
    async with open_books() as opened:
        yield opened


async def invoice(books: OpenBooks, day: str, amount: str) -> Any:
    line = {"Description": "a", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
    contact = next(iter(books.organisation.contacts.all()))["ContactID"]
    body = {"Type": "ACCREC", "Status": "AUTHORISED", "Date": day, "DueDate": day}
    whole = {**body, "Contact": {"ContactID": contact}, "LineItems": [line]}
    return await books.xero.create(INVOICES, whole)


def live(path: Path, key: str) -> list[dict[str, Any]]:
    return [row for row in databases.table(path, key) if row["_deleted_at"] is None]


def amount(row: dict[str, Any]) -> Decimal:
    return Decimal(row["Amount"])


@pytest.mark.parametrize("key", sorted(BY_KEY))
async def test_each_month_in_the_database_is_the_report_of_that_month(
    key: str, books: OpenBooks, path: Path
):
    report = await run(books.reader, path, key, SINCE_JUNE)

    rows = live(path, key)
    assert report.outcome is Outcome.COMPLETE, report.reason
    assert not report.misfits
    assert len(rows) == report.written == len({row["FigureID"] for row in rows})
    about = BY_KEY[key].about
    days = sorted({row["ToDate"] for row in rows})
    assert {day[:7] for day in days} >= {f"2026-{month:02}" for month in range(6, 12)}
    for day in days:
        query = {"date": f"{day[:8]}01", "periods": "1"} if about is About.MONTHS else {"date": day}
        if about is About.RANGE:
            query = {"fromDate": f"{day[:8]}01", "toDate": day}
        answer = await ask(books.reader, BY_KEY[key], query)
        own = [(one.section, one.label, one.value) for one in figures_of(answer.report)]
        held = [row for row in rows if row["ToDate"] == day]
        found = [(row["Section"], row["Label"], row["Value"]) for row in held]
        if about is About.MONTHS:  # sections without a plan in that month alone are not shown then
            own, found = ([one for one in some if one[2] != "0.00"] for some in (own, found))
        assert Counter(found) == Counter(own), day


async def test_a_second_run_reads_the_last_months_and_writes_nothing(books: OpenBooks, path: Path):
    first = await run(books.reader, path, "profit_and_loss", SINCE_JUNE)
    again = await run(books.reader, path, "profit_and_loss", SINCE_JUNE)

    assert (first.calls, again.calls) == (7, 5)
    assert again.written == again.deleted == 0


async def test_a_run_in_a_later_month_writes_no_plan_again(books: OpenBooks, path: Path):
    first = await run(books.reader, path, "budget_summary")
    books.clock.advance(timedelta(days=40).total_seconds())

    again = await run(books.reader, path, "budget_summary", EVERYTHING)

    assert first.written > 0
    assert (again.written, again.deleted) == (0, 0)


@pytest.mark.parametrize("start", [None, START], ids=["two years", "since June"])
async def test_an_earlier_start_brings_in_the_earlier_months(
    start: datetime | None, books: OpenBooks, path: Path
):
    await run(books.reader, path, "bank_summary", Options(start=start))
    earlier = Options(start=datetime(2024, 3, 1, tzinfo=UTC))

    done = await run(books.reader, path, "bank_summary", earlier)
    after = await run(books.reader, path, "bank_summary", Options(keeps_start=True))

    days = {row["ToDate"] for row in live(path, "bank_summary")}
    assert (min(days), len(days)) == ("2024-03-31", 33)
    assert done.swept
    assert (after.swept, after.written, after.calls) == (False, 0, 5)


@pytest.mark.parametrize("key", ["profit_and_loss", "bank_summary", "balance_sheet"])
async def test_the_rows_of_a_section_add_up_to_its_total(key: str, books: OpenBooks, path: Path):
    await run(books.reader, path, key, SINCE_JUNE)

    rows = live(path, key)
    totals = [row for row in rows if row["RowType"] == "SummaryRow" and row["Section"]]
    if key == "bank_summary":
        totals = [row for row in rows if row["Label"] == "Total"]
    assert totals
    for total in totals:
        same = ("ToDate", "Section", "Column")
        parts = [
            amount(row)
            for row in rows
            if row["RowType"] == "Row" and all(row[name] == total[name] for name in same)
        ]
        assert sum(parts) == amount(total), total["Label"]


async def test_debits_of_the_trial_balance_are_its_credits(books: OpenBooks, path: Path):
    await run(books.reader, path, "trial_balance", SINCE_JUNE)

    by_column: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in live(path, "trial_balance"):
        if row["RowType"] == "Row" and row["Amount"] is not None:
            by_column[row["ToDate"], row["Column"]] += amount(row)
    assert by_column
    for (day, column), total in by_column.items():
        if column.endswith("Debit"):
            assert total == by_column[day, column.replace("Debit", "Credit")]


async def test_accounts_of_a_month_are_rows_of_their_own_and_keep_their_ids(
    books: OpenBooks, path: Path
):
    await run(books.reader, path, "profit_and_loss", SINCE_JUNE)
    rows = [row for row in live(path, "profit_and_loss") if row["AccountID"]]
    november = {row["AccountID"]: row for row in rows if row["ToDate"] == "2026-11-30"}
    assert len(november) > 1
    await invoice(books, "2026-11-10", "123.45")

    report = await run(books.reader, path, "profit_and_loss", SINCE_JUNE)

    assert report.written > 0
    for row in live(path, "profit_and_loss"):
        if row["ToDate"] == "2026-11-30" and row["AccountID"]:
            assert row["FigureID"] == november[row["AccountID"]]["FigureID"]
            assert (row["FromDate"], row["ToDate"]) == ("2026-11-01", "2026-11-30")


async def test_what_leaves_a_month_is_marked_by_the_next_run(books: OpenBooks, path: Path):
    before = await run(books.reader, path, "profit_and_loss", SINCE_JUNE)
    held = {row["FigureID"] for row in live(path, "profit_and_loss")}
    made = await invoice(books, "2026-09-10", "50.00")
    await run(books.reader, path, "profit_and_loss", SINCE_JUNE)
    assert {row["FigureID"] for row in live(path, "profit_and_loss")} >= held
    await books.xero.update(INVOICES, made["InvoiceID"], {"Status": "VOIDED"})

    await run(books.reader, path, "profit_and_loss", SINCE_JUNE)

    assert {row["FigureID"] for row in live(path, "profit_and_loss")} == held
    assert before.written == len(held)


async def test_an_edit_of_an_old_month_is_found_by_a_sweep(books: OpenBooks, path: Path):
    await run(books.reader, path, "balance_sheet", SINCE_JUNE)
    await invoice(books, "2026-06-10", "70.00")
    june = "2026-06-30"
    after = [row for row in live(path, "balance_sheet") if row["ToDate"] == june]
    await run(books.reader, path, "balance_sheet", SINCE_JUNE)
    assert [row for row in live(path, "balance_sheet") if row["ToDate"] == june] == after

    everything = Options(start=START, sweep_every=timedelta(0))
    report = await run(books.reader, path, "balance_sheet", everything)

    assert report.swept
    answer = await ask(books.reader, BY_KEY["balance_sheet"], {"date": june})
    own = Counter((one.label, one.value) for one in figures_of(answer.report))
    found = [row for row in live(path, "balance_sheet") if row["ToDate"] == june]
    assert Counter((row["Label"], row["Value"]) for row in found) == own


async def test_a_report_by_tracking_options_has_a_column_for_each(books: OpenBooks, path: Path):
    category = next(iter(books.organisation.tracking_categories.all()))
    stream = report_stream(
        BY_KEY["profit_and_loss"],
        {"trackingCategoryID": category["TrackingCategoryID"]},
        key="profit_and_loss_by_region",
    )

    report = await run(books.reader, path, stream, SINCE_JUNE)

    columns = {row["Column"] for row in live(path, stream.key)}
    assert report.outcome is Outcome.COMPLETE
    assert columns == {*(one["Name"] for one in category["Options"]), "Unassigned", "Total"}


@pytest.mark.parametrize("aged", AGED_REPORTS, ids=lambda aged: aged.key)
async def test_aged_invoices_add_up_to_what_each_contact_has_open(
    aged: Any, books: OpenBooks, path: Path
):
    report = await run(books.reader, path, aged.key)

    rows = live(path, aged.key)
    assert report.outcome is Outcome.COMPLETE, report.reason
    assert rows
    assert {row["AsAt"] for row in rows} == {"2026-11-20"}
    for contact in {row["ContactID"] for row in rows}:
        answer = await ask(books.reader, aged, {"contactId": contact})
        [closing] = [
            one.value
            for one in figures_of(answer.report)
            if one.label == "Closing Balance" and one.column == "Due"
        ]
        own = [row for row in rows if row["ContactID"] == contact]
        assert sum(Decimal(row["Due"]) for row in own) == Decimal(closing)
        assert all(row["InvoiceID"] and row["Date"] for row in own)
    open_ones = {
        one["InvoiceID"]
        for one in books.organisation.invoices.all()
        if one["Status"] == "AUTHORISED"
    }
    assert {row["InvoiceID"] for row in rows} <= open_ones
    again = await run(books.reader, path, aged.key, EVERYTHING)
    assert again.written == again.deleted == 0


async def test_without_a_start_two_years_are_read(books: OpenBooks):
    stream = STREAMS["bank_summary"]

    days = {row["ToDate"] async for page in stream.read(books.reader) for row in page}

    assert (min(days), max(days), len(days)) == ("2024-12-31", "2026-11-30", 24)


@pytest.mark.parametrize("key", sorted(BY_KEY))
async def test_an_estimate_counts_the_calls_that_the_run_takes(
    key: str, books: OpenBooks, path: Path
):
    async with SqliteSink(path) as sink:
        found = await estimate(books.reader, [STREAMS[key]], sink, SINCE_JUNE)

    assert found.calls == (await run(books.reader, path, key, SINCE_JUNE)).calls
    assert found.spent == 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20 if LONG else 1))
async def test_after_edits_between_any_two_calls_the_figures_are_those_of_the_books(
    seed: int, books: OpenBooks, path: Path
):
    chance = random.Random(seed)  # noqa: S311 - chooses edits, guards nothing

    async def work(request: httpx.Request) -> None:
        if request.method == "GET" and chance.random() < 0.5:
            books.clock.advance(chance.choice([0.4, 90]))
            with contextlib.suppress(ValueError):  # no record allows it
                books.sandbox.edit(
                    chance.choice(sorted(EDITS)), "Invoices", seed=chance.randrange(1000)
                )

    streams = [STREAMS[key] for key in (*BY_KEY, "aged_receivables_by_contact", "contact_groups")]
    books.http.event_hooks = {"request": [work]}
    async with SqliteSink(path) as sink:
        for _ in range(2):
            await sync(books.reader, streams, sink, SINCE_JUNE)
            books.clock.advance(3600)
        books.http.event_hooks = {}
        await sync(books.reader, streams, sink, Options(start=START, sweep_every=timedelta(0)))

    for stream in streams:
        held = {row[stream.primary_key]: row for row in databases.live(path, stream.key)}
        pages = [page async for page in stream.read(books.reader, since=START)]
        wanted = {row[stream.primary_key]: row for page in pages for row in page}
        assert wanted
        assert held == wanted, stream.key


async def test_months_that_are_no_longer_read_stay(books: OpenBooks, path: Path):
    await run(books.reader, path, "bank_summary")
    first = databases.table(path, "bank_summary")
    books.clock.advance(timedelta(days=90).total_seconds())

    report = await run(books.reader, path, "bank_summary", EVERYTHING)

    assert report.swept
    assert report.deleted == 0
    days = {row["ToDate"] for row in live(path, "bank_summary")}
    assert (min(days), max(days)) == ("2024-12-31", "2027-02-28")
    assert len(first) < len(live(path, "bank_summary"))
