"""What goes wrong with a stream, a run or a connection, and what a run costs."""

from datetime import timedelta
from pathlib import Path

import anyio
import httpx
import pytest

from tests.api.wiring import NOT_ALLOWED, StubAuthorisation, client_of
from tests.clocks import START, FakeClock
from tests.sync import databases
from tests.sync.histories import small
from tests.sync.memory_sink import MemorySink
from tests.sync.model import OPENED, Model, ModelClient, guid, over_the_wire
from tests.sync.running import lists, run
from xero_component.catalogue.objects import (
    CONTACTS,
    INVOICES,
    ITEMS,
    JOURNALS,
    RECEIPTS,
    TRACKING_CATEGORIES,
)
from xero_component.errors import (
    ConfigurationError,
    GiveUpError,
    NotFoundError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    UnavailableError,
    WaitError,
    XeroComponentError,
)
from xero_component.sync import (
    STREAMS,
    Options,
    Outcome,
    State,
    Stream,
    estimate,
    stream_of,
    sync,
)
from xero_component.sync.sinks.sqlite import SqliteSink


def chosen(*keys: str) -> list[Stream]:
    return [STREAMS[key] for key in keys]


async def test_a_missing_scope_stops_one_stream_and_names_itself(path: Path, model: Model):
    model.put(ITEMS, guid(1))
    authorisation = StubAuthorisation(scopes=["accounting.settings.read"])
    xero = client_of(over_the_wire(model), FakeClock(), authorisation)
    sink = MemorySink()

    report = await sync(xero, chosen("invoices", "items"), sink)

    refused = report.streams["invoices"]
    assert refused.outcome is Outcome.UNAVAILABLE
    assert "accounting.invoices.read" in (refused.reason or "")
    assert report.streams["items"].outcome is Outcome.COMPLETE
    assert report.is_complete


async def test_a_scope_that_xero_refuses_stops_one_stream():
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json=NOT_ALLOWED)

    report = await sync(client_of(answer, FakeClock()), chosen("contacts"), MemorySink())

    assert report.streams["contacts"].outcome is Outcome.UNAVAILABLE
    assert isinstance(report.streams["contacts"].error, ScopeError)


@pytest.mark.parametrize(
    "error",
    [ReconnectError("Forbidden", status=403), NotFoundError("Gone", status=404), ScopeError("No")],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("obj", [RECEIPTS, JOURNALS], ids=lambda obj: obj.key)
async def test_what_xero_withdraws_or_keeps_to_a_plan_says_so(obj, error: Exception, model: Model):
    model.put(ITEMS, guid(1))
    xero = ModelClient(model)
    xero.refusals[obj.path] = error

    report = await sync(xero, chosen(obj.key, "items"), MemorySink())

    assert report.stopped_by is None
    assert report.streams[obj.key].outcome is Outcome.UNAVAILABLE
    assert (obj.withdrawn or obj.restricted) in (report.streams[obj.key].reason or "")
    assert report.streams["items"].outcome is Outcome.COMPLETE


async def test_the_days_limit_ends_the_run_with_the_time_to_go_on(model: Model):
    free_at = START + timedelta(hours=9)
    xero = ModelClient(model)
    xero.refusals[INVOICES.path] = RateLimitError("Used up.", problem="day", retry_at=free_at)

    report = await sync(xero, chosen("invoices"), MemorySink())

    assert isinstance(report.stopped_by, RateLimitError)
    assert report.continue_at == free_at
    assert report.streams["invoices"].outcome is Outcome.PAUSED


async def test_a_run_goes_on_after_the_days_limit_where_it_stopped(path: Path):
    model, obj = Model(), small(INVOICES)
    for number in range(1, 30):
        model.put(obj, guid(number))
        model.pass_time(300_000)

    def end_of_day(call: int) -> None:
        if call == 6:
            raise RateLimitError("Used up.", problem="day", retry_at=START)

    first = await run(ModelClient(model, end_of_day), path, stream_of(obj))
    second = await run(ModelClient(model), path, stream_of(obj))

    assert (first.outcome, second.outcome) == (Outcome.PAUSED, Outcome.COMPLETE)
    assert first.written + second.written == 29
    assert second.read < 29


async def test_a_connection_that_no_longer_works_ends_the_run(model: Model):
    xero = ModelClient(model)
    for obj in (INVOICES, CONTACTS, ITEMS):
        xero.refusals[obj.path] = ReconnectError("Connect again.", status=401)

    report = await sync(
        xero, chosen("invoices", "contacts", "items"), MemorySink(), Options(at_once=1)
    )

    assert isinstance(report.stopped_by, ReconnectError)
    assert lists(xero) == 1
    assert not report.is_complete


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(UnavailableError("Away."), Outcome.PAUSED), (GiveUpError("Broken."), Outcome.FAILED)],
)
async def test_what_goes_wrong_with_one_stream_leaves_the_others_alone(
    error: XeroComponentError, outcome: Outcome, model: Model
):
    model.put(ITEMS, guid(1))
    xero = ModelClient(model)
    xero.refusals[INVOICES.path] = error

    report = await sync(xero, chosen("invoices", "items"), MemorySink())

    assert (report.streams["invoices"].outcome, report.stopped_by) == (outcome, None)
    assert report.streams["items"].outcome is Outcome.COMPLETE


