"""Each way in which other connectors lose, double or bend rows, and that this one does not.

Every test is named after the weakness; all of them were seen in released connectors.
"""

from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tests.api.wiring import EXPIRED, TOKEN, StubAuthorisation, client_of
from tests.clocks import FakeClock
from tests.sync import databases
from tests.sync.histories import small
from tests.sync.model import OPENED, Model, ModelClient, guid, over_the_wire
from tests.sync.running import EVERYTHING, lists, run
from xero_component.catalogue.objects import (
    ACCOUNTS,
    BANK_TRANSFERS,
    CONTACTS,
    CURRENCIES,
    INVOICES,
    ITEMS,
    JOURNALS,
    LINKED_TRANSACTIONS,
    OBJECTS,
    PURCHASE_ORDERS,
    QUOTES,
    REPEATING_INVOICES,
    TAX_RATES,
    Pages,
)
from xero_component.sync import STREAMS, Outcome, stream_of
from xero_component.sync.sinks._sqlite_target import SqliteTables


def ids(path: Path, stream: str) -> set[str]:
    key = STREAMS[stream].primary_key
    return {row[key] for row in databases.table(path, stream)}


async def test_linked_transactions_are_read_beyond_a_page_whose_changed_rows_are_few(
    model: Model, xero: ModelClient, path: Path
):
    for number in range(1, 151):
        model.put(LINKED_TRANSACTIONS, guid(number), Type="BILLABLEEXPENSE")
    model.page_size = 100
    await run(xero, path, "linked_transactions")
    for number in range(1, 151, 2):
        model.put(LINKED_TRANSACTIONS, guid(number), Type="BILLED")

    report = await run(xero, path, "linked_transactions")

    assert (report.written, report.unchanged) == (75, 75)
    types = [row["Type"] for row in databases.table(path, "linked_transactions")]
    assert types.count("BILLED") == 75


async def test_a_token_that_expires_during_a_run_does_not_end_it(model: Model, path: Path):
    obj, tokens = small(INVOICES), StubAuthorisation()
    for number in range(1, 8):
        model.put(obj, guid(number))
        model.pass_time(2000)
    answer, answered = over_the_wire(model), []

    def expiring(request: httpx.Request) -> httpx.Response:
        answered.append(request)
        if len(answered) > 1 and request.headers["Authorization"] == f"Bearer {TOKEN}":
            return httpx.Response(401, json=EXPIRED)
        return answer(request)

    report = await run(client_of(expiring, FakeClock(), tokens), path, stream_of(obj))

    assert report.outcome is Outcome.COMPLETE
    assert tokens.rejected == [TOKEN]
    assert len(ids(path, "invoices")) == 7


@pytest.mark.parametrize(
    "text", ["moved from Date(0) list", "/Date(1763596800000+0000)/", "2026-11-20T00:00:00"]
)
async def test_free_text_that_looks_like_a_date_stays_as_it_is(
    model: Model, xero: ModelClient, path: Path, text: str
):
    model.put(INVOICES, guid(1), Reference=text, Unheard=text)

    await run(xero, path, "invoices")

    [row] = databases.table(path, "invoices")
    assert (row["Reference"], row["Unheard"]) == (text, text)


@pytest.mark.parametrize("obj", [ITEMS, ACCOUNTS, BANK_TRANSFERS], ids=lambda obj: obj.key)
async def test_a_list_that_is_not_paged_is_asked_for_once_however_long_it_is(
    obj, model: Model, xero: ModelClient, path: Path
):
    for number in range(1, 1501):
        model.put(obj, guid(number))

    report = await run(xero, path, obj.key)

    assert (lists(xero), report.written) == (1, 1500)
    assert not {"page", "pageSize"} & xero.calls[0].query.keys()


@pytest.mark.parametrize(
    "obj", [obj for obj in OBJECTS.values() if not obj.modified_since], ids=lambda obj: obj.key
)
async def test_if_modified_since_is_not_sent_where_xero_does_not_honour_it(
    obj, model: Model, xero: ModelClient, path: Path
):
    stream = stream_of(obj)
    for _ in range(2):
        await run(xero, path, stream, EVERYTHING)

    assert all("If-Modified-Since" not in call.headers for call in xero.calls)


