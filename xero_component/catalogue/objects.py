"""The objects of Xero's Accounting API: one row each, so that code asks the table, not the name.

https://developer.xero.com/documentation/api/accounting/overview
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from xero_component.catalogue.records import (
    Account,
    BrandingTheme,
    Contact,
    Currency,
    Invoice,
    Item,
    Organisation,
    Payment,
    TaxRate,
    TrackingCategory,
)

RecordT = TypeVar("RecordT")
Untyped = dict[str, Any]


class Pages(Enum):
    """How a list is cut into pages."""

    NONE = "none"
    """The whole list comes at once."""
    NUMBERED = "numbered"
    """`page` and `pageSize`, with a `pagination` object."""
    BARE = "bare"
    """`page` only; a short page is the last."""


@dataclass(frozen=True, kw_only=True)
class XeroObject(Generic[RecordT]):
    """One kind of record: where it is, how it is read and what else it can do."""

    key: str
    """Our plural name, as in `list_invoices`."""
    path: str
    """Path below the API, such as `Invoices`."""
    id_field: str
    scope: str
    """The granular scope to write; reading needs it with `.read`, or itself."""
    record: Any = Untyped
    """The record type."""
    reply_key: str = ""
    """Where records are in a reply; the path, unless said otherwise."""
    number_field: str | None = None
    """A second way to name a record, accepted in the path by Xero."""
    pages: Pages = Pages.NONE
    page_size: int = 0
    """The most records that a page may hold."""
    hides_archived: bool = False
    """Whether a list leaves archived records out unless `includeArchived` is sent."""
    modified_since: bool = False
    """Whether If-Modified-Since is honoured."""
    stable_order: str | None = None
    """An order that edits do not disturb, for reading many pages."""
    unit_decimals: bool = False
    """Whether `unitdp=4` is needed to keep four decimals of a unit price."""
    summarises_errors: bool = False
    """Whether `summarizeErrors` is understood when records are created or saved."""
    attachments: bool = False
    history: bool = False
    webhook: str | None = None
    """The webhook category that announces changes."""

    @property
    def plural(self) -> str:
        """The key under which a body or a reply holds records."""
        return self.reply_key or self.path


INVOICES: XeroObject[Invoice] = XeroObject(
    key="invoices",
    path="Invoices",
    id_field="InvoiceID",
    scope="accounting.invoices",
    record=Invoice,
    number_field="InvoiceNumber",
    pages=Pages.NUMBERED,
    page_size=1000,
    modified_since=True,
    stable_order="InvoiceID ASC",
    unit_decimals=True,
    summarises_errors=True,
    attachments=True,
    history=True,
    webhook="INVOICE",
)
CONTACTS: XeroObject[Contact] = XeroObject(
    key="contacts",
    path="Contacts",
    id_field="ContactID",
    scope="accounting.contacts",
    record=Contact,
    number_field="ContactNumber",
    pages=Pages.NUMBERED,
    page_size=1000,
    modified_since=True,
    hides_archived=True,
    stable_order="ContactID ASC",
    summarises_errors=True,
    attachments=True,
    history=True,
    webhook="CONTACT",
)
ITEMS: XeroObject[Item] = XeroObject(
    key="items",
    path="Items",
    id_field="ItemID",
    scope="accounting.settings",
    record=Item,
    number_field="Code",
    modified_since=True,
    unit_decimals=True,
    summarises_errors=True,
    history=True,
)
ACCOUNTS: XeroObject[Account] = XeroObject(
    key="accounts",
    path="Accounts",
    id_field="AccountID",
    scope="accounting.settings",
    record=Account,
    modified_since=True,
    attachments=True,
)
PAYMENTS: XeroObject[Payment] = XeroObject(
    key="payments",
    path="Payments",
    id_field="PaymentID",
    scope="accounting.payments",
    record=Payment,
    pages=Pages.NUMBERED,
    page_size=1000,
    modified_since=True,
    stable_order="PaymentID ASC",
    summarises_errors=True,
    history=True,
)
ORGANISATION: XeroObject[Organisation] = XeroObject(
    key="organisation",
    path="Organisation",
    id_field="OrganisationID",
    scope="accounting.settings",
    record=Organisation,
    reply_key="Organisations",
)
TAX_RATES: XeroObject[TaxRate] = XeroObject(
    key="tax_rates",
    path="TaxRates",
    id_field="TaxType",
    scope="accounting.settings",
    record=TaxRate,
)
CURRENCIES: XeroObject[Currency] = XeroObject(
    key="currencies",
    path="Currencies",
    id_field="Code",
    scope="accounting.settings",
    record=Currency,
)
TRACKING_CATEGORIES: XeroObject[TrackingCategory] = XeroObject(
    key="tracking_categories",
    path="TrackingCategories",
    id_field="TrackingCategoryID",
    scope="accounting.settings",
    record=TrackingCategory,
    hides_archived=True,
)
BRANDING_THEMES: XeroObject[BrandingTheme] = XeroObject(
    key="branding_themes",
    path="BrandingThemes",
    id_field="BrandingThemeID",
    scope="accounting.settings",
    record=BrandingTheme,
)

OBJECTS: dict[str, XeroObject[Any]] = {
    row.key: row
    for row in (
        ACCOUNTS,
        BRANDING_THEMES,
        CONTACTS,
        CURRENCIES,
        INVOICES,
        ITEMS,
        ORGANISATION,
        PAYMENTS,
        TAX_RATES,
        TRACKING_CATEGORIES,
    )
}
