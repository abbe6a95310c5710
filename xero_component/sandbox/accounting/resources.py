"""The endpoints of the sandbox's Accounting API: what each holds, shows and lets a client do."""

from xero_component.sandbox.accounting import invoice_parts, reference_data
from xero_component.sandbox.accounting.accounts import account_view, delete_account, write_account
from xero_component.sandbox.accounting.bookkeeping_resources import (
    BANK_TRANSFERS,
    BATCH_PAYMENTS,
    JOURNALS,
    LINKED_TRANSACTIONS,
    MANUAL_JOURNALS,
)
from xero_component.sandbox.accounting.contacts import contact_view, find_contact, write_contact
from xero_component.sandbox.accounting.credit_resources import (
    BANK_TRANSACTIONS,
    CREDIT_NOTES,
    OVERPAYMENTS,
    PREPAYMENTS,
)
from xero_component.sandbox.accounting.invoice_views import (
    invoice_view,
    listed_invoice,
    listed_payment,
    payment_view,
)
from xero_component.sandbox.accounting.invoices import find_invoice, write_invoice
from xero_component.sandbox.accounting.items import delete_item, find_item, item_view, write_item
from xero_component.sandbox.accounting.order_resources import PURCHASE_ORDERS, QUOTES
from xero_component.sandbox.accounting.payments import write_payment
from xero_component.sandbox.accounting.planning_resources import (
    BUDGETS,
    CONTACT_GROUPS,
    EXPENSE_CLAIMS,
    PAYMENT_SERVICES,
    RECEIPTS,
    REPEATING_INVOICES,
)
from xero_component.sandbox.accounting.query import containing, flag, matching, values_of
from xero_component.sandbox.accounting.resource import Pages, Resource, names
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest


def _select_invoices(records: list[Record], request: ApiRequest) -> list[Record]:
    for name, field in (
        ("IDs", "InvoiceID"),
        ("InvoiceNumbers", "InvoiceNumber"),
        ("ContactIDs", "ContactID"),
        ("Statuses", "Status"),
    ):
        records = matching(records, values_of(request, name), field)
    if flag(request, "createdByMyApp"):
        records = [record for record in records if record["CreatedBy"] == request.application]
    return containing(records, request.parameter("searchTerm"), ("InvoiceNumber", "Reference"))


def _select_contacts(records: list[Record], request: ApiRequest) -> list[Record]:
    records = matching(records, values_of(request, "IDs"), "ContactID")
    if not flag(request, "includeArchived"):
        records = [record for record in records if record["ContactStatus"] != "ARCHIVED"]
    names = (
        "Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress",
    )  # fmt: skip
    return containing(records, request.parameter("searchTerm"), names)


def _unarchived(records: list[Record], request: ApiRequest) -> list[Record]:
    if flag(request, "includeArchived"):
        return records
    return [record for record in records if record["Status"] != "ARCHIVED"]


_CONTACT_DEFAULTS = frozenset(
    {
        "SalesDefaultLineAmountType",
        "PurchasesDefaultLineAmountType",
        "SalesDefaultAccountCode",
        "PurchasesDefaultAccountCode",
        "SalesTrackingCategories",
        "PurchasesTrackingCategories",
    }
)

