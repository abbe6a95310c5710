"""Turn the line items of a request into lines of the ledger, filled in and added up.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.items import find_item
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import (
    NO_TAX,
    DocumentSum,
    LineSum,
    LineTotalMismatchError,
    document_sum,
    line_amount,
    tax_on,
)
from xero_component.sandbox.accounting.money import (
    HUNDRED,
    ZERO,
    cents,
    is_admissible,
    quotient,
    to_places,
)
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, nested_list
from xero_component.sandbox.accounting.problems import (
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.tables import Record

MOST_TRACKING = 2
_NOT_FOR_LINES = frozenset({"DEBTORS", "CREDITORS"})
_APPLIES_TO = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}


@dataclass(frozen=True, slots=True)
class LineRules:
    """What every line of one document shares."""

    document_type: str
    line_amount_types: str
    contact: Record


def resolve_lines(
    ledger: Ledger, elements: Sequence[Element], rules: LineRules, existing: Sequence[Record]
) -> list[Record]:
    """Work out every line; one that carries a known LineItemID starts from that line.

    Raises ElementInvalidError with the faults of all lines together.
    """
    known = {line["LineItemID"]: line for line in existing}
    lines: list[Record] = []
    findings = Findings()
    for element in elements:
        try:
            lines.append(_resolve(ledger, element, rules, known, updating=bool(existing)))
        except ElementInvalidError as error:
            findings.add(*error.messages)
    findings.settle()
    return lines


def sum_lines(lines: Sequence[Record], line_amount_types: str) -> DocumentSum:
    """Add up resolved lines."""
    return document_sum(
        (LineSum(line["LineAmount"], line["TaxAmount"], line["Discount"]) for line in lines),
        line_amount_types,
    )


def _resolve(
    ledger: Ledger,
    element: Element,
    rules: LineRules,
    known: dict[str, Record],
    *,
    updating: bool,
) -> Record:
    values = fields.read(
        element,
        {
            "LineItemID": fields.identifier,
            "Description": fields.text(4000),
            "Quantity": fields.number(4),
            "UnitAmount": fields.number(ledger.unit_places),
            "ItemCode": fields.code(30),
            "AccountCode": fields.code(10),
            "AccountID": fields.identifier,
            "TaxType": fields.code(50),
            "TaxAmount": fields.number(2),
            "LineAmount": fields.number(2),
            "DiscountRate": fields.number(4),
            "DiscountAmount": fields.number(2),
        },
    )
    given_amount, given_tax = values.pop("LineAmount", None), values.pop("TaxAmount", None)
    identifier = values.pop("LineItemID", None)
    before = known.pop(identifier, None) if identifier else None
    if identifier and before is None and updating:
        raise ElementInvalidError(f"The LineItemID {identifier} is not on this document.")
    _choose_account(values)
    line: Record = {"Tracking": [], **(before or {"LineItemID": ledger.new_id()}), **values}
    line.pop("Item", None)
    organisation = ledger.organisation
    _fill_from_item(organisation, line, rules, item_named="ItemCode" in values)
    account = account_of(organisation, line)
    _price(line, given_amount)
    if not is_admissible(line["LineAmount"]):
        raise ElementInvalidError(f"The line total {line['LineAmount']} is too large.")
    rate = tax_rate_of(organisation, line, account, rules)
    line["TaxAmount"] = tax_on(line["LineAmount"], rate, rules.line_amount_types)
    if given_tax is not None and rules.line_amount_types != NO_TAX:
        line["TaxAmount"] = given_tax
    if "Tracking" in element:
        line["Tracking"] = tracking_of(organisation, nested_list(element, "Tracking"))
    return line


def _choose_account(values: Record) -> None:
    """Let the account code win over an id sent beside it, and either over the line's present one.

    A client that reads a line and changes its code sends the id of the old account back.
    """
    if values.get("AccountCode") or ("AccountCode" in values and "AccountID" not in values):
        values["AccountID"] = None
    elif values.get("AccountID"):
        values["AccountCode"] = None


def _fill_from_item(
    organisation: Organisation, line: Record, rules: LineRules, *, item_named: bool
) -> None:
    item_code = line.get("ItemCode")
    if not item_code:
        return
    item = find_item(organisation, item_code)
    if item is None:
        if item_named:
            raise ElementInvalidError(f"Item code '{item_code}' is not valid")
        return
    line["ItemCode"] = item["Code"]
    line["Item"] = {name: item.get(name) for name in ("ItemID", "Name", "Code")}
    selling = rules.document_type == "ACCREC"
    details = item["SalesDetails" if selling else "PurchaseDetails"]
    description = item.get("Description" if selling else "PurchaseDescription")
    defaults = {
        "Description": description or item.get("Description") or item.get("Name"),
        "UnitAmount": details.get("UnitPrice"),
        "AccountCode": details.get("AccountCode") or item.get("InventoryAssetAccountCode"),
        "TaxType": details.get("TaxType"),
    }
    for name, value in defaults.items():
        if line.get(name) is None and not (name == "AccountCode" and line.get("AccountID")):
            line[name] = value


def account_of(organisation: Organisation, line: Record) -> Record | None:
    """Find the account of a line and put its code and id there; raises ElementInvalidError."""
    account_code, account_id = line.get("AccountCode"), line.get("AccountID")
    if account_code is None and account_id is None:
        return None
    account = (
        organisation.accounts.get(account_id)
        if account_id
        else account_by_code(organisation, account_code)
    )
    if (
        account is None
        or account["Status"] != "ACTIVE"
        or account["Type"] == "BANK"
        or account.get("SystemAccount") in _NOT_FOR_LINES
    ):
        raise ElementInvalidError(
            f"Account code '{account_code or account_id}' is not a valid code for this document."
        )
    line["AccountCode"], line["AccountID"] = account["Code"], account["AccountID"]
    return account


def _price(line: Record, given: Decimal | None) -> None:
    """Fill in quantity, unit amount and line amount, each from the others where it is missing."""
    rate, discount = line.get("DiscountRate"), line.get("DiscountAmount")
    if rate is not None and discount is not None:
        raise ElementInvalidError("Only one of DiscountRate and DiscountAmount can be given.")
    if rate is not None and not 0 <= rate <= HUNDRED:
        raise ElementInvalidError("The DiscountRate must be between 0 and 100.")
    quantity, unit_amount = line.get("Quantity"), line.get("UnitAmount")
    if quantity is None and unit_amount is None and not given:
        line.update(LineAmount=ZERO, Discount=ZERO)  # a note; read and sent back it stays one
        return
    if given is not None and (quantity is None or unit_amount is None):
        _derive(line, given)
        return
    line["Quantity"] = Decimal("1.0000") if quantity is None else quantity
    line["UnitAmount"] = ZERO if unit_amount is None else unit_amount
    try:
        line["LineAmount"], line["Discount"] = line_amount(
            line["Quantity"],
            line["UnitAmount"],
            discount_rate=rate,
            discount_amount=discount,
            given=given,
        )
    except LineTotalMismatchError as error:
        raise ElementInvalidError(str(error)) from None


def _derive(line: Record, given: Decimal) -> None:
    """Take the line amount as it is and work back to the quantity or the unit amount."""
    rate, discount = line.get("DiscountRate"), line.get("DiscountAmount")
    gross = given + (discount or ZERO)
    if rate is not None and rate < HUNDRED:
        gross = quotient(given, 1 - rate / HUNDRED)
    quantity, unit_amount = line.get("Quantity"), line.get("UnitAmount")
    if unit_amount is None or unit_amount.is_zero():
        line["Quantity"] = quantity or Decimal("1.0000")
        line["UnitAmount"] = to_places(quotient(gross, line["Quantity"]), 4)
    else:
        line["Quantity"] = to_places(quotient(gross, unit_amount), 4)
    line["LineAmount"], line["Discount"] = cents(given), cents(gross) - cents(given)


def tax_rate_of(
    organisation: Organisation, line: Record, account: Record | None, rules: LineRules
) -> Decimal:
    """Settle the TaxType of a line and return its rate in per cent.

    Raises ElementInvalidError.
    """
    if rules.line_amount_types == NO_TAX:
        line["TaxType"] = "NONE"
        return ZERO
    sales = rules.document_type == "ACCREC"
    tax_type = (
        line.get("TaxType")
        or (account or {}).get("TaxType")
        or rules.contact.get("AccountsReceivableTaxType" if sales else "AccountsPayableTaxType")
    )
    line["TaxType"] = tax_type
    if tax_type is None:
        return ZERO
    tax_rate = organisation.tax_rates.get(tax_type)
    if tax_rate is None or tax_rate["Status"] != "ACTIVE":
        raise ElementInvalidError(f"The TaxType code '{tax_type}' does not exist.")
    if account is not None and not tax_rate[_APPLIES_TO[account["Class"]]]:
        raise ElementInvalidError(
            f"The TaxType code '{tax_type}' cannot be used with account code '{account['Code']}'."
        )
    rate: Decimal = tax_rate["EffectiveRate"]
    return rate


def tracking_of(organisation: Organisation, elements: Sequence[Element]) -> list[Record]:
    """Look up the tracking options that are named by id or by name; raises ElementInvalidError."""
    chosen: list[Record] = []
    for given in elements:
        values = fields.read(
            given,
            {
                "TrackingCategoryID": fields.identifier,
                "TrackingOptionID": fields.identifier,
                "Name": fields.text(100),
                "Option": fields.text(100),
            },
        )
        category = _named(
            organisation.tracking_categories.all(), values, "TrackingCategoryID", "Name"
        )
        if category is None:
            named = values.get("Name") or values.get("TrackingCategoryID") or ""
            raise ElementInvalidError(f"The tracking category '{named}' does not exist.")
        option = _named(category["Options"], values, "TrackingOptionID", "Option")
        if option is None:
            named = values.get("Option") or values.get("TrackingOptionID") or ""
            raise ElementInvalidError(
                f"The tracking option '{named}' does not exist in the tracking category "
                f"'{category['Name']}'."
            )
        chosen.append(
            {
                "Name": category["Name"],
                "Option": option["Name"],
                "TrackingCategoryID": category["TrackingCategoryID"],
                "TrackingOptionID": option["TrackingOptionID"],
            }
        )
    if len({entry["Name"] for entry in chosen}) != len(chosen) or len(chosen) > MOST_TRACKING:
        raise ElementInvalidError(
            f"A line can have at most {MOST_TRACKING} tracking categories, each once."
        )
    return chosen


def _named(candidates: Any, values: Record, key: str, name: str) -> Record | None:
    """Pick the record with the given id, or else with the given name."""
    for candidate in candidates:
        if candidate["Status"] != "ACTIVE":
            continue
        if values.get(key):
            if candidate[key] == values[key]:
                return dict(candidate)
        elif folded(values.get(name)) == folded(candidate["Name"]) and values.get(name):
            return dict(candidate)
    return None
