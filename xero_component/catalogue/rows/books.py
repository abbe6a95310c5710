"""The ledger itself: what was posted, what was planned, and the accounts of both."""

from xero_component.catalogue.records import Account, Budget, Journal, ManualJournal
from xero_component.catalogue.xero_object import Pages, XeroObject

ACCOUNTS: XeroObject[Account] = XeroObject(
    key="accounts",
    path="Accounts",
    id_field="AccountID",
    scope="accounting.settings",
    record=Account,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    attachments=True,
)
JOURNALS: XeroObject[Journal] = XeroObject(
    key="journals",
    path="Journals",
    id_field="JournalID",
    scope="accounting.journals.read",
    record=Journal,
    number_field="JournalNumber",
    pages=Pages.OFFSET,
    page_size=100,
    cursor_field="JournalNumber",
    modified_since=False,  # Xero takes If-Modified-Since here, but can then miss journals
    where=False,
    ordered=False,
    restricted="Xero opens journals only to apps of its Advanced tier, after a security review.",
)
MANUAL_JOURNALS: XeroObject[ManualJournal] = XeroObject(
    key="manual_journals",
    path="ManualJournals",
    id_field="ManualJournalID",
    scope="accounting.manualjournals",
    record=ManualJournal,
    pages=Pages.NUMBERED,
    page_size=1000,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    ordered=False,  # where `order` is sent, Xero ignores `page`
    summarises_errors=True,
    attachments=True,
    history=True,
)
BUDGETS: XeroObject[Budget] = XeroObject(
    key="budgets",
    path="Budgets",
    id_field="BudgetID",
    scope="accounting.budgets.read",
    record=Budget,
    where=False,
    ordered=False,
    by_ids=True,
)
