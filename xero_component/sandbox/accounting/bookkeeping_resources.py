"""The endpoints of an accountant's own records, from bank transfers to the general ledger."""

from xero_component.sandbox.accounting.bank_transfers import (
    bank_transfer_view,
    listed_bank_transfer,
    select_bank_transfers,
    write_bank_transfer,
)
from xero_component.sandbox.accounting.batch_payments import (
    batch_payment_view,
    write_batch_payment,
)
from xero_component.sandbox.accounting.journals import (
    entered_journals,
    find_journal,
    journal_view,
    select_journals,
)
from xero_component.sandbox.accounting.linked_transactions import (
    current_links,
    delete_linked_transaction,
    find_link,
    select_links,
    write_linked_transaction,
)
from xero_component.sandbox.accounting.manual_journals import (
    listed_manual_journal,
    manual_journal_view,
    write_manual_journal,
)
from xero_component.sandbox.accounting.resource import Pages, Resource, names

BANK_TRANSFERS = Resource(
    "BankTransfers",
    "BankTransferID",
    lambda organisation: organisation.bank_transfers,
    names(
        """BankTransferID FromBankAccount ToBankAccount Amount Date CurrencyRate Reference Status
        FromBankTransactionID ToBankTransactionID FromIsReconciled ToIsReconciled HasAttachments
        CreatedDateUTC"""
    ),
    view=bank_transfer_view,
    listed=listed_bank_transfer,
    searched=listed_bank_transfer,
    write=write_bank_transfer,
    select=select_bank_transfers,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    dated="CreatedDateUTC",
    has_attachments=True,
    has_history=True,
)
BATCH_PAYMENTS = Resource(
    "BatchPayments",
    "BatchPaymentID",
    lambda organisation: organisation.batch_payments,
    names(
        """BatchPaymentID Account Reference Particulars Code Details Narrative Date Type Status
        TotalAmount UpdatedDateUTC IsReconciled"""
    ),
    view=batch_payment_view,
    listed=batch_payment_view,
    searched=batch_payment_view,
    write=write_batch_payment,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    one_at_a_time=frozenset({"POST"}),
    has_history=True,
)
MANUAL_JOURNALS = Resource(
    "ManualJournals",
    "ManualJournalID",
    lambda organisation: organisation.manual_journals,
    names(
        """ManualJournalID Narration Date LineAmountTypes Status Url ShowOnCashBasisReports
        HasAttachments UpdatedDateUTC"""
    ),
    view=manual_journal_view,
    listed=listed_manual_journal,
    write=write_manual_journal,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.NUMBERED,
    ordered=False,
    emptied_without_page=frozenset({"JournalLines"}),
    has_attachments=True,
    has_history=True,
)
JOURNALS = Resource(
    "Journals",
    "JournalID",
    entered_journals,
    names("JournalID JournalNumber JournalDate CreatedDateUTC Reference SourceID SourceType"),
    view=journal_view,
    listed=journal_view,
    find=find_journal,
    select=select_journals,
    pages=Pages.OFFSET,
    key_number="JournalNumber",
    dated="CreatedDateUTC",
    filtered=False,
)
LINKED_TRANSACTIONS = Resource(
    "LinkedTransactions",
    "LinkedTransactionID",
    current_links,
    names("LinkedTransactionID SourceTransactionID ContactID TargetTransactionID Status"),
    find=find_link,
    write=write_linked_transaction,
    select=select_links,
    collection_verbs=("GET", "PUT"),
    record_verbs=("GET", "POST", "DELETE"),
    pages=Pages.BARE,
    modified_since=False,
    filtered=False,
    delete=delete_linked_transaction,
)
