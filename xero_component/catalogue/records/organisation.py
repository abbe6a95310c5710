"""https://developer.xero.com/documentation/api/accounting/organisation"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.contact import Address, Phone


@with_config(LENIENT)
class TenantConnection(TypedDict, total=False):
    """One organisation that the user has connected to the app."""

    id: str
    """Id of the connection; to disconnect, Xero wants this one."""
    authEventId: str
    tenantId: str
    """Id of the organisation, as calls carry it."""
    tenantType: str
    tenantName: str
    createdDateUtc: Instant
    updatedDateUtc: Instant


@with_config(LENIENT)
class Organisation(TypedDict, total=False):
    """The organisation itself."""

    OrganisationID: Required[str]
    APIKey: str
    Name: str
    LegalName: str
    OrganisationType: str
    OrganisationEntityType: str
    LineOfBusiness: str
    BaseCurrency: str
    CountryCode: str
    Version: str
    """The country's edition of Xero, such as NZ or GLOBAL."""
    IsDemoCompany: bool
    OrganisationStatus: str
    Timezone: str
    ShortCode: str
    Edition: str
    Class: str
    """The plan that it pays for."""
    RegistrationNumber: str
    EmployerIdentificationNumber: str
    TaxNumber: str
    PaysTax: bool
    SalesTaxBasis: str
    SalesTaxPeriod: str
    DefaultSalesTax: str
    DefaultPurchasesTax: str
    FinancialYearEndDay: int
    FinancialYearEndMonth: int
    PeriodLockDate: IsoDate
    """Nothing can be posted up to this day, except by advisers."""
    EndOfYearLockDate: IsoDate
    """Nothing at all can be posted up to this day."""
    Addresses: list[Address]
    Phones: list[Phone]
    ExternalLinks: list[dict[str, Any]]
    PaymentTerms: dict[str, Any]
    CreatedDateUTC: Instant


@with_config(LENIENT)
class TaxRate(TypedDict, total=False):
    """A tax rate of the organisation."""

    Name: str
    TaxType: str
    """The name under which lines carry it, such as OUTPUT."""
    ReportTaxType: str
    Status: str
    CanApplyToAssets: bool
    CanApplyToEquity: bool
    CanApplyToExpenses: bool
    CanApplyToLiabilities: bool
    CanApplyToRevenue: bool
    EffectiveRate: Money
    """Per cent."""
    DisplayTaxRate: Money
    """Per cent."""
    TaxComponents: list[dict[str, Any]]


@with_config(LENIENT)
class TrackingOption(TypedDict, total=False):
    """One choice of a tracking category."""

    TrackingOptionID: str
    Name: str
    Status: str


@with_config(LENIENT)
class TrackingCategory(TypedDict, total=False):
    """A dimension, such as Region, by which lines are tracked."""

    TrackingCategoryID: Required[str]
    Name: str
    Status: str
    Options: list[TrackingOption]


@with_config(LENIENT)
class BrandingTheme(TypedDict, total=False):
    """A look of invoices."""

    BrandingThemeID: Required[str]
    Name: str
    Type: str
    LogoUrl: str
    SortOrder: int
    CreatedDateUTC: Instant


@with_config(LENIENT)
class Currency(TypedDict, total=False):
    """A currency that the organisation uses."""

    Code: str
    Description: str
