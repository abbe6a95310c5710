"""The chart of accounts: its rules on creating, changing, archiving and deleting.

https://developer.xero.com/documentation/api/accounting/accounts
"""

from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings
from xero_component.sandbox.accounting.renaming import follow_account
from xero_component.sandbox.accounting.tables import Record

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "PAYG": "LIABILITY",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}
"""Class of each account type."""

_REPORTING_CODES = {
    "ASSET": ("ASS", "Asset"),
    "EQUITY": ("EQU", "Equity"),
    "EXPENSE": ("EXP", "Expense"),
    "LIABILITY": ("LIA", "Liability"),
    "REVENUE": ("REV", "Revenue"),
}
_READERS: dict[str, fields.Reader] = {
    "Code": fields.code(10),
    "Name": fields.code(150),
    "Type": fields.one_of(CLASSES),
    "Status": fields.one_of(("ACTIVE", "ARCHIVED", "DELETED")),
    "Description": fields.text(4000),
    "BankAccountNumber": fields.text(50),
    "BankAccountType": fields.one_of(("BANK", "CREDITCARD", "PAYPAL", "NONE")),
    "CurrencyCode": fields.currency,
    "TaxType": fields.code(50),
    "EnablePaymentsToAccount": fields.boolean,
    "ShowInExpenseClaims": fields.boolean,
    "AddToWatchlist": fields.boolean,
    "ReportingCode": fields.text(50),
}
_READ_ONLY = frozenset(
    {"Class", "SystemAccount", "ReportingCodeName", "HasAttachments", "UpdatedDateUTC"}
)
_FIXED_ON_SYSTEM_ACCOUNTS = ("Type", "Code", "TaxType")


def account_by_code(organisation: Organisation, account_code: str | None) -> Record | None:
    """Look an account up by its code, archived or not."""
    return next(iter(organisation.accounts.find("code", folded(account_code))), None)


def write_account(
    ledger: Ledger, element: Element, _intent: Intent, target: Record | None = None
) -> Written:
    """Create an account, or update `target`. Raises ElementInvalidError."""
    organisation = ledger.organisation
    values = fields.read(element, _READERS)
    if target is None:
        return Written(_create(ledger, values))
    status = values.get("Status")
    if status and status != target["Status"]:
        return Written(_change_status(ledger, target, element, status))
    if target["Status"] == "ARCHIVED":
        raise ElementInvalidError("An archived account cannot be updated.")
    account_type = values.get("BankAccountType")
    if account_type and account_type != target.get("BankAccountType"):
        raise ElementInvalidError("The BankAccountType of an account cannot be changed.")
    if target.get("SystemAccount"):
        changed = [
            name
            for name in _FIXED_ON_SYSTEM_ACCOUNTS
            if name in values and values[name] != target.get(name)
        ]
        if changed:
            raise ElementInvalidError(f"{', '.join(changed)} of a system account cannot be changed")
    after = {**target, **values, "Status": target["Status"]}
    if ("BANK" in (after["Type"], target["Type"])) and after["Type"] != target["Type"]:
        raise ElementInvalidError("An account cannot be changed to or from type BANK.")
    _check(organisation, after)
    after.update(_derived(after))
    if after == target:
        return Written(target)
    follow_account(ledger, target, after)
    return Written(ledger.amend(organisation.accounts, after, UpdatedDateUTC=ledger.now))


def _create(ledger: Ledger, values: dict[str, Any]) -> Record:
    organisation = ledger.organisation
    account: Record = {
        "AccountID": ledger.new_id(),
        "Code": None,
        "Name": None,
        "Type": None,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        **values,
        "HasAttachments": False,
        "UpdatedDateUTC": ledger.now,
    }
    if account.get("Status") not in (None, "ACTIVE"):
        raise ElementInvalidError("A new account must have the status ACTIVE.")
    account["Status"] = "ACTIVE"
    if account["Type"] == "BANK":
        account["BankAccountType"] = account.get("BankAccountType") or "BANK"
        account["CurrencyCode"] = account.get("CurrencyCode") or organisation.base_currency
    _check(organisation, account)
    account.update(_derived(account))
    if not account.get("TaxType"):
        account["TaxType"] = default_tax_type(organisation, account)
    return ledger.save(organisation.accounts, account)


