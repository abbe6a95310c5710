"""Journals, the general ledger itself: numbered entries made of what happened to documents.

A change of what a document posts is entered as two journals, one that takes the old posting back
and one with the new. They are worked out when somebody asks for them.

https://developer.xero.com/documentation/api/accounting/journals
"""

from datetime import datetime
from uuid import UUID, uuid5

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.postings import POSTINGS, Posting, SystemAccounts
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.tables import Record, Table
from xero_component.sandbox.wire import ApiRequest

ACCRUALS = frozenset({"ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"})
"""Types of sources that the cash basis leaves out."""


def entered_journals(organisation: Organisation) -> Table:
    """Enter what happened since the last time, and return the journals."""
    accounts = SystemAccounts.of(organisation)
    for movement in sorted(organisation.movements, key=lambda movement: movement.moment):
        posting_of = POSTINGS[movement.key]
        old = posting_of(accounts, movement.before) if movement.before else None
        new = posting_of(accounts, movement.after)
        if old != new:
            for posting in (old.reversed() if old else None, new):
                if posting is not None and posting.entries:
                    _enter(organisation, movement.moment, posting)
    organisation.movements.clear()
    return organisation.journals


def _enter(organisation: Organisation, moment: datetime, posting: Posting) -> None:
    tenant = UUID(organisation.tenant_id)
    number = len(organisation.journals) + 1
    organisation.journals.put(
        {
            "JournalID": str(uuid5(tenant, f"journal {number}")),
            "JournalDate": posting.day,
            "JournalNumber": number,
            "CreatedDateUTC": moment,
            "Reference": posting.reference,
            "SourceID": posting.source_id,
            "SourceType": posting.source_type,
            "JournalLines": [
                {
                    "JournalLineID": str(uuid5(tenant, f"journal {number}, line {position}")),
                    "AccountID": entry.account_id,
                    "Description": entry.description,
                    "NetAmount": entry.net,
                    "GrossAmount": entry.net + entry.tax,
                    "TaxAmount": entry.tax,
                    "TaxType": entry.tax_type,
                    "TrackingCategories": list(entry.tracking),
                }
                for position, entry in enumerate(posting.entries, start=1)
            ],
        }
    )


def find_journal(organisation: Organisation, reference: str) -> Record | None:
    """Look a journal up by JournalID or JournalNumber."""
    table = entered_journals(organisation)
    return table.get(reference.lower()) or next(iter(table.find("number", reference)), None)


def select_journals(records: list[Record], request: ApiRequest) -> list[Record]:
    """Leave out what was merely invoiced when `paymentsOnly` asks for the cash basis."""
    if not flag(request, "paymentsOnly"):
        return records
    return [record for record in records if record["SourceType"] not in ACCRUALS]


def journal_view(ledger: Ledger, journal: Record) -> Record:
    """Show a journal, its accounts under the codes and names that they have now."""
    lines = [_line_view(ledger.organisation, line) for line in journal["JournalLines"]]
    return {**journal, "JournalLines": lines}


def _line_view(organisation: Organisation, line: Record) -> Record:
    account = organisation.accounts.get(line["AccountID"]) or {}
    tax_rate = organisation.tax_rates.get(line["TaxType"] or "") or {}
    return {
        **line,
        "AccountCode": account.get("Code"),
        "AccountType": account.get("Type"),
        "AccountName": account.get("Name"),
        "TaxName": tax_rate.get("Name"),
    }
