"""Money moved between two bank accounts of the organisation: entered, and deleted.

https://developer.xero.com/documentation/api/accounting/banktransfers
"""

from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.attachments import attachment_view, attachments_of
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import NO_TAX
from xero_component.sandbox.accounting.line_items import tracking_of
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested, nested_list
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.rendering import day_string, moment_string
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_READERS: dict[str, fields.Reader] = {
    "Amount": fields.number(2),
    "Date": fields.day,
    "Reference": fields.text(255),
    "FromIsReconciled": fields.boolean,
    "ToIsReconciled": fields.boolean,
}
_DELETION: dict[str, fields.Reader] = {
    "BankTransferID": fields.identifier,
    "Status": fields.one_of(("AUTHORISED", "DELETED")),
}
_INTERNAL = frozenset({"FromAccountID", "ToAccountID"})


def write_bank_transfer(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Enter a transfer, or delete `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    if intent is Intent.CREATE:
        return Written(_enter(ledger, element))
    values = fields.read(element, _DELETION)
    table = ledger.organisation.bank_transfers
    transfer = target or table.get(values.get("BankTransferID") or "")
    if transfer is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    if values.get("Status") != "DELETED":
        raise ElementInvalidError("A bank transfer cannot be edited: it can only be DELETED.")
    if transfer["Status"] == "DELETED":
        raise ElementInvalidError("The bank transfer has already been deleted.")
    if transfer["FromIsReconciled"] or transfer["ToIsReconciled"]:
        raise ElementInvalidError("A reconciled bank transfer cannot be deleted.")
    for side in ("From", "To"):
        transactions = ledger.organisation.bank_transactions
        moved = transactions.get(transfer[f"{side}BankTransactionID"])
        if moved is not None:
            ledger.amend(transactions, moved, Status="DELETED", UpdatedDateUTC=ledger.now)
    ledger.record_history(transfer["BankTransferID"], "Deleted", "Status became DELETED.")
    return Written(ledger.amend(table, transfer, Status="DELETED"))


def _enter(ledger: Ledger, element: Element) -> Record:
    organisation = ledger.organisation
    values = fields.read(element, _READERS)
    findings = Findings()
    amount: Decimal = values.get("Amount") or ZERO
    if amount <= 0:
        findings.add("The Amount of a bank transfer must be greater than zero.")
    source = _bank_account(organisation, element, "FromBankAccount", findings)
    destination = _bank_account(organisation, element, "ToBankAccount", findings)
    if source and destination:
        if source["AccountID"] == destination["AccountID"]:
            findings.add("A bank transfer must be between two different bank accounts.")
        elif source["CurrencyCode"] != destination["CurrencyCode"]:
            findings.add("A bank transfer must be between bank accounts of the same currency.")
    findings.settle()
    transfer = {
        "BankTransferID": ledger.new_id(),
        "CreatedDateUTC": ledger.now,
        "Date": values.get("Date") or ledger.today,
        "Status": "AUTHORISED",
        "FromAccountID": source["AccountID"],
        "ToAccountID": destination["AccountID"],
        "Amount": amount,
        "FromIsReconciled": bool(values.get("FromIsReconciled")),
        "ToIsReconciled": bool(values.get("ToIsReconciled")),
        "Reference": values.get("Reference"),
        "CurrencyRate": Decimal("1.000000"),
        "HasAttachments": False,
        "FromTracking": tracking_of(organisation, nested_list(element, "FromTracking")),
        "ToTracking": tracking_of(organisation, nested_list(element, "ToTracking")),
    }
    for side, account in (("From", source), ("To", destination)):
        transfer[f"{side}BankTransactionID"] = _move(ledger, transfer, side, account)
    ledger.save(organisation.bank_transfers, transfer)
    details = f"{amount} from {source['Name']} to {destination['Name']}."
    ledger.record_history(transfer["BankTransferID"], "Created", details)
    return transfer


def _move(ledger: Ledger, transfer: Record, side: str, account: Record) -> str:
    """Enter one side of a transfer among the transactions of its account; return the id."""
    transaction = ledger.save(
        ledger.organisation.bank_transactions,
        {
            "BankTransactionID": ledger.new_id(),
            "Type": "SPEND-TRANSFER" if side == "From" else "RECEIVE-TRANSFER",
            "ContactID": None,
            "AccountID": account["AccountID"],
            "IsReconciled": transfer[f"{side}IsReconciled"],
            "Date": transfer["Date"],
            "Reference": transfer["Reference"] or "",
            "CurrencyCode": account["CurrencyCode"],
            "CurrencyRate": transfer["CurrencyRate"],
            "LineAmountTypes": NO_TAX,
            "LineItems": [],
            "SubTotal": transfer["Amount"],
            "TotalTax": ZERO,
            "Total": transfer["Amount"],
            "HasAttachments": False,
            "Status": transfer["Status"],
            "UpdatedDateUTC": ledger.now,
        },
    )
    return str(transaction["BankTransactionID"])


def _bank_account(
    organisation: Organisation, element: Element, side: str, findings: Findings
) -> Record:
    """Look up an active bank account by id or code; note what is wrong and return an empty one."""
    given = nested(element, side)
    identifier = fields.read(given, {"AccountID": fields.identifier}).get("AccountID")
    account_code = fields.read(given, {"Code": fields.code(10)}).get("Code")
    if not (identifier or account_code):
        findings.add(f"{side} requires an AccountID or a Code.")
        return {}
    account = (
        organisation.accounts.get(identifier)
        if identifier
        else account_by_code(organisation, account_code)
    )
    if account is None or account["Status"] != "ACTIVE" or account["Type"] != "BANK":
        findings.add(f"{side} must be an active account of type BANK.")
        return {}
    return account


def select_bank_transfers(records: list[Record], request: ApiRequest) -> list[Record]:
    """Leave deleted transfers out unless `includeDeleted` asks for them."""
    if flag(request, "includeDeleted"):
        return records
    return [record for record in records if record["Status"] != "DELETED"]


def listed_bank_transfer(ledger: Ledger, transfer: Record) -> Record:
    """Show a transfer as a list does."""
    accounts = ledger.organisation.accounts
    view = {name: value for name, value in transfer.items() if name not in _INTERNAL}
    for side in ("From", "To"):
        account = accounts.get(transfer[f"{side}AccountID"]) or {}
        view[f"{side}BankAccount"] = {
            name: account.get(name) for name in ("AccountID", "Code", "Name")
        }
    view["CreatedDateUTCString"] = moment_string(transfer["CreatedDateUTC"]).removesuffix("Z")
    view["DateString"] = day_string(transfer["Date"])
    return view


def bank_transfer_view(ledger: Ledger, transfer: Record) -> Record:
    """Show a transfer in full, with its files."""
    view = listed_bank_transfer(ledger, transfer)
    if transfer["HasAttachments"]:
        files = attachments_of(ledger, transfer["BankTransferID"])
        view["Attachments"] = [attachment_view(file) for file in files]
    return view
