"""What an organisation sets up once and its documents refer to."""

from xero_component.catalogue.records import (
    BrandingTheme,
    Currency,
    Item,
    Organisation,
    TaxRate,
    TrackingCategory,
    User,
)
from xero_component.catalogue.xero_object import XeroObject

ORGANISATION: XeroObject[Organisation] = XeroObject(
    key="organisation",
    path="Organisation",
    id_field="OrganisationID",
    scope="accounting.settings",
    record=Organisation,
    reply_key="Organisations",
    where=False,
    ordered=False,
)
ITEMS: XeroObject[Item] = XeroObject(
    key="items",
    path="Items",
    id_field="ItemID",
    scope="accounting.settings",
    record=Item,
    number_field="Code",
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    unit_decimals=True,
    summarises_errors=True,
    history=True,
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
    always={"includeArchived": "true"},
)
BRANDING_THEMES: XeroObject[BrandingTheme] = XeroObject(
    key="branding_themes",
    path="BrandingThemes",
    id_field="BrandingThemeID",
    scope="accounting.settings",
    record=BrandingTheme,
    where=False,
    ordered=False,
)
USERS: XeroObject[User] = XeroObject(
    key="users",
    path="Users",
    id_field="UserID",
    scope="accounting.settings",
    record=User,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
)