def default_tax_type(organisation: Organisation, account: Record) -> str:
    """Pick the tax type that an account of this class has when none is chosen for it."""
    defaults: dict[str, str] = organisation.details.get("DefaultTaxTypes", {})
    return defaults.get(account["Class"], "NONE") if account["Type"] != "BANK" else "NONE"


def _derived(account: Record) -> Record:
    group = CLASSES[account["Type"]]
    reporting_code, reporting_name = _REPORTING_CODES[group]
    return {
        "Class": group,
        "ReportingCode": account.get("ReportingCode") or reporting_code,
        "ReportingCodeName": account.get("ReportingCodeName") or reporting_name,
    }


def _check(organisation: Organisation, account: Record) -> None:
    findings = Findings()
    identifier = account["AccountID"]
    if account["Name"] is None:
        findings.add("The account Name is required.")
    elif _taken(organisation, "name", account["Name"], identifier):
        findings.add("Please enter a unique Name.")
    if account["Type"] is None:
        findings.add("The account Type is required.")
    if account["Code"] is None:
        if account["Type"] != "BANK":
            findings.add("The account Code is required.")
    elif _taken(organisation, "code", account["Code"], identifier):
        findings.add("Please enter a unique Code.")
    if account["Type"] == "BANK" and not account.get("BankAccountNumber"):
        findings.add("A BankAccountNumber is required for an account of type BANK.")
    tax_type = account.get("TaxType")
    if tax_type and tax_type not in organisation.tax_rates:
        findings.add(f"The TaxType code '{tax_type}' does not exist.")
    wanted = account.get("CurrencyCode")
    if wanted and wanted not in organisation.currencies:
        findings.add(f"Organisation is not subscribed to currency {wanted}")
    findings.settle()


def _taken(organisation: Organisation, index: str, value: str, identifier: str) -> bool:
    return any(
        other["AccountID"] != identifier
        for other in organisation.accounts.find(index, folded(value))
    )


def _change_status(ledger: Ledger, target: Record, element: Element, status: str) -> Record:
    others = set(element) - {"AccountID", "Status"} - _READ_ONLY
    if status == "DELETED":
        raise ElementInvalidError("An account is deleted with the DELETE method.")
    if others:
        raise ElementInvalidError(
            "The Status of an account can only be updated on its own, without "
            + ", ".join(sorted(others))
        )
    if status == "ARCHIVED" and target.get("SystemAccount"):
        raise ElementInvalidError("A system account cannot be archived.")
    return ledger.amend(
        ledger.organisation.accounts, target, Status=status, UpdatedDateUTC=ledger.now
    )


def delete_account(ledger: Ledger, account: Record) -> Record:
    """Delete an account that nothing uses and show it as deleted; raises ElementInvalidError."""
    if account.get("SystemAccount"):
        raise ElementInvalidError("A system account cannot be deleted.")
    if _in_use(ledger.organisation, account):
        raise ElementInvalidError(
            "The account cannot be deleted because it is in use; archive it instead."
        )
    ledger.remove(ledger.organisation.accounts, account["AccountID"])
    return {**account, "Status": "DELETED", "UpdatedDateUTC": ledger.now}


def _in_use(organisation: Organisation, account: Record) -> bool:
    account_code = account["Code"]
    return (
        bool(organisation.payments.find("account", account["AccountID"]))
        or bool(organisation.bank_transactions.find("account", account["AccountID"]))
        or bool(organisation.bank_transfers.find("source", account["AccountID"]))
        or bool(organisation.bank_transfers.find("destination", account["AccountID"]))
        or any(
            line["AccountID"] == account["AccountID"]
            for journal in organisation.manual_journals.all()
            for line in journal["JournalLines"]
        )
        or any(
            line.get("AccountID") == account["AccountID"]
            for table in organisation.with_lines
            for document in table.all()
            for line in document["LineItems"]
        )
        or any(
            account_code is not None
            and account_code
            in (
                item.get("InventoryAssetAccountCode"),
                *(
                    item[side].get(name)
                    for side in ("SalesDetails", "PurchaseDetails")
                    for name in ("AccountCode", "COGSAccountCode")
                ),
            )
            for item in organisation.items.all()
        )
    )


def account_view(_ledger: Ledger, record: Record) -> Record:
    """Show an account."""
    return record
