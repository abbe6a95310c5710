from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import (
    BANK,
    CONTACT,
    JSON,
    bill,
    invoice,
    line,
    new_client,
    payment,
)


def journals(xero, **query):
    """Every journal, read as a client has to: until a page is empty."""
    found, offset = [], 0
    while page := xero.all("Journals", offset=str(offset), **query):
        found += page
        offset = page[-1]["JournalNumber"]
    return found


def entered(xero, source_id):
    """What the journals of one document say: account codes and amounts."""
    return [
        [(one["AccountCode"], one["NetAmount"]) for one in journal["JournalLines"]]
        for journal in journals(xero)
        if journal["SourceID"] == source_id
    ]


def opposite(entries):
    return [(code, -amount) for code, amount in entries]


SALE = [("610", 110), ("200", -100), ("820", -10)]


def test_an_approved_invoice_is_entered_and_a_draft_is_not(xero):
    made = xero.create("Invoices", invoice(Status="DRAFT"))["InvoiceID"]
    assert entered(xero, made) == []
    xero.update(f"Invoices/{made}", {"Status": "AUTHORISED"})
    assert entered(xero, made) == [SALE]


def test_a_bill_is_entered_the_other_way_round(xero):
    made = xero.create("Invoices", bill())["InvoiceID"]
    assert entered(xero, made) == [[("800", -110), ("400", 100), ("820", 10)]]


def test_a_journal_tells_its_source_its_accounts_and_its_tax(xero):
    made = xero.create("Invoices", invoice(Reference="PO 7"))["InvoiceID"]
    last = journals(xero)[-1]
    assert (last["SourceID"], last["SourceType"], last["Reference"]) == (made, "ACCREC", "PO 7")
    assert last["JournalDate"] == "/Date(1793491200000+0000)/"
    assert last["CreatedDateUTC"] == "/Date(1795138215123+0000)/"
    debtors, sales, tax = last["JournalLines"]
    assert (debtors["AccountName"], debtors["AccountType"]) == ("Accounts Receivable", "CURRENT")
    assert (sales["Description"], sales["TaxType"], sales["TaxName"]) == (
        "Work", "OUTPUT", "GST on Income",
    )  # fmt: skip
    assert (sales["GrossAmount"], sales["TaxAmount"]) == (-110, -10)
    assert (tax["NetAmount"], tax["TaxAmount"]) == (-10, 0)


