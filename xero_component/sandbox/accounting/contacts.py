"""Customers and suppliers: how they are found, created, changed and shown.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from decimal import Decimal
from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, nested, nested_list
from xero_component.sandbox.accounting.problems import UNKNOWN_DOCUMENT, ElementInvalidError
from xero_component.sandbox.accounting.tables import Record

ADDRESS_TYPES = ("STREET", "POBOX")
PHONE_TYPES = ("DEFAULT", "DDI", "FAX", "MOBILE")
MOST_PERSONS = 5
_LINE_AMOUNT_TYPES = ("INCLUSIVE", "EXCLUSIVE", "NONE")
_TERMS = ("DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH")

_READERS: dict[str, fields.Reader] = {
    "Name": fields.text(255),
    "ContactNumber": fields.code(50),
    "AccountNumber": fields.text(50),
    "ContactStatus": fields.one_of(("ACTIVE", "ARCHIVED", "GDPRREQUEST")),
    "FirstName": fields.text(255),
    "LastName": fields.text(255),
    "CompanyNumber": fields.text(50),
    "EmailAddress": fields.email,
    "BankAccountDetails": fields.text(),
    "TaxNumber": fields.text(50),
    "TaxNumberType": fields.one_of(("SSN", "EIN", "ITIN", "ATIN")),
    "AccountsReceivableTaxType": fields.code(50),
    "AccountsPayableTaxType": fields.code(50),
    "SalesDefaultLineAmountType": fields.one_of(_LINE_AMOUNT_TYPES),
    "PurchasesDefaultLineAmountType": fields.one_of(_LINE_AMOUNT_TYPES),
    "DefaultCurrency": fields.currency,
    "XeroNetworkKey": fields.text(),
    "SalesDefaultAccountCode": fields.code(10),
    "PurchasesDefaultAccountCode": fields.code(10),
    "TrackingCategoryName": fields.text(100),
    "TrackingCategoryOption": fields.text(100),
}
_ADDRESS_READERS: dict[str, fields.Reader] = {
    "AddressType": fields.one_of(ADDRESS_TYPES),
    **{f"AddressLine{line}": fields.text(500) for line in (1, 2, 3, 4)},
    "City": fields.text(255),
    "Region": fields.text(255),
    "PostalCode": fields.text(50),
    "Country": fields.text(50),
    "AttentionTo": fields.text(255),
}
_PHONE_READERS: dict[str, fields.Reader] = {
    "PhoneType": fields.one_of((*PHONE_TYPES, "OFFICE")),
    "PhoneNumber": fields.text(50),
    "PhoneAreaCode": fields.text(10),
    "PhoneCountryCode": fields.text(20),
}
_PERSON_READERS: dict[str, fields.Reader] = {
    "FirstName": fields.text(255),
    "LastName": fields.text(255),
    "EmailAddress": fields.email,
    "IncludeInEmails": fields.boolean,
}
_BATCH_PAYMENT_READERS: dict[str, fields.Reader] = {
    "BankAccountNumber": fields.text(),
    "BankAccountName": fields.text(),
    "Details": fields.text(),
    "Code": fields.text(12),
    "Reference": fields.text(12),
}
_TERM_READERS: dict[str, fields.Reader] = {"Day": fields.whole, "Type": fields.one_of(_TERMS)}
_TRACKING_READERS: dict[str, fields.Reader] = {
    "TrackingCategoryName": fields.text(100),
    "TrackingOptionName": fields.text(100),
}


def find_contact(organisation: Organisation, reference: str) -> Record | None:
    """Look a contact up by ContactID or ContactNumber."""
    found = organisation.contacts.get(reference.lower())
    return found or next(iter(organisation.contacts.find("number", folded(reference))), None)


def write_contact(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a contact, or update `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    organisation = ledger.organisation
    values = fields.read(element, _READERS)
    identifier = fields.read(element, {"ContactID": fields.identifier}).get("ContactID")
    if target is None:
        target = _target(organisation, values, identifier, intent)
    before = target or _blank(ledger)
    after: Record = {**before, **values, **_nested_values(element, before)}
    after["ContactStatus"] = after["ContactStatus"] or before["ContactStatus"]
    _check(organisation, after, values)
    if target is None:
        ledger.record_history(after["ContactID"], "Created", f"{after['Name']} was created.")
    elif after == target:
        return Written(target)
    else:
        ledger.record_history(after["ContactID"], "Updated", f"{after['Name']} was updated.")
    record = ledger.amend(organisation.contacts, after, UpdatedDateUTC=ledger.now)
    ledger.report("Contacts", record["ContactID"], created=target is None)
    return Written(record)


def _target(
    organisation: Organisation, values: Record, identifier: str | None, intent: Intent
) -> Record | None:
    table = organisation.contacts
    known = table.get(identifier) if identifier else None
    if intent is Intent.CREATE:
        if known is not None:
            raise ElementInvalidError(f"A contact with the id {identifier} already exists.")
        return None
    if identifier and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    by_number = table.find("number", folded(values.get("ContactNumber")))
    by_name = table.find("name", folded(values.get("Name")))
    return known or next(iter(by_number or by_name), None)


def _blank(ledger: Ledger) -> Record:
    return {
        "ContactID": ledger.new_id(),
        "ContactStatus": "ACTIVE",
        "Name": None,
        "EmailAddress": "",
        "BankAccountDetails": "",
        "Addresses": [_address(kind) for kind in ADDRESS_TYPES],
        "Phones": [_phone(kind) for kind in PHONE_TYPES],
        "ContactPersons": [],
        "ContactGroups": [],
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        "IsSupplier": False,
        "IsCustomer": False,
        "HasAttachments": False,
        "UpdatedDateUTC": ledger.now,
    }


def _address(kind: str) -> Record:
    return {"AddressType": kind, "City": "", "Region": "", "PostalCode": "", "Country": ""}


def _phone(kind: str) -> Record:
    return {"PhoneType": kind, "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}


def _nested_values(element: Element, before: Record) -> Record:
    """Read what is nested: addresses and phones merge by type, the other lists are replaced."""
    values: Record = {}
    for name, kind, readers, default in (
        ("Addresses", "AddressType", _ADDRESS_READERS, "POBOX"),
        ("Phones", "PhoneType", _PHONE_READERS, "DEFAULT"),
    ):
        if name in element:
            entries = {entry[kind]: entry for entry in before[name]}
            for given in nested_list(element, name):
                read = fields.read(given, readers)
                read[kind] = read.get(kind) or default
                entries[read[kind]] = {**entries.get(read[kind], {}), **read}
            values[name] = list(entries.values())
    for name, readers in (
        ("ContactPersons", _PERSON_READERS),
        ("SalesTrackingCategories", _TRACKING_READERS),
        ("PurchasesTrackingCategories", _TRACKING_READERS),
    ):
        if name in element:
            values[name] = [fields.read(given, readers) for given in nested_list(element, name)]
    if len(values.get("ContactPersons", ())) > MOST_PERSONS:
        raise ElementInvalidError(f"A contact can have at most {MOST_PERSONS} ContactPersons.")
    if "BatchPayments" in element:
        values["BatchPayments"] = fields.read(
            nested(element, "BatchPayments"), _BATCH_PAYMENT_READERS
        )
    if "PaymentTerms" in element:
        terms = nested(element, "PaymentTerms")
        values["PaymentTerms"] = {
            side: fields.read(nested(terms, side), _TERM_READERS)
            for side in ("Bills", "Sales")
            if terms.get(side) is not None
        }
    return values


def _check(organisation: Organisation, after: Record, values: Record) -> None:
    name = folded(after["Name"])
    if name is None:
        raise ElementInvalidError("The Contact Name is required and cannot be empty.")
    identifier = after["ContactID"]
    if after["ContactStatus"] != "ARCHIVED" and any(
        other["ContactID"] != identifier for other in organisation.contacts.find("name", name)
    ):
        raise ElementInvalidError(
            f"The contact name {after['Name']} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    number = folded(after.get("ContactNumber"))
    if number and any(
        other["ContactID"] != identifier for other in organisation.contacts.find("number", number)
    ):
        raise ElementInvalidError(
            f"The contact number {after['ContactNumber']} is already assigned to another contact."
        )
    for field in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        tax_type = values.get(field)
        if tax_type and tax_type not in organisation.tax_rates:
            raise ElementInvalidError(f"The TaxType code '{tax_type}' does not exist.")
    wanted = values.get("DefaultCurrency")
    if wanted and wanted not in organisation.currencies:
        raise ElementInvalidError(f"Organisation is not subscribed to currency {wanted}")


def contact_for_document(ledger: Ledger, element: Element, fallback: Record | None) -> Record:
    """Find, update or create the contact that a document names; `fallback` is its present one.

    Raises ElementInvalidError when the document names none, or one that is archived or unknown.
    """
    given = nested(element, "Contact")
    named = {name for name in ("ContactID", "ContactNumber", "Name") if given.get(name)}
    if given.get("ContactID") == fields.EMPTY_GUID:
        named.discard("ContactID")
    if not named:
        if fallback is not None:
            return fallback
        raise ElementInvalidError(
            "The Contact must contain at least 1 of the following elements to identify the "
            "contact: Name, ContactID, ContactNumber"
        )
    if given.get("ContactID") and not given.get("Name"):
        given = {name: value for name, value in given.items() if name != "Name"}
    contact = write_contact(ledger, given, Intent.UPSERT).record
    moved = fallback is None or contact["ContactID"] != fallback["ContactID"]
    if contact["ContactStatus"] == "ARCHIVED" and moved:
        raise ElementInvalidError(
            "The contact with the specified contact details has been archived. "
            "The contact must be un-archived before creating new invoices or credit notes."
        )
    return contact


def mark_trading(ledger: Ledger, contact: Record, document_type: str) -> None:
    """Note that a contact buys or sells; this does not move its UpdatedDateUTC."""
    flag = "IsCustomer" if document_type == "ACCREC" else "IsSupplier"
    if not contact[flag]:
        ledger.amend(ledger.organisation.contacts, contact, **{flag: True})


def balances(ledger: Ledger, contact_id: str) -> dict[str, Any] | None:
    """Add up what a contact owes and is owed; None when there is nothing approved."""
    sums: dict[str, dict[str, Decimal]] = {
        side: {"Outstanding": ZERO, "Overdue": ZERO}
        for side in ("AccountsReceivable", "AccountsPayable")
    }
    approved = False
    for invoice in ledger.organisation.invoices.find("contact", contact_id):
        if invoice["Status"] not in ("AUTHORISED", "PAID"):
            continue
        approved = True
        side = sums["AccountsReceivable" if invoice["Type"] == "ACCREC" else "AccountsPayable"]
        side["Outstanding"] += invoice["AmountDue"]
        if invoice["DueDate"] and invoice["DueDate"] < ledger.today:
            side["Overdue"] += invoice["AmountDue"]
    return sums if approved else None


def contact_view(ledger: Ledger, record: Record) -> Record:
    """Show a contact in full."""
    view = {**record, "HasValidationErrors": False}
    owed = balances(ledger, record["ContactID"])
    if owed is not None:
        view["Balances"] = owed
    return view
