"""What invoices, credit notes and bank transactions share: currency, branding, lines and totals.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import DocumentSum
from xero_component.sandbox.accounting.line_items import LineRules, resolve_lines, sum_lines
from xero_component.sandbox.accounting.money import to_places
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested_list
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.tables import Record


def with_date_strings(element: Element, strings: dict[str, str]) -> Element:
    """Let the text form of a date stand in where its plain form is missing."""
    for text, plain in strings.items():
        if element.get(text) is not None and element.get(plain) is None:
            element = {**element, plain: element[text]}
    return element


def settle_currency(organisation: Organisation, document: Record) -> list[str]:
    """Check the currency of a document and fill in its rate; return warnings.

    Raises ElementInvalidError.
    """
    warnings: list[str] = []
    currency, rate = document["CurrencyCode"], document["CurrencyRate"]
    if currency not in organisation.currencies:
        raise ElementInvalidError(f"Organisation is not subscribed to currency {currency}")
    if currency == organisation.base_currency:
        if rate is not None and rate != 1:
            warnings.append("The CurrencyRate of a document in the base currency is always 1.")
        document["CurrencyRate"] = Decimal("1.000000")
    elif rate is None:
        known = organisation.currencies.get(currency) or {}
        document["CurrencyRate"] = to_places(known.get("DemoRate", Decimal(1)), 6)
    elif rate <= 0:
        raise ElementInvalidError("The CurrencyRate must be greater than zero.")
    return warnings


def check_branding_theme(organisation: Organisation, document: Record) -> None:
    """Raise ElementInvalidError for a branding theme that there is not."""
    theme = document.get("BrandingThemeID")
    if theme and theme not in organisation.branding_themes:
        raise ElementInvalidError("The BrandingThemeID does not exist.")


def settle_lines(
    ledger: Ledger,
    element: Element,
    document: Record,
    before: Record | None,
    rules: LineRules,
) -> DocumentSum:
    """Work out the lines that were sent, or keep those of `before`, and add them up.

    Raises ElementInvalidError.
    """
    sent: list[Element] = list(nested_list(element, "LineItems"))
    existing = before["LineItems"] if before else []
    if not sent and before and before["LineAmountTypes"] != document["LineAmountTypes"]:
        sent = [{"LineItemID": line["LineItemID"]} for line in existing]
    if sent:
        document["LineItems"] = resolve_lines(ledger, sent, rules, existing)
    total = sum_lines(document["LineItems"], document["LineAmountTypes"])
    document["SubTotal"], document["TotalTax"] = total.sub_total, total.total_tax
    document["Total"] = total.total
    return total


def refuse_discounts(element: Element) -> None:
    """Raise ElementInvalidError for a discount: only sales invoices and quotes have them."""
    readers = {"DiscountRate": fields.number(4), "DiscountAmount": fields.number(2)}
    for line in nested_list(element, "LineItems"):
        if any(fields.read(line, readers).values()):
            raise ElementInvalidError("Discounts are not supported on this type of document.")
