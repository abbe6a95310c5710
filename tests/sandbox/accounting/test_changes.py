import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.accounting.client import CONTACT, invoice, payment


def seen(xero):
    told = [(one.category, one.event_type, one.resource_id) for one in xero.changes]
    xero.changes.clear()
    return told


def test_an_invoice_and_a_contact_are_told_of_when_created_and_when_updated(xero):
    made = xero.create("Contacts", {"Name": "Zed"})["ContactID"]
    assert seen(xero) == [("CONTACT", "CREATE", made)]
    xero.update(f"Contacts/{made}", {"ContactStatus": "ARCHIVED"})
    assert seen(xero) == [("CONTACT", "UPDATE", made)]
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    assert seen(xero) == [("INVOICE", "CREATE", owed)]
    xero.update(f"Invoices/{owed}", {"Reference": "x"})
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]


def test_a_change_names_the_tenant_and_the_path(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    (change,) = xero.changes
    assert change.tenant_id == xero.organisation.tenant_id
    assert change.resource_path == f"/api.xro/2.0/Invoices/{made}"


def test_a_new_contact_of_an_invoice_is_told_of_too(xero):
    xero.create("Invoices", invoice(Contact={"Name": "New"}))
    assert [told[:2] for told in seen(xero)] == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]


def test_a_payment_and_its_reversal_update_the_invoice(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    seen(xero)
    paid = xero.create("Payments", payment(owed, "10.00"))["PaymentID"]
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]
    xero.update(f"Payments/{paid}", {"Status": "DELETED"})
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]


def test_two_payments_in_one_request_are_one_update(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    seen(xero)
    xero.put("Payments", [payment(owed, "10.00"), payment(owed, "20.00")])
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]


def test_voiding_and_emailing_update_the_invoice(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    seen(xero)
    xero.post(f"Invoices/{owed}/Email", {})
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]
    xero.update(f"Invoices/{owed}", {"Status": "VOIDED"})
    assert seen(xero) == [("INVOICE", "UPDATE", owed)]


def test_nothing_is_told_of_reads_refusals_and_writes_that_change_nothing(xero):
    xero.get("Invoices")
    xero.put("Contacts", {"Name": ""})
    xero.put("Contacts", [{"Name": ""}], summarizeErrors="false")
    xero.update(f"Contacts/{CONTACT}", {"LastName": "Quill"})
    xero.create("Items", {"Code": "X"})
    xero.create("Accounts", {"Code": "X", "Name": "X", "Type": "EXPENSE"})
    assert seen(xero) == []


def test_a_change_can_be_read_as_soon_as_it_is_told_of(xero):
    found = []
    xero.api._on_change = lambda change: found.append(
        xero.one(f"Invoices/{change.resource_id}")["Total"]
    )
    xero.create("Invoices", invoice())
    assert found == [110]


@pytest.fixture
def restless_threads():
    """Threads that give way to each other at every step."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
def test_only_as_much_is_paid_as_is_due_however_many_pay_at_once(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda _: xero.put("Payments", payment(owed, "20.00")).status, range(24))
        )
    assert replies.count(200) == 5
    after = xero.one(f"Invoices/{owed}")
    assert (after["AmountPaid"], after["AmountDue"]) == (100, 10)


@pytest.mark.usefixtures("restless_threads")
def test_numbers_stay_unique_when_many_invoice_at_once(xero):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: xero.create("Invoices", invoice()), range(40)))
    assert len({one["InvoiceNumber"] for one in made}) == 40
    assert len({one["InvoiceID"] for one in made}) == 40


@pytest.mark.usefixtures("restless_threads")
def test_a_name_is_taken_once_when_many_want_it_at_once(xero):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: xero.put("Contacts", {"Name": "Same"}).status, range(24)))
    assert replies.count(200) == 1


def test_nobody_else_gets_at_the_ledger_while_a_request_is_answered(xero):
    got_in = []

    def try_to_get_in(_change):
        with ThreadPoolExecutor(1) as pool:
            lock = xero.organisation.lock
            got_in.append(pool.submit(lock.acquire, blocking=False).result())

    xero.api._on_change = try_to_get_in
    xero.create("Invoices", invoice())
    assert got_in == [False]
