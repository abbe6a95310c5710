"""Money spent and received at a bank: entered, changed, and deleted.

https://developer.xero.com/documentation/api/accounting/banktransactions
"""

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.bank_transaction_lines import settle_bank_lines
from xero_component.sandbox.accounting.contacts import contact_for_document
from xero_component.sandbox.accounting.document_kinds import OVERPAYMENT
from xero_component.sandbox.accounting.documents import (
    refuse_discounts,
    settle_currency,
    with_date_strings,
)
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.prepayments import kind_of, open_credit, void_credit
from xero_component.sandbox.accounting.problems import UNKNOWN_DOCUMENT, ElementInvalidError
from xero_component.sandbox.accounting.tables import Record

_OF_TRANSFERS = ("RECEIVE-TRANSFER", "SPEND-TRANSFER")
_TYPES = (
    "RECEIVE", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT",
    "SPEND", "SPEND-OVERPAYMENT", "SPEND-PREPAYMENT", *_OF_TRANSFERS,
)  # fmt: skip
_READERS: dict[str, fields.Reader] = {
    "Type": fields.one_of(_TYPES),
    "IsReconciled": fields.boolean,
    "Date": fields.day,
    "Reference": fields.text(255),
    "CurrencyCode": fields.currency,
    "CurrencyRate": fields.number(6),
    "Url": fields.text(2000),
    "Status": fields.one_of(("AUTHORISED", "DELETED", "VOIDED")),
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
}
_DATE_STRINGS = {"DateString": "Date"}
OF_A_TRANSFER = "Transfers are entered and deleted with the BankTransfers endpoint."
RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
)