async def test_a_mistake_of_the_program_is_raised_as_it_is(model: Model):
    xero = ModelClient(model)
    xero.refusals[INVOICES.path] = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await sync(xero, chosen("invoices", "items"), MemorySink())


async def test_the_later_of_two_runs_at_once_writes_nothing(model: Model, path: Path):
    model.put(ITEMS, guid(1))
    sink = MemorySink()

    def overtake(call: int) -> None:
        state = sink.kept["items"].state
        sink.kept["items"].state = State(revision=state.revision + 1)

    report = await sync(ModelClient(model, overtake), chosen("items"), sink)

    assert report.streams["items"].outcome is Outcome.PAUSED
    assert isinstance(report.streams["items"].error, WaitError)
    assert sink.kept["items"].rows == {}


async def test_an_unchanged_list_costs_one_call_and_no_write(model: Model, path: Path):
    for number in range(1, 2001):
        model.put(INVOICES, guid(number))
        model.pass_time(10_000)
    await run(ModelClient(model), path, "invoices")

    report = await run(ModelClient(model), path, "invoices")

    assert (report.calls, report.written) == (1, 0)
    assert report.unchanged == report.read == 13  # those of the last two minutes


async def test_calls_that_the_client_repeats_are_counted_and_those_never_sent_are_not(path: Path):
    answers = iter([503, 200])

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(next(answers), json={"Items": []})

    report = await run(client_of(answer, FakeClock()), path, "items")
    assert (report.outcome, report.calls) == (Outcome.COMPLETE, 2)

    scopes = frozenset({"accounting.contacts.read"})
    refused = client_of(answer, FakeClock(), StubAuthorisation(scopes=scopes))
    report = await run(refused, path, "items")
    assert (report.outcome, report.calls) == (Outcome.UNAVAILABLE, 0)


async def test_rows_without_an_id_are_counted_and_left(model: Model, path: Path):
    model.put(INVOICES, guid(1))
    model.put(INVOICES, "")

    report = await run(ModelClient(model), path, "invoices")

    assert (report.written, report.nameless) == (1, 1)


async def test_a_start_leaves_out_what_was_changed_before(model: Model, path: Path):
    model.put(INVOICES, guid(1))["changed"] = OPENED - timedelta(days=90)
    model.put(INVOICES, guid(2))

    report = await run(ModelClient(model), path, "invoices", Options(start=OPENED))

    assert report.written == 1


async def test_an_estimate_tells_calls_bytes_and_minutes_against_what_is_left(model: Model):
    for number in range(1, 2501):
        model.put(INVOICES, guid(number))
    xero = ModelClient(model)

    found = await estimate(xero, chosen("invoices", "items", "quotes"), MemorySink())

    [invoices, items, quotes] = found.streams
    assert (invoices.rows, invoices.calls) == (2500, 3)
    assert (items.rows, items.calls, quotes.calls) == (None, 1, 1)
    assert found.bytes > 2500 * 50
    assert (found.spent, found.day_remaining) == (1, 900)
    assert (found.minutes, found.fits_today) == (1, True)


