"""What somebody else adds to the ledger: one plausible record of each kind."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.invoices import write_invoice
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.resource import Resource
from xero_component.sandbox.accounting.tables import Record

Sketch = Callable[[Ledger, int], dict[str, Any]]
"""Makes the element of a new record; the number tells additions apart."""


def add_record(ledger: Ledger, plural: str, resources: Mapping[str, Resource]) -> str:
    """Add a record as its endpoint would, and return its id. Raises ElementInvalidError."""
    sketch = SKETCHES.get(plural)
    if sketch is None:
        raise ElementInvalidError("nobody adds them through the sandbox.")
    element = sketch(ledger, ledger.count("added records"))
    resource = resources[plural.lower()]
    if plural == "Users":
        record = ledger.save(ledger.organisation.users, element)
        return str(record[resource.key])
    through = resources["banktransactions"] if resource.write is None else resource
    if through.write is None:
        raise ElementInvalidError("nobody adds them through the sandbox.")
    ledger.unit_places = through.unit_places or ledger.unit_places
    return str(through.write(ledger, element, Intent.CREATE, None).record[resource.key])


def _first(records: list[Record], what: str) -> Record:
    if not records:
        raise ElementInvalidError(f"the organisation has no {what}.")
    return records[0]


def _contact(ledger: Ledger) -> dict[str, str]:
    contacts = ledger.organisation.contacts.all()
    active = [contact for contact in contacts if contact["ContactStatus"] == "ACTIVE"]
    return {"ContactID": _first(active, "active contact")["ContactID"]}


def _accounts(ledger: Ledger, kind: str, by: str = "Class") -> list[Record]:
    return [
        account
        for account in ledger.organisation.accounts.all()
        if account[by] == kind
        and account["Status"] == "ACTIVE"
        and account["Code"]
        and not account.get("SystemAccount")
    ]


def _bank(ledger: Ledger) -> dict[str, str]:
    return {"AccountID": _first(_accounts(ledger, "BANK", "Type"), "bank account")["AccountID"]}


def _document(ledger: Ledger, number: int, account_class: str, **more: Any) -> dict[str, Any]:
    account = _first(_accounts(ledger, account_class), f"{account_class} account")
    line = {
        "Description": f"Addition {number}",
        "Quantity": "1",
        "UnitAmount": "10.00",
        "AccountCode": account["Code"],
    }
    return {
        "Contact": _contact(ledger),
        "Date": ledger.today.isoformat(),
        "LineItems": [line],
        **more,
    }


def _invoice(ledger: Ledger, number: int) -> dict[str, Any]:
    due = (ledger.today + timedelta(days=14)).isoformat()
    return _document(ledger, number, "REVENUE", Type="ACCREC", Status="AUTHORISED", DueDate=due)


def _credit_note(ledger: Ledger, number: int) -> dict[str, Any]:
    return _document(ledger, number, "REVENUE", Type="ACCRECCREDIT", Status="AUTHORISED")


def _bank_transaction(ledger: Ledger, number: int) -> dict[str, Any]:
    return _document(ledger, number, "EXPENSE", Type="SPEND", BankAccount=_bank(ledger))


def _prepayment(ledger: Ledger, number: int) -> dict[str, Any]:
    return _document(
        ledger, number, "REVENUE", Type="RECEIVE-PREPAYMENT", BankAccount=_bank(ledger)
    )


def _overpayment(ledger: Ledger, number: int) -> dict[str, Any]:
    overpaid = {"Description": f"Addition {number}", "Quantity": "1", "UnitAmount": "10.00"}
    return _document(
        ledger,
        number,
        "REVENUE",
        Type="RECEIVE-OVERPAYMENT",
        BankAccount=_bank(ledger),
        LineItems=[overpaid],
    )


def _owed(ledger: Ledger) -> dict[str, str]:
    owed = [
        invoice
        for invoice in ledger.organisation.invoices.all()
        if invoice["Type"] == "ACCREC"
        and invoice["Status"] == "AUTHORISED"
        and invoice["CurrencyCode"] == ledger.organisation.base_currency
    ]
    return {"InvoiceID": _first(owed, "invoice that is open")["InvoiceID"]}


def _payment(ledger: Ledger, number: int) -> dict[str, Any]:
    return {
        "Invoice": _owed(ledger),
        "Account": _bank(ledger),
        "Amount": "0.01",
        "Reference": f"Addition {number}",
    }


def _batch_payment(ledger: Ledger, _number: int) -> dict[str, Any]:
    return {
        "Account": _bank(ledger),
        "Date": ledger.today.isoformat(),
        "Payments": [{"Invoice": _owed(ledger), "Amount": "0.01"}],
    }


def _bank_transfer(ledger: Ledger, _number: int) -> dict[str, Any]:
    banks = _accounts(ledger, "BANK", "Type")
    source, others = _first(banks, "bank account"), banks[1:]
    same = [account for account in others if account["CurrencyCode"] == source["CurrencyCode"]]
    return {
        "FromBankAccount": {"AccountID": source["AccountID"]},
        "ToBankAccount": {"AccountID": _first(same, "second bank account")["AccountID"]},
        "Amount": "10.00",
    }


def _manual_journal(ledger: Ledger, number: int) -> dict[str, Any]:
    code = _first(_accounts(ledger, "EXPENSE"), "EXPENSE account")["Code"]
    return {
        "Narration": f"Addition {number}",
        "JournalLines": [
            {"LineAmount": amount, "AccountCode": code} for amount in ("10.00", "-10.00")
        ],
    }


def _linked_transaction(ledger: Ledger, number: int) -> dict[str, Any]:
    due = (ledger.today + timedelta(days=14)).isoformat()
    billed = _document(ledger, number, "EXPENSE", Type="ACCPAY", Status="AUTHORISED", DueDate=due)
    bill = write_invoice(ledger, billed, Intent.CREATE).record
    return {
        "SourceTransactionID": bill["InvoiceID"],
        "SourceLineItemID": bill["LineItems"][0]["LineItemID"],
        **_contact(ledger),
    }


def _repeating_invoice(ledger: Ledger, number: int) -> dict[str, Any]:
    schedule = {
        "Period": 1,
        "Unit": "MONTHLY",
        "DueDate": 14,
        "DueDateType": "DAYSAFTERINVOICEDATE",
        "StartDate": (ledger.today + timedelta(days=30)).isoformat(),
    }
    return _document(ledger, number, "REVENUE", Type="ACCREC", Schedule=schedule)


def _payment_service(_ledger: Ledger, number: int) -> dict[str, Any]:
    return {
        "PaymentServiceName": f"Addition {number}",
        "PaymentServiceUrl": "https://pay.example",
        "PayNowText": "Pay now",
    }


def _user(ledger: Ledger, number: int) -> dict[str, Any]:
    return {
        "UserID": ledger.new_id(),
        "EmailAddress": f"addition.{number}@example.com",
        "FirstName": "Addition",
        "LastName": str(number),
        "UpdatedDateUTC": ledger.now,
        "IsSubscriber": False,
        "OrganisationRole": "STANDARD",
    }


SKETCHES: Mapping[str, Sketch] = {
    "Accounts": lambda _, number: {
        "Code": f"ADD{number}",
        "Name": f"Addition {number}",
        "Type": "EXPENSE",
    },
    "BankTransactions": _bank_transaction,
    "BankTransfers": _bank_transfer,
    "BatchPayments": _batch_payment,
    "ContactGroups": lambda _, number: {"Name": f"Addition {number}"},
    "Contacts": lambda _, number: {"Name": f"Addition {number}"},
    "CreditNotes": _credit_note,
    "Invoices": _invoice,
    "Items": lambda _, number: {"Code": f"ADD{number}", "Name": f"Addition {number}"},
    "LinkedTransactions": _linked_transaction,
    "ManualJournals": _manual_journal,
    "Overpayments": _overpayment,
    "PaymentServices": _payment_service,
    "Payments": _payment,
    "Prepayments": _prepayment,
    "PurchaseOrders": lambda ledger, number: _document(ledger, number, "EXPENSE"),
    "Quotes": lambda ledger, number: _document(ledger, number, "REVENUE"),
    "RepeatingInvoices": _repeating_invoice,
    "Users": _user,
}