def write_bank_transaction(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Enter a transaction, or update `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    refuse_discounts(element)
    values = fields.read(with_date_strings(element, _DATE_STRINGS), _READERS)
    if target is None:
        target = _target(ledger.organisation, element, intent)
    if target is None:
        return _create(ledger, element, values)
    return _update(ledger, element, values, target)


def _target(organisation: Organisation, element: Element, intent: Intent) -> Record | None:
    key = "BankTransactionID"
    identifier = fields.read(element, {key: fields.identifier}).get(key)
    known = organisation.bank_transactions.get(identifier) if identifier else None
    if intent is Intent.CREATE:
        if known is not None:
            raise ElementInvalidError(f"A transaction with the id {identifier} already exists.")
        return None
    if identifier and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    return known


def _create(ledger: Ledger, element: Element, values: Record) -> Written:
    transaction_type = values.get("Type")
    if transaction_type is None:
        raise ElementInvalidError("The Type of a bank transaction is required.")
    if transaction_type in _OF_TRANSFERS:
        raise ElementInvalidError(OF_A_TRANSFER)
    if (values.get("Status") or "AUTHORISED") != "AUTHORISED":
        raise ElementInvalidError("A new bank transaction must have the status AUTHORISED.")
    account = _bank_account(ledger.organisation, element, None)
    contact = contact_for_document(ledger, element, None)
    kind = kind_of(transaction_type)
    blank: Record = {
        "BankTransactionID": ledger.new_id(),
        "Type": transaction_type,
        "ContactID": contact["ContactID"],
        "AccountID": account["AccountID"],
        "IsReconciled": False,
        "Date": ledger.today,
        "Reference": "",
        "CurrencyRate": None,
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "HasAttachments": False,
        **({kind.key: ledger.new_id()} if kind else {}),
    }
    given = {name: value for name, value in values.items() if value is not None}
    after: Record = {**blank, **given, "Status": "AUTHORISED"}
    _settle_currency(ledger.organisation, values, after, account, None)
    settle_bank_lines(ledger, element, after, contact, None)
    record = ledger.amend(ledger.organisation.bank_transactions, after, UpdatedDateUTC=ledger.now)
    ledger.record_history(
        record["BankTransactionID"], "Created", f"{record['Total']}, {contact['Name']}."
    )
    if kind:
        open_credit(ledger, kind, record)
    return Written(record)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Written:
    organisation = ledger.organisation
    if before["Type"] in _OF_TRANSFERS:
        raise ElementInvalidError("Transfers are deleted with the BankTransfers endpoint.")
    if before["Status"] != "AUTHORISED":
        raise ElementInvalidError("Bank transaction not of valid status for modification")
    if values.get("Status") == "VOIDED":
        raise ElementInvalidError("A bank transaction is DELETED, not VOIDED.")
    if values.get("Status") == "DELETED":
        return Written(_delete(ledger, before))
    if values.pop("Type", None) not in (None, before["Type"]):
        raise ElementInvalidError("The Type of a bank transaction cannot be changed.")
    account = _bank_account(organisation, element, before)
    present = organisation.contacts.get(before["ContactID"])
    contact = contact_for_document(ledger, element, present)
    given = {
        name: value
        for name, value in values.items()
        if value is not None or name in ("Reference", "Url")
    }
    after: Record = {
        **before,
        **given,
        "ContactID": contact["ContactID"],
        "AccountID": account["AccountID"],
    }
    after["Reference"] = after["Reference"] or ""
    _settle_currency(organisation, values, after, account, before)
    settle_bank_lines(ledger, element, after, contact, before)
    changed = {name for name in after if after[name] != before.get(name)}
    if not changed:
        return Written(before)
    if changed != {"IsReconciled"}:
        if before["IsReconciled"]:
            raise ElementInvalidError(RECONCILED)
        if kind_of(before["Type"]):
            raise ElementInvalidError(
                "Prepayments and overpayments cannot be updated, only deleted."
            )
    record = ledger.amend(organisation.bank_transactions, after, UpdatedDateUTC=ledger.now)
    ledger.record_history(
        record["BankTransactionID"], "Updated", f"Changed {', '.join(sorted(changed))}."
    )
    return Written(record)


def _delete(ledger: Ledger, before: Record) -> Record:
    if before["IsReconciled"]:
        raise ElementInvalidError(RECONCILED)
    kind = kind_of(before["Type"])
    if kind:
        void_credit(ledger, kind, before)
    record = ledger.amend(
        ledger.organisation.bank_transactions,
        before,
        Status="DELETED",
        UpdatedDateUTC=ledger.now,
    )
    ledger.record_history(record["BankTransactionID"], "Deleted", "Status became DELETED.")
    return record


def _bank_account(organisation: Organisation, element: Element, before: Record | None) -> Record:
    given = nested(element, "BankAccount")
    values = fields.read(given, {"AccountID": fields.identifier, "Code": fields.code(10)})
    identifier, account_code = values.get("AccountID"), values.get("Code")
    if before is not None and not (identifier or account_code):
        identifier = before["AccountID"]
    if identifier:
        account = organisation.accounts.get(identifier)
    elif account_code:
        account = account_by_code(organisation, account_code)
    else:
        raise ElementInvalidError("A bank transaction requires a BankAccount: AccountID or Code.")
    if account is None or account["Type"] != "BANK":
        raise ElementInvalidError("The BankAccount must be an account of type BANK.")
    moved = before is None or account["AccountID"] != before["AccountID"]
    if moved and account["Status"] != "ACTIVE":
        raise ElementInvalidError("The BankAccount must be an active account.")
    return account


def _settle_currency(
    organisation: Organisation,
    values: Record,
    after: Record,
    account: Record,
    before: Record | None,
) -> None:
    """Take the currency of the bank account; only overpayments can name another one."""
    currency = account.get("CurrencyCode") or organisation.base_currency
    if before is not None and before["AccountID"] == account["AccountID"]:
        currency = before["CurrencyCode"]
    if kind_of(after["Type"]) is OVERPAYMENT:
        currency = values.get("CurrencyCode") or currency
    if before is not None and currency != before["CurrencyCode"] and not values.get("CurrencyRate"):
        after["CurrencyRate"] = None
    after["CurrencyCode"] = currency
    settle_currency(organisation, after)