async def test_an_edit_that_does_not_count_as_a_change_is_found_by_a_sweep_and_kept(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1), LineItems=[{"AccountCode": "200"}])
    model.put(INVOICES, guid(2))
    await run(xero, path, "invoices")
    model.silently(INVOICES, guid(1), LineItems=[{"AccountCode": "400"}])

    report = await run(xero, path, "invoices", EVERYTHING)

    assert report.written == 1
    assert databases.query(path, "SELECT AccountCode FROM invoices_line_items") == [("400",)]


async def test_voided_and_archived_rows_stay_with_their_status(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1), Status="AUTHORISED")
    model.put(CONTACTS, guid(2), ContactStatus="ACTIVE")
    for key in ("invoices", "contacts"):
        await run(xero, path, key)
    model.pass_time(1000)
    model.put(INVOICES, guid(1), Status="VOIDED")
    model.put(CONTACTS, guid(2), ContactStatus="ARCHIVED")

    for key in ("invoices", "contacts"):
        await run(xero, path, key, EVERYTHING)

    kept = "SELECT {} FROM {} WHERE _deleted_at IS NULL"
    assert databases.query(path, kept.format("Status", "invoices")) == [("VOIDED",)]
    assert databases.query(path, kept.format("ContactStatus", "contacts")) == [("ARCHIVED",)]
    always = [call.query.get("includeArchived") for call in xero.calls]
    assert set(always) == {"true"}


async def test_deleted_bank_transfers_are_asked_for(model: Model, xero: ModelClient, path: Path):
    await run(xero, path, "bank_transfers")

    assert xero.calls[0].query["includeDeleted"] == "true"


@pytest.mark.parametrize(
    "obj", [ITEMS, QUOTES, PURCHASE_ORDERS, LINKED_TRANSACTIONS], ids=lambda obj: obj.key
)
async def test_a_row_that_xero_removes_is_marked_and_not_thrown_away(
    obj, model: Model, xero: ModelClient, path: Path
):
    model.put(obj, guid(1))
    model.put(obj, guid(2))
    await run(xero, path, obj.key)
    model.remove(obj, guid(1))

    report = await run(xero, path, obj.key, EVERYTHING)

    assert report.deleted == 1
    rows = {row[obj.id_field]: row for row in databases.table(path, obj.key)}
    assert rows[guid(1)]["_deleted_at"] is not None
    assert rows[guid(2)]["_deleted_at"] is None


async def test_a_row_that_comes_back_is_no_longer_marked(
    model: Model, xero: ModelClient, path: Path
):
    model.put(ITEMS, guid(1), Code="BOOK")
    await run(xero, path, "items")
    model.remove(ITEMS, guid(1))
    await run(xero, path, "items", EVERYTHING)
    model.put(ITEMS, guid(1), Code="BOOK")["changed"] = OPENED

    await run(xero, path, "items", EVERYTHING)

    assert databases.query(path, "SELECT _deleted_at FROM items") == [(None,)]


async def test_quotes_beyond_the_first_page_are_read(model: Model, xero: ModelClient, path: Path):
    model.page_size = 100
    for number in range(1, 251):
        model.put(QUOTES, guid(number))
        model.pass_time(1000)

    report = await run(xero, path, "quotes")

    assert len(ids(path, "quotes")) == 250
    assert report.calls >= 3
    assert all("pageSize" not in call.query for call in xero.calls)


async def test_journals_are_read_to_an_empty_page_and_on_from_there(
    model: Model, xero: ModelClient, path: Path
):
    model.page_size = 60  # shorter than Xero's hundred: a short page is not the last
    for number in range(1, 151):
        model.put(JOURNALS, guid(number), JournalNumber=number * 2)
    await run(xero, path, "journals")
    model.put(JOURNALS, guid(151), JournalNumber=302)

    report = await run(xero, path, "journals")

    assert len(ids(path, "journals")) == 151
    assert (report.read, report.calls) == (1, 2)


async def test_every_page_has_the_size_that_was_asked_for(
    model: Model, xero: ModelClient, path: Path
):
    for number in range(1, 2301):
        model.put(INVOICES, guid(number))
        model.pass_time(1000)

    await run(xero, path, "invoices")

    assert {call.query["pageSize"] for call in xero.calls} == {"1000"}
    assert lists(xero) == 3
    assert len(ids(path, "invoices")) == 2300


