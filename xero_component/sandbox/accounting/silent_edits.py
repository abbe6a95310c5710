"""Changes that do not move UpdatedDateUTC, so that nobody who asks for changes hears of them.

https://developer.xero.com/documentation/api/accounting/invoices
https://developer.xero.com/documentation/api/accounting/contacts
"""

from datetime import timedelta
from typing import Final

from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.resource import Resource
from xero_component.sandbox.accounting.tables import Record

OF_PART_PAID: Final = ("DueDate", "SentToContact")
"""What can be changed silently on an invoice once a part of it is paid."""
OF_CONTACTS: Final = ("IsCustomer", "IsSupplier")
FIELDS: Final = ("AccountCode", *OF_PART_PAID, *OF_CONTACTS)


def edit_silently(ledger: Ledger, resource: Resource, record: Record, field: str | None) -> None:
    """Change a field of a record; without a name, one that its kind has.

    Raises ElementInvalidError for a field that does not change silently on this record.
    """
    if field is not None and field not in FIELDS:
        raise ElementInvalidError(f"{field} does not change silently: {', '.join(FIELDS)} do.")
    if resource.plural == "Contacts" and field in (None, *OF_CONTACTS):
        _begin_trading(ledger, record, field)
    elif resource.plural == "Invoices" and field in OF_PART_PAID:
        _amend_part_paid(ledger, resource, record, field)
    elif record.get("LineItems") and field in (None, "AccountCode"):
        _recode(ledger, resource, record)
    else:
        raise ElementInvalidError(f"Nothing of it changes silently in {resource.plural}.")


def _begin_trading(ledger: Ledger, contact: Record, field: str | None) -> None:
    flags = [name for name in OF_CONTACTS if name == (field or name) and not contact[name]]
    if not flags:
        raise ElementInvalidError("The contact is a customer or a supplier already.")
    ledger.amend(ledger.organisation.contacts, contact, **{flags[0]: True})


def _amend_part_paid(
    ledger: Ledger, resource: Resource, invoice: Record, field: str | None
) -> None:
    paid = bool(invoice["AmountPaid"] or invoice["AmountCredited"])
    if not (paid and invoice["AmountDue"] and resource.write):
        raise ElementInvalidError("The invoice is not part-paid.")
    if field == "DueDate":
        element: Record = {"DueDate": (invoice["DueDate"] + timedelta(days=1)).isoformat()}
    else:
        element = {"SentToContact": not invoice["SentToContact"]}
    resource.write(ledger, element, Intent.UPSERT, invoice)


def _recode(ledger: Ledger, resource: Resource, document: Record) -> None:
    """Post the first line that has an account to another account of the same class."""
    lines = list(document["LineItems"])
    for place, line in enumerate(lines):
        account = _other_account(ledger.organisation, line.get("AccountID"))
        if account is not None:
            codes = {"AccountCode": account["Code"], "AccountID": account["AccountID"]}
            lines[place] = {**line, **codes}
            ledger.amend(resource.table(ledger.organisation), document, LineItems=lines)
            return
    raise ElementInvalidError("None of its lines can be posted to another account.")


def _other_account(organisation: Organisation, account_id: str | None) -> Record | None:
    """Pick the account that comes next by its code, or the first one after the last."""
    present = organisation.accounts.get(account_id) if account_id else None
    if present is None or not present["Code"]:
        return None
    others = sorted(
        (
            account
            for account in organisation.accounts.all()
            if account["Class"] == present["Class"]
            and account["Type"] != "BANK"
            and account["Status"] == "ACTIVE"
            and account["Code"]
            and not account.get("SystemAccount")
            and account["AccountID"] != present["AccountID"]
        ),
        key=lambda account: (account["Code"] < present["Code"], account["Code"]),
    )
    return next(iter(others), None)
