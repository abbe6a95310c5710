"""What a contact owes or is owed, invoice by invoice."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import bill, invoice, line, new_client, payment
from tests.sandbox.accounting.credits import credit_note
from tests.sandbox.accounting.reports import columns, report, rows, titles, values


def newcomer(xero):
    """A contact without any invoices."""
    made = xero.create("Contacts", {"Name": "Newcomer"})["ContactID"]
    return made, {"Contact": {"ContactID": made}}


def lines(found):
    """The values of every row but the first and the last."""
    shown = [row for section in found["Rows"][2:-1] for row in section["Rows"]]
    return [[row["Cells"][0]["Value"], *values(row)] for row in shown]


def test_an_open_invoice_is_shown_with_what_is_due(xero):
    contact, named = newcomer(xero)
    made = xero.create("Invoices", invoice(**named, InvoiceNumber="N-1", DueDate="2026-11-10"))
    xero.create("Payments", payment(made["InvoiceID"], "30.00", Date="2026-11-05"))
    found = report(xero, "AgedReceivablesByContact", contactId=contact)
    assert found["ReportTitles"] == [
        "Invoices", "Newcomer", "From 1 November 2026 to 20 November 2026",
        "Showing payments to 20 November 2026",
    ]  # fmt: skip
    assert columns(found) == [
        "Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due",
    ]  # fmt: skip
    amounts = ["110.00", "30.00", "0.00", "80.00"]
    assert lines(found) == [
        ["2026-11-01 00:00:00", "N-1", "2026-11-10 00:00:00", "10 days overdue", *amounts],
        ["Total", "", "", "", *amounts],
    ]
    cells = found["Rows"][2]["Rows"][0]["Cells"]
    assert all(
        cell["Attributes"] == [{"Id": "invoiceID", "Value": made["InvoiceID"]}] for cell in cells
    )
    assert rows(found)["Closing Balance"] == ["", "", "", *amounts]


def test_bills_are_payable_and_invoices_receivable(xero):
    contact, named = newcomer(xero)
    xero.create("Invoices", bill(**named, InvoiceNumber="B-1"))
    payable = report(xero, "AgedPayablesByContact", contactId=contact)
    assert [row[1] for row in lines(payable)] == ["B-1", ""]
    assert columns(payable)[1] == "Reference"
    receivable = report(xero, "AgedReceivablesByContact", contactId=contact)
    assert lines(receivable) == []
    assert rows(receivable)["Closing Balance"][-1] == "0.00"


def test_what_is_not_due_yet_is_not_overdue(xero):
    contact, named = newcomer(xero)
    xero.create("Invoices", invoice(**named, DueDate="2026-11-20"))
    assert lines(report(xero, "AgedReceivablesByContact", contactId=contact))[0][3] == ""


def test_the_day_of_the_report_decides_what_was_paid(xero):
    contact, named = newcomer(xero)
    made = xero.create("Invoices", invoice(**named))["InvoiceID"]
    xero.create("Payments", payment(made, "110.00", Date="2026-11-10"))

    def due(day):
        found = report(xero, "AgedReceivablesByContact", contactId=contact, date=day)
        return rows(found)["Closing Balance"][-1]

    assert [due(day) for day in ("2026-10-31", "2026-11-09", "2026-11-10")] == [
        "0.00", "110.00", "0.00",
    ]  # fmt: skip


def test_a_credit_is_taken_off(xero):
    contact, named = newcomer(xero)
    made = xero.create("Invoices", invoice(**named))["InvoiceID"]
    note = xero.create("CreditNotes", credit_note(**named, Date="2026-11-01"))["CreditNoteID"]
    allocation = {"Amount": "10.00", "Invoice": {"InvoiceID": made}, "Date": "2026-11-02"}
    xero.put(f"CreditNotes/{note}/Allocations", {"Allocations": [allocation]})
    found = report(xero, "AgedReceivablesByContact", contactId=contact)
    assert lines(found)[0][4:] == ["110.00", "0.00", "10.00", "100.00"]


def test_what_is_older_is_in_the_opening_balance(xero):
    contact, named = newcomer(xero)
    for day in ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01"):
        xero.create("Invoices", invoice(**named, Date=day))
    found = report(
        xero,
        "AgedReceivablesByContact",
        contactId=contact,
        fromDate="2026-10-01",
        toDate="2026-10-31",
    )
    opening = found["Rows"][1]["Rows"][0]
    assert opening["Cells"][0]["Value"] == "2026-10-01 00:00:00"
    assert values(opening) == ["Opening Balance", "", "", "", "", "", "110.00"]
    assert [row[-1] for row in lines(found)] == ["110.00", "110.00", "220.00"]
    assert rows(found)["Closing Balance"][-1] == "330.00"


@pytest.mark.parametrize("ended", ["VOIDED", "DRAFT"])
def test_what_is_not_approved_is_owed_by_nobody(xero, ended):
    contact, named = newcomer(xero)
    if ended == "DRAFT":
        xero.create("Invoices", invoice(**named, Status="DRAFT"))
    else:
        made = xero.create("Invoices", invoice(**named))["InvoiceID"]
        xero.update(f"Invoices/{made}", {"Status": "VOIDED"})
    found = report(xero, "AgedReceivablesByContact", contactId=contact)
    assert lines(found) == titles(found) == []


def test_foreign_money_is_shown_in_the_base_currency(xero):
    contact, named = newcomer(xero)
    xero.create("Invoices", invoice(**named, CurrencyCode="USD", CurrencyRate="0.5"))
    found = report(xero, "AgedReceivablesByContact", contactId=contact)
    amounts = ["220.00", "0.00", "0.00", "220.00"]
    assert rows(found)["Closing Balance"][3:] == amounts


SHARED = new_client()
CENTS = st.integers(min_value=2, max_value=1_000_000).map(lambda cents: Decimal(cents) / 100)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(CENTS, st.sampled_from(["1", "0.3", "1.7"]), st.booleans()), max_size=4),
)
def test_total_less_paid_less_credited_is_due_to_the_cent(owed):
    name = f"Debtor {SHARED.organisation.identifiers_issued}"
    contact = SHARED.create("Contacts", {"Name": name})["ContactID"]
    for amount, rate, partly in owed:
        currency = {} if rate == "1" else {"CurrencyCode": "USD", "CurrencyRate": rate}
        element = invoice(
            Contact={"ContactID": contact},
            LineAmountTypes="NoTax",
            LineItems=[line(UnitAmount=str(amount), Quantity=1)],
            **currency,
        )
        made = SHARED.create("Invoices", element)["InvoiceID"]
        if partly:
            SHARED.create("Payments", payment(made, "0.01"))
    found = report(SHARED, "AgedReceivablesByContact", contactId=contact)
    sums = [Decimal(0)] * 4
    for row in lines(found)[:-1]:
        total, paid, credited, due = map(Decimal, row[4:])
        assert total - paid - credited == due
        sums = [one + other for one, other in zip(sums, (total, paid, credited, due), strict=True)]
    assert [Decimal(value) for value in rows(found)["Closing Balance"][3:]] == sums