async def test_the_id_of_a_row_is_its_own_and_not_that_of_the_reply(path: Path):
    class Enveloped(Model):
        def answer(self, call):
            return {"Id": "055712c7-0000-4000-8000-000000000000", **super().answer(call)}

    model = Enveloped()
    model.put(CURRENCIES, "AUD", Description="Australian Dollar")
    model.put(INVOICES, guid(1))
    xero = ModelClient(model)

    for key in ("currencies", "invoices"):
        await run(xero, path, key)

    assert ids(path, "currencies") == {"AUD"}
    assert ids(path, "invoices") == {guid(1)}


async def test_two_tax_rates_of_one_name_are_two_rows(model: Model, xero: ModelClient, path: Path):
    model.put(TAX_RATES, "OUTPUT", Name="GST")
    model.put(TAX_RATES, "TAX001", Name="GST")

    await run(xero, path, "tax_rates")

    assert ids(path, "tax_rates") == {"OUTPUT", "TAX001"}


async def test_what_has_no_cursor_is_read_whole_and_compared(
    model: Model, xero: ModelClient, path: Path
):
    model.put(REPEATING_INVOICES, guid(1), Status="DRAFT")
    model.put(REPEATING_INVOICES, guid(2), Status="DRAFT")
    await run(xero, path, "repeating_invoices")
    model.silently(REPEATING_INVOICES, guid(1), Status="AUTHORISED")

    report = await run(xero, path, "repeating_invoices")

    assert (report.written, report.unchanged, report.calls) == (1, 1, 1)


async def test_line_items_and_what_hangs_on_invoices_are_kept(
    model: Model, xero: ModelClient, path: Path
):
    tracking = [{"Name": "Region", "Option": "North"}]
    lines = [{"Description": "a", "Tracking": tracking}, {"Description": "b", "Tracking": []}]
    model.put(INVOICES, guid(1), LineItems=lines, Payments=[{"PaymentID": guid(9)}])
    await run(xero, path, "invoices")
    assert len(databases.table(path, "invoices_line_items")) == 2
    model.pass_time(1000)
    model.put(INVOICES, guid(1), LineItems=lines[:1], CreditNotes=[{"CreditNoteID": guid(8)}])

    await run(xero, path, "invoices")

    found = databases.query(path, "SELECT _position, Description FROM invoices_line_items")
    assert found == [(1, "a")]
    [option] = databases.table(path, "invoices_line_items_tracking")
    assert (option["_parent_position"], option["_position"], option["Option"]) == (1, 1, "North")
    assert len(databases.table(path, "invoices_payments")) == 1
    assert len(databases.table(path, "invoices_credit_notes")) == 1


async def test_a_whole_number_first_and_a_fraction_later_loses_neither(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1), Unheard=7)
    await run(xero, path, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(2), Unheard=Decimal("7.25"))

    report = await run(xero, path, "invoices")

    found = databases.query(path, "SELECT Unheard FROM invoices ORDER BY InvoiceID")
    assert found == [("7",), ("7.25",)]
    assert not report.misfits


async def test_a_database_that_stops_in_the_middle_keeps_no_half_of_a_page(
    model: Model, xero: ModelClient, path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = SqliteTables.write

    def dies(self, connection, delta):
        whole(self, connection, delta)
        raise OSError("the disk is gone")

    model.put(INVOICES, guid(1))
    with monkeypatch.context() as broken:
        broken.setattr(SqliteTables, "write", dies)
        failed = await run(xero, path, "invoices")
    assert failed.outcome is Outcome.FAILED
    assert databases.table(path, "invoices") == []
    assert databases.query(path, "SELECT * FROM _xero_streams") == []

    assert (await run(xero, path, "invoices")).written == 1


def test_every_object_is_read_as_xero_can_tell_its_changes():
    streams = {obj.key: stream_of(obj) for obj in OBJECTS.values()}
    kinds = {key: stream.reading.kind.value for key, stream in streams.items()}

    assert {key for key, kind in kinds.items() if kind == "additions"} == {"journals"}
    for key, obj in OBJECTS.items():
        follows = obj.modified_since or obj.pages is Pages.OFFSET or key == "budgets"
        assert (kinds[key] == "snapshot") == (not follows), key