def test_voiding_takes_the_entries_back(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    xero.update(f"Invoices/{made}", {"Status": "VOIDED"})
    assert entered(xero, made) == [SALE, opposite(SALE)]


def test_a_change_of_what_is_owed_takes_back_and_enters_anew(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    xero.update(f"Invoices/{made}", {"LineItems": [line(Quantity=1)]})
    half = [("610", 55), ("200", -50), ("820", -5)]
    assert entered(xero, made) == [SALE, opposite(SALE), half]


@pytest.mark.parametrize(
    "change", [{"DueDate": "2027-01-01"}, {"SentToContact": True}, {"Url": "https://a.example"}]
)
def test_a_change_of_nothing_that_counts_is_not_entered(xero, change):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    xero.update(f"Invoices/{made}", change)
    xero.api.drift("Invoices")
    assert entered(xero, made) == [SALE]


def test_a_payment_and_its_removal_are_entered(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    paid = xero.create("Payments", payment(owed, "110.00"))["PaymentID"]
    received = [("610", -110), ("090", 110)]
    assert entered(xero, paid) == [received]
    xero.update(f"Payments/{paid}", {"Status": "DELETED"})
    assert entered(xero, paid) == [received, opposite(received)]
    assert entered(xero, owed) == [SALE]


def test_a_paid_bill_leaves_the_bank(xero):
    owed = xero.create("Invoices", bill())["InvoiceID"]
    paid = xero.create("Payments", payment(owed, "60.00"))["PaymentID"]
    assert entered(xero, paid) == [[("800", 60), ("090", -60)]]


def test_every_payment_of_a_batch_is_entered_once(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    parts = [{"Invoice": {"InvoiceID": owed}, "Amount": amount} for amount in (10, 20)]
    batch = {"Account": {"AccountID": BANK}, "Payments": parts}
    made = xero.create("BatchPayments", batch)
    for part, amount in zip(made["Payments"], (10, 20), strict=True):
        assert entered(xero, part["PaymentID"]) == [[("610", -amount), ("090", amount)]]


def test_a_transfer_is_entered_and_its_deletion_too(xero):
    sides = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}}
    made = xero.create("BankTransfers", {**sides, "Amount": 5})["BankTransferID"]
    xero.update(f"BankTransfers/{made}", {"Status": "DELETED"})
    moved = [("090", -5), ("091", 5)]
    assert entered(xero, made) == [moved, opposite(moved)]


def test_a_manual_journal_is_entered_when_it_is_posted(xero):
    lines = [{"AccountCode": "453", "LineAmount": 9}, {"AccountCode": "469", "LineAmount": -9}]
    made = xero.create("ManualJournals", {"Narration": "Move", "JournalLines": lines})
    identifier = made["ManualJournalID"]
    assert entered(xero, identifier) == []
    xero.update(f"ManualJournals/{identifier}", {"Status": "POSTED"})
    xero.update(f"ManualJournals/{identifier}", {"Status": "VOIDED"})
    moved = [("453", 9), ("469", -9)]
    assert entered(xero, identifier) == [moved, opposite(moved)]


def test_a_credit_note_takes_from_what_a_customer_owes(xero):
    note = {**invoice(Type="ACCRECCREDIT")}
    made = xero.create("CreditNotes", note)["CreditNoteID"]
    assert entered(xero, made) == [opposite(SALE)]


@pytest.mark.parametrize(
    ("kind", "account", "source_type", "entries"),
    [
        ("RECEIVE", "200", "CASHREC", [("090", 110), ("200", -100), ("820", -10)]),
        ("SPEND", "400", "CASHPAID", [("090", -110), ("400", 100), ("820", 10)]),
        ("RECEIVE-PREPAYMENT", "200", "ARPREPAYMENT", [("090", 110), ("200", -100), ("820", -10)]),
    ],
)
def test_money_at_the_bank_is_entered_and_its_deletion_too(
    xero, kind, account, source_type, entries
):
    element = invoice(Type=kind, LineItems=[line(AccountCode=account)])
    element |= {"BankAccount": {"AccountID": BANK}}
    made = xero.create("BankTransactions", element)["BankTransactionID"]
    assert entered(xero, made) == [entries]
    assert journals(xero)[-1]["SourceType"] == source_type
    xero.update(f"BankTransactions/{made}", {"Status": "DELETED"})
    assert entered(xero, made) == [entries, opposite(entries)]


def test_a_refund_of_a_credit_note_leaves_the_bank(xero):
    note = xero.create("CreditNotes", invoice(Type="ACCRECCREDIT"))["CreditNoteID"]
    refund = {"CreditNote": {"CreditNoteID": note}, "Account": {"AccountID": BANK}, "Amount": 9}
    made = xero.create("Payments", refund)["PaymentID"]
    assert entered(xero, made) == [[("610", 9), ("090", -9)]]


def test_foreign_money_is_entered_in_the_base_currency(xero):
    foreign = invoice(CurrencyCode="USD", CurrencyRate="0.3")
    made = xero.create("Invoices", foreign)["InvoiceID"]
    (entries,) = entered(xero, made)
    assert entries == [
        ("610", Decimal("366.66")), ("200", Decimal("-333.33")), ("820", Decimal("-33.33")),
    ]  # fmt: skip


def test_refused_and_undone_writes_leave_no_entry(xero):
    before = journals(xero)
    both = [invoice(), invoice(LineItems=[])]
    assert xero.put("Invoices", {"Invoices": both}).status == 400
    assert journals(xero) == before
    xero.put("Invoices", {"Invoices": both}, summarizeErrors="false")
    assert len(journals(xero)) == len(before) + 1


def test_a_list_that_is_refused_loses_no_entry(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    assert xero.get("Journals", offset="x").json["ErrorNumber"] == 16
    assert entered(xero, made) == [SALE]


def test_journals_are_numbered_from_one_without_a_gap_in_the_order_of_their_making(xero):
    found = journals(xero)
    assert [one["JournalNumber"] for one in found] == list(range(1, len(found) + 1))
    made = [one["CreatedDateUTC"] for one in found]
    assert made == sorted(made)


def test_when_the_journals_are_read_makes_no_difference():
    often, once = new_client(), new_client()
    for xero in (often, once):
        for status in ("DRAFT", "AUTHORISED"):
            xero.pass_time(minutes=1)
            xero.create("Invoices", invoice(Status=status))
            if xero is often:
                journals(xero)
    assert journals(often) == journals(once)


def test_a_hundred_come_at_a_time_behind_the_offset(xero):
    xero.put("Invoices", [invoice() for _ in range(130)])
    first = xero.all("Journals")
    assert [one["JournalNumber"] for one in first] == list(range(1, 101))
    second = xero.all("Journals", offset="100", page="1", pageSize="1")
    assert second[0]["JournalNumber"] == 101
    assert xero.all("Journals", offset="100000") == []
    assert "pagination" not in xero.get("Journals", page="1").json


def test_a_journal_is_found_by_id_and_by_number(xero):
    last = journals(xero)[-1]
    assert xero.one(f"Journals/{last['JournalID']}") == last
    assert xero.one(f"Journals/{last['JournalNumber']}") == last
    assert xero.get("Journals/0").status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_journals_can_only_be_read(xero, method):
    assert xero.call(method, "Journals", {}).status == 405


def test_drift_leaves_the_journals_alone(xero):
    before = journals(xero)
    xero.pass_time(hours=1)
    xero.api.drift("Journals")
    assert journals(xero) == before


def test_if_modified_since_reads_the_moment_of_making(xero):
    since = {**JSON, "if-modified-since": "2026-11-20T01:30:15"}
    assert xero.call("GET", "Journals", headers=since).json["Journals"] == []
    xero.create("Invoices", invoice())
    assert len(xero.call("GET", "Journals", headers=since).json["Journals"]) == 1


def test_the_cash_basis_leaves_out_what_was_merely_invoiced(xero):
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    xero.create("Payments", payment(owed, "1.00"))
    kinds = {one["SourceType"] for one in journals(xero, paymentsOnly="true")}
    assert "ACCRECPAYMENT" in kinds
    assert not kinds & {"ACCREC", "ACCPAY"}


def test_accounts_are_shown_as_they_are_called_now(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    (sales,) = xero.all("Accounts", where='Code=="200"')
    xero.update(f"Accounts/{sales['AccountID']}", {"Code": "201", "Name": "Turnover"})
    assert [code for code, _ in entered(xero, made)[0]] == ["610", "201", "820"]
    assert len(entered(xero, made)) == 1


SHARED = new_client()
CENTS = st.integers(min_value=1, max_value=100_000)
LINES = st.lists(
    st.builds(
        lambda amount, rate, quantity: line(
            UnitAmount=str(Decimal(amount) / 100), TaxType=rate, Quantity=quantity
        ),
        CENTS,
        st.sampled_from(["OUTPUT", "EXEMPTOUTPUT"]),
        st.integers(min_value=1, max_value=9),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=40)
@given(
    LINES,
    st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    st.sampled_from(["1", "0.3", "1.7", "0.000013"]),
    st.lists(st.sampled_from(["pay", "void", "edit", "take back"]), max_size=5),
)
def test_whatever_happens_every_journal_balances_and_debtors_are_what_is_due(
    lines, line_amount_types, rate, steps
):
    currency = {} if rate == "1" else {"CurrencyCode": "USD", "CurrencyRate": rate}
    contact = {"Contact": {"ContactID": CONTACT}}
    element = invoice(LineItems=lines, LineAmountTypes=line_amount_types, **currency, **contact)
    seen = 0
    while page := SHARED.all("Journals", offset=str(seen)):
        seen = page[-1]["JournalNumber"]
    made = SHARED.create("Invoices", element)
    path, paid = f"Invoices/{made['InvoiceID']}", []
    for step in steps:
        if step == "pay":
            reply = SHARED.put("Payments", payment(made["InvoiceID"], "0.01"))
            paid += [one["PaymentID"] for one in reply.json.get("Payments", [])]
        elif step == "take back" and paid:
            SHARED.update(f"Payments/{paid.pop()}", {"Status": "DELETED"})
        elif step == "void":
            SHARED.post(path, {"Status": "VOIDED"})
        else:
            SHARED.post(path, {"LineItems": lines[:1]})
    found = SHARED.all("Journals", offset=str(seen))
    assert found
    for journal in found:
        assert sum(one["NetAmount"] for one in journal["JournalLines"]) == 0
    if rate == "1":
        debtors = sum(
            one["NetAmount"]
            for journal in found
            for one in journal["JournalLines"]
            if one["AccountCode"] == "610"
        )
        assert debtors == SHARED.one(path)["AmountDue"]
