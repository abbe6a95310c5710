from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import BANK, CONTACT, bill, invoice, line
from tests.sandbox.accounting.credits import allocation, overpaid, prepaid

PREPAID = ("Prepayments", "PrepaymentID", prepaid, 110)
OVERPAID = ("Overpayments", "OverpaymentID", overpaid, 30)
BOTH = pytest.mark.parametrize(
    ("plural", "key", "payload", "total"), [PREPAID, OVERPAID], ids=["prepayment", "overpayment"]
)


@BOTH
def test_a_bank_transaction_of_the_type_makes_the_credit(xero, plural, key, payload, total):
    transaction = xero.create("BankTransactions", payload(Reference="Ref 1"))
    credit = xero.one(f"{plural}/{transaction[key]}")
    assert (credit["Type"], credit["Status"]) == (transaction["Type"], "AUTHORISED")
    assert credit["Total"] == credit["RemainingCredit"] == total
    assert credit["Contact"]["ContactID"] == CONTACT
    assert credit["LineItems"] == transaction["LineItems"]
    assert (credit["Reference"], credit["DateString"]) == ("Ref 1", "2026-11-06T00:00:00")
    assert "BankTransactionID" not in credit


def test_a_prepayment_received_shows_its_reference_as_invoice_number(xero):
    received = xero.create("BankTransactions", prepaid(Reference="D-5"))
    lines = [line(AccountCode="400")]
    given = prepaid(Type="SPEND-PREPAYMENT", Reference="D-5", LineItems=lines)
    spent = xero.create("BankTransactions", given)
    assert xero.one(f"Prepayments/{received['PrepaymentID']}")["InvoiceNumber"] == "D-5"
    assert "InvoiceNumber" not in xero.one(f"Prepayments/{spent['PrepaymentID']}")
    (found,) = xero.all("Prepayments", InvoiceNumbers="d-5")
    assert found["PrepaymentID"] == received["PrepaymentID"]
    assert len(xero.all("Prepayments", References="d-5")) == 2


@pytest.mark.parametrize(
    ("kind", "code"), [("RECEIVE-OVERPAYMENT", "610"), ("SPEND-OVERPAYMENT", "800")]
)
def test_an_overpayment_lies_on_the_control_account_without_tax(xero, kind, code):
    lines = [{"Description": "x", "LineAmount": "12.34", "TaxType": "OUTPUT"}]
    made = xero.create("BankTransactions", overpaid(Type=kind, LineItems=lines))
    (one,) = made["LineItems"]
    assert (one["AccountCode"], one["TaxType"], one["TaxAmount"]) == (code, "NONE", 0)
    assert (made["LineAmountTypes"], made["Total"]) == ("NoTax", Decimal("12.34"))
    sent_back = {name: made[name] for name in ("LineItems", "LineAmountTypes", "Type")}
    path = f"BankTransactions/{made['BankTransactionID']}"
    assert xero.update(path, {**sent_back, "IsReconciled": True})["IsReconciled"] is True


def test_an_overpayment_is_on_no_other_account(xero):
    reply = xero.put("BankTransactions", overpaid(LineItems=[line(AccountCode="200")]))
    assert reply.messages == ["The line of an overpayment must be on account '610' or name none."]


def test_an_overpayment_can_name_a_currency(xero):
    made = xero.create("BankTransactions", overpaid(CurrencyCode="USD"))
    credit = xero.one(f"Overpayments/{made['OverpaymentID']}")
    assert (credit["CurrencyCode"], credit["CurrencyRate"]) == ("USD", Decimal("0.65"))
    assert xero.put("BankTransactions", overpaid(CurrencyCode="JPY")).status == 400


@BOTH
def test_the_credit_is_allocated_and_taken_back(xero, plural, key, payload, total):
    transaction = xero.create("BankTransactions", payload())
    path, owed = f"{plural}/{transaction[key]}", xero.create("Invoices", invoice())
    before = xero.one(path)
    reply = xero.put(f"{path}/Allocations", allocation(owed["InvoiceID"], total))
    (one,) = reply.json["Allocations"]
    assert one[plural[:-1]][key] == transaction[key]
    after = xero.one(path)
    assert (after["Status"], after["RemainingCredit"]) == ("PAID", 0)
    assert "FullyPaidOnDate" not in after
    credited = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (credited["AmountCredited"], credited["AmountDue"]) == (total, 110 - total)
    (shown,) = credited[plural]
    assert (shown[key], shown["AppliedAmount"]) == (transaction[key], total)
    gone = xero.call("DELETE", f"{path}/Allocations/{one['AllocationID']}")
    assert gone.json["Allocations"][0]["IsDeleted"] is True
    assert xero.one(path) == before
    assert xero.one(f"Invoices/{owed['InvoiceID']}") == owed


