"""The endpoints of credits and of the bank: what each holds, shows and lets a client do."""

from xero_component.sandbox.accounting import credit_note_parts
from xero_component.sandbox.accounting import credit_views as views
from xero_component.sandbox.accounting.allocations import allocations_below
from xero_component.sandbox.accounting.bank_transaction_views import (
    bank_transaction_view,
    listed_bank_transaction,
)
from xero_component.sandbox.accounting.bank_transactions import write_bank_transaction
from xero_component.sandbox.accounting.credit_notes import find_credit_note, write_credit_note
from xero_component.sandbox.accounting.document_kinds import CREDIT_NOTE, OVERPAYMENT, PREPAYMENT
from xero_component.sandbox.accounting.query import matching, values_of
from xero_component.sandbox.accounting.resource import Pages, Resource, names
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_CREDIT_FIELDS = names(
    """Type Contact Date Status LineAmountTypes LineItems SubTotal TotalTax Total UpdatedDateUTC
    CurrencyCode CurrencyRate RemainingCredit Allocations Payments Reference HasAttachments"""
)


def _by_references(records: list[Record], request: ApiRequest) -> list[Record]:
    return matching(records, values_of(request, "References"), "Reference")


def _select_prepayments(records: list[Record], request: ApiRequest) -> list[Record]:
    received = values_of(request, "InvoiceNumbers")
    if received is not None:
        records = [record for record in records if record["Type"].startswith("RECEIVE")]
    return _by_references(matching(records, received, "Reference"), request)


CREDIT_NOTES = Resource(
    "CreditNotes",
    "CreditNoteID",
    lambda organisation: organisation.credit_notes,
    _CREDIT_FIELDS
    | names(
        """CreditNoteID CreditNoteNumber DueDate FullyPaidOnDate SentToContact BrandingThemeID
        HasErrors"""
    ),
    view=views.credit_note_view,
    listed=views.listed_credit_note,
    searched=views.listed_credit_note,
    find=find_credit_note,
    write=write_credit_note,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.NUMBERED,
    emptied_without_page=frozenset({"LineItems"}),
    has_attachments=True,
    has_history=True,
    parts={"allocations": allocations_below(CREDIT_NOTE), "pdf": credit_note_parts.pdf},
)
PREPAYMENTS = Resource(
    "Prepayments",
    "PrepaymentID",
    lambda organisation: organisation.prepayments,
    _CREDIT_FIELDS | {"PrepaymentID", "InvoiceNumber", "BrandingThemeID"},
    view=views.prepayment_view,
    listed=views.listed_prepayment,
    searched=views.listed_prepayment,
    select=_select_prepayments,
    record_verbs=("GET",),
    pages=Pages.NUMBERED,
    emptied_without_page=frozenset({"LineItems"}),
    has_history=True,
    parts={"allocations": allocations_below(PREPAYMENT)},
)
OVERPAYMENTS = Resource(
    "Overpayments",
    "OverpaymentID",
    lambda organisation: organisation.overpayments,
    _CREDIT_FIELDS | {"OverpaymentID"},
    view=views.overpayment_view,
    listed=views.listed_overpayment,
    searched=views.listed_overpayment,
    select=_by_references,
    record_verbs=("GET",),
    pages=Pages.NUMBERED,
    emptied_without_page=frozenset({"LineItems"}),
    has_history=True,
    parts={"allocations": allocations_below(OVERPAYMENT)},
)
BANK_TRANSACTIONS = Resource(
    "BankTransactions",
    "BankTransactionID",
    lambda organisation: organisation.bank_transactions,
    names(
        """BankTransactionID Type Contact LineItems BankAccount IsReconciled Date Reference
        CurrencyCode CurrencyRate Url Status LineAmountTypes SubTotal TotalTax Total PrepaymentID
        OverpaymentID UpdatedDateUTC HasAttachments"""
    ),
    view=bank_transaction_view,
    listed=listed_bank_transaction,
    searched=listed_bank_transaction,
    write=write_bank_transaction,
    select=_by_references,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.NUMBERED,
    emptied_without_page=frozenset({"LineItems"}),
    has_attachments=True,
    has_history=True,
)