ACCOUNTS = Resource(
    "Accounts",
    "AccountID",
    lambda organisation: organisation.accounts,
    names(
        """AccountID Code Name Type Status Description TaxType Class SystemAccount CurrencyCode
        BankAccountNumber BankAccountType EnablePaymentsToAccount ShowInExpenseClaims ReportingCode
        ReportingCodeName HasAttachments UpdatedDateUTC AddToWatchlist"""
    ),
    view=account_view,
    write=write_account,
    collection_verbs=("GET", "PUT"),
    record_verbs=("GET", "POST", "DELETE"),
    one_at_a_time=frozenset({"PUT"}),
    has_attachments=True,
    delete=delete_account,
)
CONTACTS = Resource(
    "Contacts",
    "ContactID",
    lambda organisation: organisation.contacts,
    names(
        """ContactID ContactNumber AccountNumber ContactStatus Name FirstName LastName CompanyNumber
        EmailAddress BankAccountDetails TaxNumber TaxNumberType AccountsReceivableTaxType
        AccountsPayableTaxType Addresses Phones ContactPersons ContactGroups IsSupplier IsCustomer
        DefaultCurrency SalesDefaultAccountCode PurchasesDefaultAccountCode XeroNetworkKey
        HasAttachments UpdatedDateUTC"""
    ),
    view=contact_view,
    listed=contact_view,
    find=find_contact,
    write=write_contact,
    select=_select_contacts,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.NUMBERED,
    not_in_summary=_CONTACT_DEFAULTS
    | {"Addresses", "Balances", "ContactGroups", "ContactPersons", "IsCustomer", "IsSupplier"},
    not_without_page=_CONTACT_DEFAULTS
    | {"Balances", "BatchPayments", "HasAttachments", "PaymentTerms", "XeroNetworkKey"},
    emptied_without_page=frozenset({"ContactPersons"}),
    has_attachments=True,
    has_history=True,
)
INVOICES = Resource(
    "Invoices",
    "InvoiceID",
    lambda organisation: organisation.invoices,
    names(
        """InvoiceID Type Contact InvoiceNumber Reference Status LineAmountTypes LineItems Date
        DueDate ExpectedPaymentDate PlannedPaymentDate BrandingThemeID Url CurrencyCode CurrencyRate
        SentToContact SubTotal TotalTax Total TotalDiscount AmountDue AmountPaid AmountCredited
        FullyPaidOnDate HasAttachments IsDiscounted Payments UpdatedDateUTC RepeatingInvoiceID
        HasErrors"""
    ),
    view=invoice_view,
    listed=listed_invoice,
    searched=listed_invoice,
    find=find_invoice,
    write=write_invoice,
    select=_select_invoices,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.NUMBERED,
    not_in_summary=frozenset({"Payments", "HasAttachments", "LineItems", "CISDeduction"}),
    emptied_without_page=frozenset({"LineItems"}),
    has_attachments=True,
    has_history=True,
    parts={
        "email": invoice_parts.email,
        "onlineinvoice": invoice_parts.online_invoice,
        "pdf": invoice_parts.pdf,
    },
)
ITEMS = Resource(
    "Items",
    "ItemID",
    lambda organisation: organisation.items,
    names(
        """ItemID Code Name Description PurchaseDescription SalesDetails PurchaseDetails IsSold
        IsPurchased IsTrackedAsInventory InventoryAssetAccountCode TotalCostPool QuantityOnHand
        UpdatedDateUTC"""
    ),
    view=item_view,
    find=find_item,
    write=write_item,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST", "DELETE"),
    has_history=True,
    delete=delete_item,
)
PAYMENTS = Resource(
    "Payments",
    "PaymentID",
    lambda organisation: organisation.payments,
    names(
        """PaymentID Invoice Account Date Amount BankAmount CurrencyRate Reference IsReconciled
        Status PaymentType UpdatedDateUTC HasAccount"""
    ),
    view=payment_view,
    listed=listed_payment,
    searched=listed_payment,
    write=write_payment,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    one_at_a_time=frozenset({"POST"}),
    pages=Pages.NUMBERED,
    has_history=True,
)
CURRENCIES = Resource(
    "Currencies",
    "Code",
    lambda organisation: organisation.currencies,
    frozenset({"Code", "Description"}),
    view=reference_data.currency_view,
    listed=reference_data.currency_view,
    write=reference_data.write_currency,
    collection_verbs=("GET", "PUT"),
    record_verbs=(),
    one_at_a_time=frozenset({"PUT"}),
    dated=None,
)
TAX_RATES = Resource(
    "TaxRates",
    "TaxType",
    lambda organisation: organisation.tax_rates,
    names(
        """Name TaxType ReportTaxType Status DisplayTaxRate EffectiveRate CanApplyToAssets
        CanApplyToEquity CanApplyToExpenses CanApplyToLiabilities CanApplyToRevenue"""
    ),
    dated=None,
)
TRACKING_CATEGORIES = Resource(
    "TrackingCategories",
    "TrackingCategoryID",
    lambda organisation: organisation.tracking_categories,
    frozenset({"TrackingCategoryID", "Name", "Status", "Options"}),
    select=_unarchived,
    dated=None,
)
BRANDING_THEMES = Resource(
    "BrandingThemes",
    "BrandingThemeID",
    lambda organisation: organisation.branding_themes,
    frozenset({"BrandingThemeID", "Name", "SortOrder", "CreatedDateUTC"}),
    dated=None,
)
USERS = Resource(
    "Users",
    "UserID",
    lambda organisation: organisation.users,
    names(
        """UserID EmailAddress FirstName LastName IsSubscriber OrganisationRole UpdatedDateUTC"""
    ),
)
RESOURCES = {
    resource.plural.lower(): resource
    for resource in (
        ACCOUNTS, BRANDING_THEMES, CONTACTS, CURRENCIES, INVOICES, ITEMS, PAYMENTS, TAX_RATES,
        TRACKING_CATEGORIES, USERS, PURCHASE_ORDERS, QUOTES,
        BANK_TRANSFERS, BATCH_PAYMENTS, JOURNALS, LINKED_TRANSACTIONS, MANUAL_JOURNALS,
        BANK_TRANSACTIONS, CREDIT_NOTES, OVERPAYMENTS, PREPAYMENTS,
        BUDGETS, CONTACT_GROUPS, EXPENSE_CLAIMS, PAYMENT_SERVICES, RECEIPTS, REPEATING_INVOICES,
    )
}  # fmt: skip