@BOTH
def test_what_was_spent_goes_to_bills_and_not_to_invoices(xero, plural, key, payload, total):
    kind = payload()["Type"].replace("RECEIVE", "SPEND")
    transaction = xero.create("BankTransactions", payload(Type=kind))
    path = f"{plural}/{transaction[key]}/Allocations"
    owed, sold = xero.create("Invoices", bill()), xero.create("Invoices", invoice())
    reply = xero.put(path, allocation(sold["InvoiceID"], "1.00"))
    noun = plural[:-1]
    assert reply.messages == [f"{noun} cannot be allocated to an incorrect invoice type"]
    assert xero.put(path, allocation(owed["InvoiceID"], total)).status == 200


@BOTH
def test_the_credit_goes_with_its_transaction(xero, plural, key, payload, total):
    transaction = xero.create("BankTransactions", payload())
    xero.update(f"BankTransactions/{transaction['BankTransactionID']}", {"Status": "DELETED"})
    credit = xero.one(f"{plural}/{transaction[key]}")
    assert (credit["Status"], credit["RemainingCredit"]) == ("VOIDED", 0)
    owed = xero.create("Invoices", invoice())
    reply = xero.put(
        f"{plural}/{transaction[key]}/Allocations", allocation(owed["InvoiceID"], total)
    )
    assert f"{plural[:-1]} not of valid status for allocation" in reply.messages


@BOTH
def test_a_transaction_whose_credit_is_used_cannot_be_deleted(xero, plural, key, payload, total):
    transaction = xero.create("BankTransactions", payload())
    owed = xero.create("Invoices", invoice())
    xero.put(f"{plural}/{transaction[key]}/Allocations", allocation(owed["InvoiceID"], "1.00"))
    before = xero.snapshot()
    path = f"BankTransactions/{transaction['BankTransactionID']}"
    assert "payment or credit note allocated" in xero.post(path, {"Status": "DELETED"}).messages[0]
    assert xero.snapshot() == before


@BOTH
def test_neither_can_be_updated(xero, plural, key, payload, total):
    transaction = xero.create("BankTransactions", payload())
    path = f"BankTransactions/{transaction['BankTransactionID']}"
    reply = xero.post(path, {"Date": "2026-11-01"})
    assert reply.messages == ["Prepayments and overpayments cannot be updated, only deleted."]
    assert xero.post(f"{plural}/{transaction[key]}", {"Reference": "x"}).status == 405
    assert xero.put(plural, {"Reference": "x"}).status == 405


@BOTH
def test_it_shows_the_files_of_its_transaction_and_has_notes_of_its_own(
    xero, plural, key, payload, total
):
    transaction = xero.create("BankTransactions", payload())
    path = f"BankTransactions/{transaction['BankTransactionID']}"
    xero.call("PUT", f"{path}/Attachments/a.txt", b"x")
    credit = xero.one(f"{plural}/{transaction[key]}")
    assert credit["HasAttachments"] is True
    assert [one["FileName"] for one in credit["Attachments"]] == ["a.txt"]
    assert xero.get(f"{plural}/{transaction[key]}/Attachments").status == 404
    history = f"{plural}/{transaction[key]}/History"
    xero.put(history, {"HistoryRecords": [{"Details": "Called"}]})
    entries = xero.get(history).json["HistoryRecords"]
    assert [one["Changes"] for one in entries] == ["Note", "Created"]


def test_two_credits_of_different_kinds_pay_one_invoice(xero):
    owed = xero.create("Invoices", invoice())
    first = xero.create("BankTransactions", prepaid(LineItems=[line(Quantity=1, UnitAmount=40)]))
    second = xero.create("BankTransactions", overpaid())
    for path, amount in (
        (f"Prepayments/{first['PrepaymentID']}", "44.00"),
        (f"Overpayments/{second['OverpaymentID']}", "30.00"),
    ):
        assert xero.put(f"{path}/Allocations", allocation(owed["InvoiceID"], amount)).status == 200
    paid = {"Invoice": {"InvoiceID": owed["InvoiceID"]}, "Account": {"AccountID": BANK}}
    xero.create("Payments", {**paid, "Amount": "36.00"})
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountPaid"], after["AmountCredited"]) == ("PAID", 36, 74)
    assert (len(after["Prepayments"]), len(after["Overpayments"])) == (1, 1)
