"""More records than a flow remembers: what is told stays true, and what is certain is told."""

from dataclasses import replace

import pytest

from tests.triggers.business.flows import Books, Flow, changes
from xero_component.catalogue.objects import INVOICES, OBJECTS
from xero_component.triggers._business.invoices import OPEN_STATUSES
from xero_component.triggers._business.state import WatchState

ROOM_FOR_SOME = {"most_bytes": 600}
FEW_KNOWN = {"most_known": 5}


def fill(books: Books, count: int = 12) -> None:
    for _ in range(count):
        books.pay(books.invoice("10"), "10")


def room_for(books: Books, spare: int, fields: str) -> dict[str, int]:
    """Return a limit with room for the open sales invoices and some others."""
    kept = [
        invoice
        for invoice in books.world.organisation.invoices.all()
        if invoice["Type"] == "ACCREC" and invoice["Status"] in OPEN_STATUSES
    ]
    return {"most_bytes": (len(kept) + spare) * (36 + len(fields))}


def remembers(flow: Flow, record_id: str) -> bool:
    assert flow.state is not None
    return WatchState.read(flow.state).watched.get(record_id) is not None


def test_paid_invoices_are_forgotten_first_and_one_that_is_open_again_is_news_no_more(books: Books):
    old = books.invoice()
    payment = books.pay(old, "100.00")
    approved = books.forgetful_flow(
        "invoice_approved", room_for(books, 3, '[0,"AUTHORISED"]'),
    )  # fmt: skip
    paid = books.forgetful_flow(
        "invoice_paid", room_for(books, 3, '[0,"AUTHORISED",0.00,0.00,1000.00]')
    )
    fill(books)
    for flow in (approved, paid):
        flow.poll()
        assert not remembers(flow, old["InvoiceID"])
        assert flow.state is not None
        assert (flow.state["complete"], flow.notes) == (True, [])
    books.reverse(payment)
    assert approved.poll() == paid.poll() == []
    books.change_invoice(old, Reference="no news")
    books.pay(old, "100.00")

    (event,) = paid.poll()
    assert changes(event)["Status"] == ("AUTHORISED", "PAID")
    assert approved.poll() == []


def test_a_forgotten_invoice_that_is_part_paid_since_a_reversal_was_not_paid_more(
    books: Books,
):
    old = books.invoice()
    books.pay(old, "40.00")
    rest = books.pay(old, "60.00")
    flow = books.forgetful_flow(
        "invoice_part_paid", room_for(books, 3, '[0,"AUTHORISED",0.00,0.00,1000.00]')
    )
    fill(books)
    flow.poll()
    assert not remembers(flow, old["InvoiceID"])
    books.reverse(rest)
    assert flow.poll() == []
    books.pay(old, "10.00")

    (event,) = flow.poll()
    assert changes(event)["AmountPaid"] == (40, 50)


def test_a_flow_that_cannot_read_the_whole_list_reads_the_open_documents(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(OBJECTS, "invoices", replace(INVOICES, page_size=2))
    old = books.invoice()
    books.wait(days=1)
    fill(books)
    flow = books.forgetful_flow("invoice_part_paid", FEW_KNOWN)
    assert flow.state is not None
    assert flow.state["complete"] is True
    books.pay(old, "40.00")

    (event,) = flow.poll()
    assert changes(event)["AmountPaid"] == (0, 40)
    assert flow.poll() == []


def test_new_and_old_records_are_told_apart_although_not_all_are_known(books: Books):
    old = books.contact()
    books.wait(days=1)
    created = books.forgetful_flow("contact_created", FEW_KNOWN)
    archived = books.forgetful_flow("contact_archived", FEW_KNOWN)
    assert created.notes == archived.notes == []
    books.change_contact(old, FirstName="Ada")
    books.change_contact(old, ContactStatus="ARCHIVED")
    new = books.contact()

    assert [event["record_id"] for event in created.poll()] == [new["ContactID"]]
    assert [changes(one) for one in archived.poll()] == [{"ContactStatus": ("ACTIVE", "ARCHIVED")}]


def test_when_open_documents_are_too_many_it_says_so_and_tells_only_what_is_certain(books: Books):
    old = [books.invoice() for _ in range(20)]
    flow = books.forgetful_flow("invoice_paid", ROOM_FOR_SOME)
    assert any("too many invoices" in note for note in flow.notes)
    for invoice in old:
        books.pay(invoice, "100.00")
    told = {event["record_id"] for event in flow.poll()}
    assert told < {invoice["InvoiceID"] for invoice in old}
    new = books.invoice()
    books.pay(new, "100.00")

    assert [event["record_id"] for event in flow.poll()] == [new["InvoiceID"]]


def test_a_payment_is_taken_back_whether_it_is_remembered_or_not(books: Books):
    payment = books.pay(books.invoice(), "1.00")
    fill(books)
    flow = books.forgetful_flow("payment_reversed", {"most_bytes": 200, "most_known": 5})
    assert flow.notes == []
    books.reverse(payment)

    (event,) = flow.poll()
    assert changes(event) == {"Status": ("AUTHORISED", "DELETED")}
    assert flow.poll() == []


def test_a_field_of_a_record_that_nobody_knows_is_not_told_and_that_is_said(books: Books):
    item = books.item(Name="Handbook")
    flow = books.forgetful_flow("field_changed", {"most_bytes": 60}, object="items", field="Name")
    assert any("too many items" in note for note in flow.notes)
    books.change_item(item, Name="Novel")
    flow.poll()
    books.change_item(item, Name="Poem")

    assert [changes(one) for one in flow.poll()] == [{"Name": ("Novel", "Poem")}]


def test_an_event_of_a_record_that_was_forgotten_has_not_the_id_of_an_earlier_one(books: Books):
    item = books.item(Name="Novel")
    flow = books.forgetful_flow("field_changed", {"most_bytes": 120}, object="items", field="Name")
    ids = set()
    for _ in range(3):
        books.change_item(item, Name="Poem")
        flow.poll()
        books.change_item(item, Name="Novel")
        (event,) = flow.poll()
        ids.add(event["id"])
        for _ in range(5):
            books.item(Name="Other")
        flow.poll()
        assert not remembers(flow, item["ItemID"])

    assert len(ids) == 3
