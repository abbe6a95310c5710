"""Two organisations with a few months of business in them, the same on every run."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from xero_component.sandbox.accounting import demo_business as business
from xero_component.sandbox.accounting import demo_chart as charts
from xero_component.sandbox.accounting.accounts import account_by_code, write_account
from xero_component.sandbox.accounting.contacts import write_contact
from xero_component.sandbox.accounting.demo_bookkeeping import add_bookkeeping
from xero_component.sandbox.accounting.demo_credits import add_credits
from xero_component.sandbox.accounting.demo_orders import add_orders_and_quotes
from xero_component.sandbox.accounting.demo_plans import add_plans
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.invoices import write_invoice
from xero_component.sandbox.accounting.items import write_item
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import DEMO_EMAILS_PER_DAY, Organisation
from xero_component.sandbox.accounting.payments import write_payment
from xero_component.sandbox.accounting.reference_data import tax_rate

AU_TENANT_ID = "b2c885a9-4bb9-4a00-9b6e-6c2bf60b1a2b"
GB_TENANT_ID = "5d1fa7a8-3a0e-4d8b-9f0c-2f6f6a1c7b10"
_BEGINNING = timedelta(days=120)
_STILL_FRESH = timedelta(minutes=1)
_made: list[tuple[datetime, list[Organisation]]] = []
"""The books that were made last, and when."""


class _Seeding(Ledger):
    """A ledger that gives the next record an id chosen beforehand."""

    chosen: str = ""

    def new_id(self) -> str:
        identifier, self.chosen = self.chosen, ""
        return identifier or super().new_id()


def demo_organisations(clock: Callable[[], datetime]) -> list[Organisation]:
    """Make the two demonstration organisations, their business leading up to the present moment.

    Ids and amounts are the same on every run; dates lie a fixed number of days before today. Books
    that were made within the last minute are copied.
    """
    now = clock().astimezone(UTC)
    if not _made or not _is_fresh(_made[0][0], now):
        _made[:] = [(now, _new_organisations(now))]
    return [organisation.copy() for organisation in _made[0][1]]


def _is_fresh(made: datetime, now: datetime) -> bool:
    """Tell whether books still lead up to now; a new hour may be a new day somewhere."""
    return timedelta() <= now - made < _STILL_FRESH and made.hour == now.hour


def _new_organisations(now: datetime) -> list[Organisation]:
    australian = Organisation(
        tenant_id=AU_TENANT_ID,
        name="Demo Company (AU)",
        country_code="AU",
        base_currency="AUD",
        is_demo_company=True,
        timezone="Australia/Sydney",
        short_code="!DemoA",
        daily_email_limit=DEMO_EMAILS_PER_DAY,
        details={
            "TaxNumber": "11 111 111 138",
            "FinancialYearEndDay": 30,
            "FinancialYearEndMonth": 6,
            "SalesTaxBasis": "ACCRUALS",
            "SalesTaxPeriod": "QUARTERLY1",
            "DefaultTaxTypes": _default_tax_types("OUTPUT", "INPUT", "BASEXCLUDED"),
        },
    )
    british = Organisation(
        tenant_id=GB_TENANT_ID,
        name="Northwind Traders Ltd",
        country_code="GB",
        base_currency="GBP",
        timezone="Europe/London",
        short_code="!NorTr",
        details={
            "RegistrationNumber": "01234567",
            "TaxNumber": "GB 123 4567 89",
            "FinancialYearEndDay": 31,
            "FinancialYearEndMonth": 3,
            "SalesTaxBasis": "ACCRUAL",
            "SalesTaxPeriod": "QUARTERLY",
            "DefaultTaxTypes": _default_tax_types("OUTPUT2", "INPUT2", "NONE"),
        },
    )
    _fill(australian, now, charts.AU_CHART, charts.AU_TAX_RATES, charts.AU_CURRENCIES, business.AU)
    _fill(british, now, charts.GB_CHART, charts.GB_TAX_RATES, charts.GB_CURRENCIES, business.GB)
    return [australian, british]


def _default_tax_types(sales: str, purchases: str, neutral: str) -> dict[str, str]:
    return {
        "ASSET": neutral,
        "EQUITY": neutral,
        "EXPENSE": purchases,
        "LIABILITY": neutral,
        "REVENUE": sales,
    }


def _fill(
    organisation: Organisation,
    now: datetime,
    chart: Sequence[charts.DemoAccount],
    tax_rates: Iterable[tuple[str, str, str, Sequence[str], str]],
    currencies: Iterable[tuple[str, str, str]],
    trade: business.Business,
) -> None:
    beginning = now - _BEGINNING
    organisation.details["CreatedDateUTC"] = beginning
    for tax_type, name, percent, applies_to, component in tax_rates:
        organisation.tax_rates.put(tax_rate(tax_type, name, percent, applies_to, component))
    for code, description, rate in currencies:
        organisation.currencies.put(
            {"Code": code, "Description": description, "DemoRate": Decimal(rate)}
        )
    _set_up(organisation, beginning)
    for number, account in enumerate(chart):
        _add_account(organisation, beginning + timedelta(seconds=number), account)
    later = beginning + timedelta(hours=1)
    for number, item in enumerate(trade.items):
        ledger = _Seeding(organisation, later + timedelta(minutes=number))
        write_item(ledger, item, Intent.CREATE)
    for number, contact in enumerate(trade.contacts):
        ledger = _Seeding(organisation, later + timedelta(hours=1, minutes=number))
        ledger.chosen = str(contact.get("ContactID", ""))
        added = {name: value for name, value in contact.items() if name != "ContactID"}
        write_contact(ledger, added, Intent.CREATE)
    for deal in trade.deals:
        _trade(organisation, now, deal)
    add_orders_and_quotes(organisation, now)
    add_credits(organisation, now)
    add_bookkeeping(organisation, now)
    add_plans(organisation, now)


def _add_account(organisation: Organisation, moment: datetime, account: charts.DemoAccount) -> None:
    ledger = _Seeding(organisation, moment)
    ledger.chosen = account.identifier
    element = {
        "Code": account.code,
        "Name": account.name,
        "Type": account.type,
        "TaxType": account.tax_type,
        "EnablePaymentsToAccount": account.payable,
        **({"BankAccountNumber": account.bank_number} if account.bank_number else {}),
    }
    record = write_account(ledger, element, Intent.CREATE).record
    if account.system:
        ledger.amend(organisation.accounts, record, SystemAccount=account.system)


def _set_up(organisation: Organisation, moment: datetime) -> None:
    """Add what is neither traded nor posted to: tracking, branding and people."""

    def named(name: str) -> str:
        return str(uuid5(UUID(organisation.tenant_id), name))

    organisation.tracking_categories.put(
        {
            "TrackingCategoryID": named("Region"),
            "Name": "Region",
            "Status": "ACTIVE",
            "Options": [
                {"TrackingOptionID": named(option), "Name": option, "Status": "ACTIVE"}
                for option in ("North", "South", "East", "West")
            ],
        }
    )
    for order, theme in enumerate(("Standard", "Very orange invoice")):
        organisation.branding_themes.put(
            {
                "BrandingThemeID": named(theme),
                "Name": theme,
                "Type": "INVOICE",
                "SortOrder": order,
                "CreatedDateUTC": moment,
            }
        )
    for first, last, role in (("Ada", "Fenwick", "FINANCIALADVISER"), ("Ben", "Ito", "STANDARD")):
        organisation.users.put(
            {
                "UserID": named(last),
                "EmailAddress": f"{first}.{last}@example.com".lower(),
                "FirstName": first,
                "LastName": last,
                "UpdatedDateUTC": moment,
                "IsSubscriber": role == "FINANCIALADVISER",
                "OrganisationRole": role,
            }
        )


def _trade(organisation: Organisation, now: datetime, deal: business.Deal) -> None:
    """Enter one document, then what became of it."""
    entered = now - timedelta(days=deal.days_ago)
    ledger = Ledger(organisation, entered, unit_places=4)
    element = {
        "Type": deal.type,
        "Contact": {"Name": deal.contact},
        "Date": ledger.today.isoformat(),
        "DueDate": (ledger.today + timedelta(days=deal.terms)).isoformat(),
        "Status": "DRAFT" if deal.status == "DELETED" else deal.entered_as,
        "LineAmountTypes": deal.line_amount_types,
        "LineItems": list(deal.lines),
        "Reference": deal.reference,
        **({"InvoiceNumber": deal.number} if deal.number else {}),
        **({"CurrencyCode": deal.currency} if deal.currency else {}),
    }
    invoice = write_invoice(ledger, element, Intent.CREATE).record
    for part, (days_later, amount) in enumerate(deal.payments):
        paid = Ledger(organisation, entered + timedelta(days=days_later, minutes=part))
        bank = account_by_code(organisation, "090") or {}
        payment = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": bank.get("AccountID")},
            "Date": paid.today.isoformat(),
            "Amount": amount,
            "Reference": deal.reference or None,
        }
        write_payment(paid, payment, Intent.CREATE)
    if deal.status in ("VOIDED", "DELETED"):
        ended = Ledger(organisation, entered + timedelta(days=1))
        write_invoice(ended, {"Status": deal.status}, Intent.UPSERT, invoice)
