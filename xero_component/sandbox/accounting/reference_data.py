"""What an organisation is set up with: itself, its currencies and its tax rates.

https://developer.xero.com/documentation/api/accounting/organisation
"""

from collections.abc import Iterable
from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.tables import Record

TIME_ZONES = {
    "Australia/Sydney": "AUSEASTERNSTANDARDTIME",
    "Europe/London": "GMTSTANDARDTIME",
    "Pacific/Auckland": "NEWZEALANDSTANDARDTIME",
    "UTC": "UTC",
}
"""Xero's names of time zones, by IANA name."""

_VERSIONS = {"AU": "AU", "GB": "UK", "NZ": "NZ", "US": "US"}
_INTERNAL = frozenset({"DefaultTaxTypes"})
_REPORTED_AS = {"OUTPUT2": "OUTPUT", "RROUTPUT": "OUTPUT", "INPUT2": "INPUT", "RRINPUT": "INPUT"}
_COLUMNS = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")


def organisation_view(organisation: Organisation) -> Record:
    """Show the organisation itself."""
    details = {name: value for name, value in organisation.details.items() if name not in _INTERNAL}
    return {
        "Name": organisation.name,
        "LegalName": organisation.name,
        "PaysTax": True,
        "Version": _VERSIONS.get(organisation.country_code, "GLOBAL"),
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
        "BaseCurrency": organisation.base_currency,
        "CountryCode": organisation.country_code,
        "IsDemoCompany": organisation.is_demo_company,
        "OrganisationStatus": "ACTIVE",
        "Timezone": TIME_ZONES.get(organisation.timezone, "UTC"),
        "ShortCode": organisation.short_code,
        "OrganisationID": organisation.tenant_id,
        "Edition": "BUSINESS",
        "Class": "DEMO" if organisation.is_demo_company else "GROW",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
        **details,
    }


def tax_rate(
    tax_type: str, name: str, percent: str, applies_to: Iterable[str], component: str
) -> Record:
    """Make a tax rate of one component; `percent` is written as text, such as "10"."""
    rate = Decimal(percent).quantize(Decimal("0.0001"))
    chosen = frozenset(applies_to)
    return {
        "Name": name,
        "TaxType": tax_type,
        "ReportTaxType": _REPORTED_AS.get(tax_type, tax_type),
        **{f"CanApplyTo{column}": column in chosen for column in _COLUMNS},
        "DisplayTaxRate": rate,
        "EffectiveRate": rate,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": component, "Rate": rate, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def currency_view(_ledger: Ledger, record: Record) -> Record:
    """Show a currency."""
    return {name: record[name] for name in ("Code", "Description")}


def write_currency(
    ledger: Ledger, element: Element, _intent: Intent, _target: Record | None = None
) -> Written:
    """Subscribe the organisation to a currency; raises ElementInvalidError."""
    values = fields.read(element, {"Code": fields.currency, "Description": fields.text(200)})
    if not values.get("Code"):
        raise ElementInvalidError("The Code of the currency is required.")
    if values["Code"] in ledger.organisation.currencies:
        raise ElementInvalidError(f"The currency {values['Code']} has been added already.")
    values["Description"] = values.get("Description") or values["Code"]
    return Written(ledger.save(ledger.organisation.currencies, values))
