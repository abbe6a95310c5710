"""Lists whose rows move while they are read, come late, or share their moment with others."""

from datetime import timedelta
from pathlib import Path

from tests.sync import databases
from tests.sync.histories import small
from tests.sync.model import OPENED, Model, ModelClient, guid
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.objects import INVOICES, MANUAL_JOURNALS
from xero_component.sync import STREAMS, Outcome, stream_of


def ids(path: Path, stream: str) -> set[str]:
    key = STREAMS[stream].primary_key
    return {row[key] for row in databases.table(path, stream)}


async def test_rows_of_one_moment_that_fill_more_than_a_page_are_all_read(
    model: Model, xero: ModelClient, path: Path
):
    obj = small(INVOICES)
    for number in range(1, 11):
        model.put(obj, guid(number))

    report = await run(xero, path, stream_of(obj))

    assert report.outcome is Outcome.COMPLETE
    assert len(ids(path, "invoices")) == 10


async def test_a_row_that_becomes_visible_late_is_read(model: Model, xero: ModelClient, path: Path):
    model.put(INVOICES, guid(1))
    await run(xero, path, "invoices")
    model.put(INVOICES, guid(2))["changed"] = OPENED - timedelta(seconds=30)

    report = await run(xero, path, "invoices")

    assert report.written == 1


async def test_a_list_that_does_not_keep_to_its_order_is_read_whole_all_the_same(path: Path):
    model, obj = Model(backwards=True), small(MANUAL_JOURNALS)
    for number in range(1, 11):
        model.put(obj, guid(number))
        model.pass_time(1000)

    await run(ModelClient(model), path, stream_of(obj), EVERYTHING)
    report = await run(ModelClient(model), path, stream_of(obj), EVERYTHING)

    assert (len(ids(path, "manual_journals")), report.written, report.deleted) == (10, 0, 0)


async def test_a_row_dated_in_the_future_hides_nothing_that_comes_before_then(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1))["changed"] = OPENED + timedelta(days=30)
    await run(xero, path, "invoices")
    model.pass_time(600_000)
    model.put(INVOICES, guid(2))

    report = await run(xero, path, "invoices")

    assert report.written == 1
    assert ids(path, "invoices") == {guid(1), guid(2)}


async def test_an_edit_on_a_page_that_was_read_hides_no_row_of_the_next(path: Path):
    model, obj = Model(), small(INVOICES)
    for number in range(1, 31):
        model.put(obj, guid(number))
        model.pass_time(2000)

    def edit(call: int) -> None:
        model.put(obj, guid(call), Reference="moved to the end")

    report = await run(ModelClient(model, edit), path, stream_of(obj))

    assert report.outcome is Outcome.COMPLETE
    assert len(ids(path, "invoices")) == 30
