"""Billable expenses: a line of a bill that is passed on to a customer, on a sales invoice.

https://developer.xero.com/documentation/api/accounting/linkedtransactions
"""

from collections.abc import Iterable

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings
from xero_component.sandbox.accounting.query import matching, values_of
from xero_component.sandbox.accounting.tables import Record, Table
from xero_component.sandbox.wire import ApiRequest

_SOURCE = ("SourceTransactionID", "SourceLineItemID")
_TARGET = ("TargetTransactionID", "TargetLineItemID")
_FIELDS = (*_SOURCE, "ContactID", *_TARGET)
_READERS: dict[str, fields.Reader] = dict.fromkeys(_FIELDS, fields.identifier)
_ENDED = frozenset({"DELETED", "VOIDED"})
_APPROVED = frozenset({"AUTHORISED", "PAID"})
FILTERS = ("LinkedTransactionID", "SourceTransactionID", "ContactID", "Status",
           "TargetTransactionID")  # fmt: skip


def write_linked_transaction(
    ledger: Ledger, element: Element, _intent: Intent, target: Record | None = None
) -> Written:
    """Link a line of a bill to a customer and an invoice line, or change `target`.

    Raises ElementInvalidError.
    """
    organisation = ledger.organisation
    values = fields.read(element, _READERS)
    if target is not None:
        _check_open(target)
        values = {
            name: value
            for name, value in values.items()
            if value is not None or (name not in _SOURCE and element[name] is None)
        }
    before = target or {"LinkedTransactionID": ledger.new_id(), **dict.fromkeys(_FIELDS)}
    after: Record = {**before, **values}
    after["SourceTransactionTypeCode"] = _check_source(organisation, after)
    _check_target(organisation, after)
    _check_contact(organisation, after)
    after |= {"Type": "BILLABLEEXPENSE", "Status": _status(organisation, after)}
    if after == target:
        return Written(target)
    return Written(ledger.amend(organisation.linked_transactions, after, UpdatedDateUTC=ledger.now))


def delete_linked_transaction(ledger: Ledger, link: Record) -> None:
    """Take a link away for good; raises ElementInvalidError for one that is billed or voided."""
    _check_open(link)
    ledger.remove(ledger.organisation.linked_transactions, link["LinkedTransactionID"])


def _check_open(link: Record) -> None:
    if link["Status"] in ("BILLED", "VOIDED"):
        raise ElementInvalidError(
            f"A linked transaction that is {link['Status']} cannot be changed or deleted."
        )


def _check_source(organisation: Organisation, link: Record) -> str:
    """Check the source of a link and return the type of it."""
    if not (link["SourceTransactionID"] and link["SourceLineItemID"]):
        raise ElementInvalidError("A SourceTransactionID and a SourceLineItemID are required.")
    source = _document(organisation, link["SourceTransactionID"])
    findings = Findings()
    if source is None or source["Type"] not in ("ACCPAY", "SPEND"):
        raise ElementInvalidError(
            "The SourceTransactionID must be that of a bill or a spend money transaction."
        )
    if source["Status"] in _ENDED:
        findings.add(f"The source transaction is {source['Status']}.")
    if link["SourceLineItemID"] not in _line_ids(source):
        findings.add("The SourceLineItemID and SourceTransactionID do not match")
    others = organisation.linked_transactions.find("line", link["SourceLineItemID"])
    if any(other["LinkedTransactionID"] != link["LinkedTransactionID"] for other in others):
        findings.add("The line of the source transaction has been linked already.")
    findings.settle()
    return str(source["Type"])


def _check_target(organisation: Organisation, link: Record) -> None:
    identifier, line_id = (link[name] for name in _TARGET)
    if identifier is None:
        if line_id is not None:
            raise ElementInvalidError("A TargetLineItemID requires a TargetTransactionID.")
        return
    invoice = organisation.invoices.get(identifier)
    if invoice is None or invoice["Type"] != "ACCREC":
        raise ElementInvalidError("The TargetTransactionID must be that of a sales invoice.")
    findings = Findings()
    if invoice["Status"] in _ENDED:
        findings.add(f"The target transaction is {invoice['Status']}.")
    if line_id is not None and line_id not in _line_ids(invoice):
        findings.add("The TargetLineItemID and TargetTransactionID do not match")
    link["ContactID"] = link["ContactID"] or invoice["ContactID"]
    if link["ContactID"] != invoice["ContactID"]:
        findings.add("The ContactID and the TargetTransaction ContactID do not match")
    findings.settle()


def _check_contact(organisation: Organisation, link: Record) -> None:
    contact = organisation.contacts.get(link["ContactID"]) if link["ContactID"] else None
    if link["ContactID"] and (contact is None or contact["ContactStatus"] == "ARCHIVED"):
        raise ElementInvalidError("The contact to bill could not be found.")


def _line_ids(document: Record) -> Iterable[str]:
    return {line["LineItemID"] for line in document["LineItems"]}


def _document(organisation: Organisation, identifier: str) -> Record | None:
    return organisation.invoices.get(identifier) or organisation.bank_transactions.get(identifier)


def _status(organisation: Organisation, link: Record) -> str:
    """Work out the status of a link from those of the two documents that it joins."""
    source = _document(organisation, link["SourceTransactionID"]) or {"Status": "DELETED"}
    target = organisation.invoices.get(link["TargetTransactionID"] or "")
    if source["Status"] in _ENDED:
        return "VOIDED"
    if target is not None:
        return "BILLED" if target["Status"] in _APPROVED else "ONDRAFT"
    return "APPROVED" if source["Status"] in _APPROVED else "DRAFT"


def current_links(organisation: Organisation) -> Table:
    """Let every link follow its documents as far as these have changed, and return the links."""
    table = organisation.linked_transactions
    for link in list(table.all()):
        target = organisation.invoices.get(link["TargetTransactionID"] or "")
        after = dict(link)
        if target is not None and target["Status"] in _ENDED:
            after.update(dict.fromkeys(_TARGET))
        after["Status"] = _status(organisation, after)
        if after != link:
            source = _document(organisation, link["SourceTransactionID"])
            moments = [one["UpdatedDateUTC"] for one in (link, source, target) if one]
            table.put({**after, "UpdatedDateUTC": max(moments)})
    return table


def find_link(organisation: Organisation, reference: str) -> Record | None:
    """Look a link up by its id."""
    return current_links(organisation).get(reference.lower())


def select_links(records: list[Record], request: ApiRequest) -> list[Record]:
    """Keep the links that the parameters of the endpoint ask for."""
    for name in FILTERS:
        records = matching(records, values_of(request, name), name)
    return records
