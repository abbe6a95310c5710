"""Comparing everything, in parts: silent edits, rows that are gone, and older rows."""

from datetime import timedelta
from pathlib import Path

from tests.sync import databases
from tests.sync.histories import small
from tests.sync.model import OPENED, TENANT, Model, ModelClient, guid
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.objects import (
    INVOICES,
    ITEMS,
    JOURNALS,
    LINKED_TRANSACTIONS,
    PURCHASE_ORDERS,
)
from xero_component.sync import Options, State, Stream, stream_of
from xero_component.sync.sinks.sqlite import SqliteSink


async def test_an_earlier_start_brings_the_older_rows_beside_the_new_ones(path: Path):
    model, stream = Model(), stream_of(small(INVOICES))
    for number in range(1, 20):
        model.put(INVOICES, guid(number))["changed"] = OPENED - timedelta(days=number)
    recent = OPENED - timedelta(days=5)
    await run(ModelClient(model), path, stream, Options(start=recent))
    assert len(databases.table(path, "invoices")) == 5

    runs, counts, goes_on = 0, [], True
    while goes_on:
        runs += 1
        model.put(INVOICES, guid(100 + runs))
        report = await run(ModelClient(model), path, stream, Options(sweep_calls=2))
        counts.append(len(databases.table(path, "invoices")))
        goes_on = report.sweeping

    assert counts == sorted(counts)
    assert len(counts) > 2  # a part of it in each run
    assert counts[-1] == 19 + runs
    state = await state_of(path, stream)
    assert (state.start, state.sweep_began) == (None, None)


async def state_of(path: Path, stream: Stream) -> State:
    async with SqliteSink(path) as sink:
        return await (await sink.target(stream, TENANT)).state()


async def test_each_stream_may_go_on_from_the_start_that_it_began_with(
    model: Model, xero: ModelClient, path: Path
):
    model.put(ITEMS, guid(1))
    model.put(INVOICES, guid(1))
    model.pass_time(86_400_000)
    model.put(INVOICES, guid(2))
    await run(xero, path, "invoices", Options(start=model.now))

    kept = Options(start=model.now - timedelta(days=400), keeps_start=True)
    reports = [await run(xero, path, key, kept) for key in ("invoices", "items")]
    assert [one.written for one in reports] == [0, 1]

    whole = await run(xero, path, "invoices", Options())
    assert whole.written == 1


async def test_everything_is_compared_once_a_week_by_xeros_clock(model: Model, path: Path):
    model.put(ITEMS, guid(1))
    await run(ModelClient(model), path, "items")
    model.remove(ITEMS, guid(1))
    model.pass_time(6 * 86_400_000)
    early = await run(ModelClient(model), path, "items")
    model.pass_time(2 * 86_400_000)

    due = await run(ModelClient(model), path, "items")

    assert (early.swept, early.deleted) == (False, 0)
    assert (due.swept, due.deleted) == (True, 1)


async def test_rows_that_xero_only_hides_from_a_list_are_not_marked(path: Path):
    class Hiding(Model):
        def _listed(self, obj, rows, call):
            return [row for row in super()._listed(obj, rows, call) if not row.get("hidden")]

    model = Hiding()
    model.put(PURCHASE_ORDERS, guid(3))
    await run(ModelClient(model), path, "purchase_orders")
    model.silently(PURCHASE_ORDERS, guid(3), hidden=True)

    report = await run(ModelClient(model), path, "purchase_orders", EVERYTHING)

    assert report.deleted == 0


async def test_rows_that_are_gone_are_asked_for_by_the_score_where_xero_takes_ids(path: Path):
    model = Model()
    for number in range(1, 101):
        model.put(INVOICES, guid(number))
    await run(ModelClient(model), path, "invoices")
    model.rows[INVOICES.path].clear()
    xero = ModelClient(model)

    report = await run(xero, path, "invoices", EVERYTHING)

    assert report.deleted == 100
    assert sum("IDs" in call.query for call in xero.calls) == 3


async def test_journals_from_an_earlier_start_are_read_anew_without_a_write_for_known_ones(
    path: Path,
):
    model = Model(page_size=100)
    for number in range(1, 21):
        model.put(JOURNALS, guid(number), JournalNumber=number)
        model.pass_time(86_400_000)
    recent = OPENED + timedelta(days=15)
    first = await run(ModelClient(model), path, "journals", Options(start=recent))

    second = await run(ModelClient(model), path, "journals")

    assert (first.written, second.written, second.unchanged) == (5, 15, 5)


async def test_asking_for_rows_that_are_gone_is_spread_over_runs(path: Path):
    model = Model(page_size=100)
    for number in range(1, 251):
        model.put(LINKED_TRANSACTIONS, guid(number))
    await run(ModelClient(model), path, "linked_transactions")
    model.rows[LINKED_TRANSACTIONS.path].clear()

    reports = [await run(ModelClient(model), path, "linked_transactions") for _ in range(3)]

    assert [report.deleted for report in reports] == [100, 100, 50]
    assert [report.sweeping for report in reports] == [True, True, False]
    assert all(report.calls <= 102 for report in reports)


async def test_a_sweep_within_a_budget_goes_on_in_the_next_run(path: Path):
    model, stream = Model(), stream_of(small(INVOICES))
    for number in range(1, 13):
        model.put(INVOICES, guid(number), Reference="before")
        model.pass_time(600_000)
    await run(ModelClient(model), path, stream)
    for number in range(1, 13):
        model.silently(INVOICES, guid(number), Reference="after")
    options = Options(sweep_every=timedelta(0), sweep_calls=2)

    found = []
    for _ in range(4):
        report = await run(ModelClient(model), path, stream, options)
        found.append((report.written, report.sweeping, report.swept))

    assert sum(written for written, _, _ in found) == 12
    assert found[0][1:] == (True, False)
    assert found[-1][1:] == (False, True)