async def test_an_estimate_of_what_is_read_already_counts_what_is_new(model: Model):
    for number in range(1, 2501):
        model.put(INVOICES, guid(number))
        model.pass_time(10_000)
    sink = MemorySink()
    await sync(ModelClient(model), chosen("invoices"), sink)

    found = await estimate(ModelClient(model), chosen("invoices"), sink)

    assert found.streams[0].rows == 13


async def test_an_estimate_names_streams_that_cannot_be_read(model: Model):
    xero = ModelClient(model)
    xero.refusals[INVOICES.path] = ScopeError("Not allowed.", missing=["accounting.invoices.read"])

    found = await estimate(xero, chosen("invoices"), MemorySink())

    assert "accounting.invoices.read" in (found.streams[0].unavailable or "")
    assert found.calls == 0


async def test_progress_is_told_after_every_part(path: Path):
    model, seen = Model(), []
    for number in range(1, 10):
        model.put(INVOICES, guid(number))
        model.pass_time(1000)

    await sync(
        ModelClient(model),
        [stream_of(small(INVOICES))],
        MemorySink(),
        progress=lambda report: seen.append((report.read, report.expected)),
    )

    assert {expected for _, expected in seen} == {9}
    # A page begins with the last row of the one before.
    assert [read for read, _ in seen] == [3, 6, 9, 12, 13]


async def test_a_run_may_be_cancelled_and_the_next_one_goes_on(path: Path):
    model, obj = Model(), small(INVOICES)
    for number in range(1, 30):
        model.put(obj, guid(number))
        model.pass_time(300_000)
    async with SqliteSink(path) as sink:
        with anyio.CancelScope() as scope:
            await sync(
                ModelClient(model),
                [stream_of(obj)],
                sink,
                progress=lambda report: scope.cancel() if report.read > 9 else None,
            )
    assert scope.cancelled_caught
    before = len(databases.table(path, "invoices"))

    report = await run(ModelClient(model), path, stream_of(obj))

    assert 0 < before < 29
    assert report.written == 29 - before


async def test_a_start_without_a_zone_is_in_utc(model: Model, path: Path):
    model.put(INVOICES, guid(1))["changed"] = OPENED - timedelta(seconds=1)
    model.put(INVOICES, guid(2))
    start = OPENED.replace(tzinfo=None)

    for _ in range(2):
        await run(ModelClient(model), path, "invoices", Options(start=start))

    assert len(databases.table(path, "invoices")) == 1
    pages = [page async for page in STREAMS["invoices"].read(ModelClient(model), since=start)]
    assert sum(map(len, pages)) == 1


async def test_pages_of_rows_can_be_read_without_a_sink(model: Model):
    obj = small(INVOICES)
    for number in range(1, 6):
        model.put(obj, guid(number), Date="/Date(1763596800000+0000)/", Total=number)
        model.pass_time(1000)

    pages = [page async for page in stream_of(obj).read(ModelClient(model))]

    assert {row["InvoiceID"] for page in pages for row in page} == {guid(n) for n in range(1, 6)}
    assert pages[0][0]["Date"] == "2025-11-20"


async def test_journals_from_a_moment_are_found_by_halves(model: Model):
    for number in range(1, 1201):
        model.put(JOURNALS, guid(number), JournalNumber=number)
        model.pass_time(60_000)
    model.page_size = 100
    xero = ModelClient(model)
    since = OPENED + timedelta(minutes=1100)

    rows = [row async for page in STREAMS["journals"].read(xero, since=since) for row in page]

    assert [row["JournalNumber"] for row in rows] == list(range(1101, 1201))
    assert lists(xero) < 12


async def test_a_custom_connection_asks_which_organisation_it_reaches(model: Model):
    class Custom(ModelClient):
        tenant_id = None

        async def connections(self):
            return {"records": found, "paging": None}

    found = [{"tenantId": "t-1"}]
    xero, sink = Custom(model), MemorySink()
    model.put(TRACKING_CATEGORIES, guid(1))
    report = await sync(xero, chosen("tracking_categories"), sink)
    assert report.is_complete

    found.clear()
    with pytest.raises(ConfigurationError, match="0 organisations"):
        await sync(xero, chosen("tracking_categories"), sink)
