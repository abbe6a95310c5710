"""What the demonstration organisations plan, group and repeat, and what they once claimed back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.budgets import month_of
from xero_component.sandbox.accounting.contact_groups import (
    put_into_group,
    write_contact_group,
)
from xero_component.sandbox.accounting.demo_ledger import DemoLedger
from xero_component.sandbox.accounting.documents import settle_lines
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.line_arithmetic import INCLUSIVE
from xero_component.sandbox.accounting.line_items import LineRules, tracking_of
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payment_services import write_payment_service
from xero_component.sandbox.accounting.repeating_invoices import write_repeating_invoice
from xero_component.sandbox.accounting.reports.periods import month_start, months_later
from xero_component.sandbox.accounting.tables import Record

_MONTHS = range(-3, 9)
"""The months that are budgeted for, this one being 0."""


class _Budget(NamedTuple):
    description: str
    lines: Mapping[str, str]
    """Account codes and amounts for a month."""
    region: str = ""


class _Template(NamedTuple):
    type: str
    contact: str
    reference: str
    lines: Sequence[tuple[str, str, str]]
    """Descriptions, prices and account codes."""
    status: str = "AUTHORISED"
    unit: str = "MONTHLY"


class _Receipt(NamedTuple):
    days_ago: int
    contact: str
    description: str
    amount: str
    account: str
    status: str


class _Claim(NamedTuple):
    days_ago: int
    status: str
    receipts: Sequence[int]
    """Places in the list of receipts."""
    paid: str = "0.00"


class _Plans(NamedTuple):
    budgets: Sequence[_Budget]
    groups: Mapping[str, Sequence[str]]
    """Names of groups and of the contacts in them."""
    templates: Sequence[_Template]
    receipts: Sequence[_Receipt]
    claims: Sequence[_Claim]


_PLANS: Mapping[str, _Plans] = {
    "AU": _Plans(
        budgets=(
            _Budget(
                "Overall Budget",
                {"200": "9500.00", "310": "1200.00", "469": "1075.00", "489": "49.50"},
            ),
            _Budget("Northern events", {"200": "1500.00", "400": "220.50"}, region="North"),
        ),
        groups={
            "Retainers": ("Rex Media Group", "Petrie McLoud & Partners"),
            "Utilities": ("PowerDirect", "Net Connect"),
            "Prospects": (),
        },
        templates=(
            _Template("ACCREC", "Ridgeway University", "Retainer", [("Support", "880.00", "200")]),
            _Template(
                "ACCPAY", "Truxton Property Management", "Rent", [("Rent", "1075.00", "469")]
            ),
            _Template(
                "ACCREC", "Bayside Club", "Lessons", [("Lesson", "65.00", "200")], "DRAFT", "WEEKLY"
            ),
        ),
        receipts=(
            _Receipt(112, "Young Bros Transport", "Taxi", "42.35", "493", "AUTHORISED"),
            _Receipt(110, "Café Zoë 🍰", "Team lunch", "118.00", "420", "AUTHORISED"),
            _Receipt(96, "Net Connect", "Cable", "21.95", "453", "SUBMITTED"),
            _Receipt(90, "Young Bros Transport", "Parking", "9.00", "493", "DECLINED"),
        ),
        claims=(_Claim(105, "PAID", [0, 1], "160.35"), _Claim(94, "SUBMITTED", [2])),
    ),
    "GB": _Plans(
        budgets=(_Budget("Overall Budget", {"200": "2400.00", "461": "160.00"}),),
        groups={"Wholesale": ("Bluebell Garden Centre",)},
        templates=(
            _Template("ACCREC", "Alder & Finch LLP", "Hampers", [("Hampers", "256.00", "200")]),
        ),
        receipts=(_Receipt(100, "Castle Print Works", "Stamps", "12.60", "461", "AUTHORISED"),),
        claims=(_Claim(98, "AUTHORISED", [0]),),
    ),
}


def add_plans(organisation: Organisation, now: datetime) -> None:
    """Enter what a demonstration organisation plans, groups, repeats and once claimed."""
    plans = _PLANS[organisation.country_code]
    for number, budget in enumerate(plans.budgets):
        ledger = DemoLedger(organisation, now - timedelta(days=80), f"budget {number}")
        _budget(ledger, budget, month_start(ledger.today + timedelta(days=80)))
    for number, (name, contacts) in enumerate(plans.groups.items()):
        ledger = DemoLedger(organisation, now - timedelta(days=70), f"group {number}")
        _group(ledger, name, contacts)
    for number, template in enumerate(plans.templates):
        ledger = DemoLedger(organisation, now - timedelta(days=20), f"template {number}")
        _template(ledger, template)
    ledger = DemoLedger(organisation, now - timedelta(days=60), "payment service")
    service = {
        "PaymentServiceName": "PayUpNow",
        "PaymentServiceUrl": "https://pay.example/invoices",
        "PayNowText": "Pay now",
    }
    write_payment_service(ledger, service, Intent.CREATE)
    receipts = []
    for number, receipt in enumerate(plans.receipts):
        entered = now - timedelta(days=receipt.days_ago)
        ledger = DemoLedger(organisation, entered, f"receipt {number}")
        receipts.append(_receipt(ledger, receipt, number + 1))
    for number, claim in enumerate(plans.claims):
        ledger = DemoLedger(organisation, now - timedelta(days=claim.days_ago), f"claim {number}")
        _claim(ledger, claim, [receipts[place] for place in claim.receipts])


def _contact(organisation: Organisation, name: str) -> Record:
    (found, *_) = organisation.contacts.find("name", folded(name))
    return found


def _budget(ledger: DemoLedger, budget: _Budget, this_month: date) -> None:
    organisation = ledger.organisation
    named = [{"Name": "Region", "Option": budget.region}] if budget.region else []
    lines = []
    for code, amount in budget.lines.items():
        account = account_by_code(organisation, code) or {}
        balances = [
            {
                "Period": month_of(months_later(this_month, month)),
                "Amount": Decimal(amount),
                "Notes": "",
            }
            for month in _MONTHS
        ]
        lines.append({"AccountID": account.get("AccountID"), "BudgetBalances": balances})
    ledger.save(
        organisation.budgets,
        {
            "BudgetID": ledger.new_id(),
            "Type": "TRACKING" if named else "OVERALL",
            "Status": "APPROVED",
            "Description": budget.description,
            "UpdatedDateUTC": ledger.now,
            "BudgetLines": lines,
            "Tracking": tracking_of(organisation, named),
        },
    )


def _group(ledger: DemoLedger, name: str, contacts: Sequence[str]) -> None:
    group = write_contact_group(ledger, {"Name": name}, Intent.CREATE).record
    for contact in contacts:
        put_into_group(ledger, _contact(ledger.organisation, contact), group)


def _template(ledger: DemoLedger, template: _Template) -> None:
    schedule = {
        "Period": 1,
        "Unit": template.unit,
        "DueDate": 14,
        "DueDateType": "DAYSAFTERINVOICEDATE" if template.type == "ACCREC" else "DAYSAFTERBILLDATE",
        "StartDate": (ledger.today + timedelta(days=30)).isoformat(),
    }
    element = {
        "Type": template.type,
        "Status": template.status,
        "Contact": {"Name": template.contact},
        "Reference": template.reference,
        "Schedule": schedule,
        "LineItems": [
            {"Description": text, "Quantity": "1", "UnitAmount": price, "AccountCode": code}
            for text, price, code in template.lines
        ],
    }
    write_repeating_invoice(ledger, element, Intent.CREATE)


def _user(organisation: Organisation) -> Record:
    (user, *_) = organisation.users.all()
    return user


def _receipt(ledger: DemoLedger, receipt: _Receipt, number: int) -> Record:
    organisation = ledger.organisation
    contact = _contact(organisation, receipt.contact)
    record: Record = {
        "ReceiptID": ledger.new_id(),
        "ReceiptNumber": str(number),
        "Status": receipt.status,
        "UserID": _user(organisation)["UserID"],
        "ContactID": contact["ContactID"],
        "Date": ledger.today,
        "Reference": "",
        "LineAmountTypes": INCLUSIVE,
        "HasAttachments": False,
        "UpdatedDateUTC": ledger.now,
    }
    line = {
        "Description": receipt.description,
        "Quantity": "1",
        "UnitAmount": receipt.amount,
        "AccountCode": receipt.account,
    }
    rules = LineRules("ACCPAY", INCLUSIVE, contact)
    settle_lines(ledger, {"LineItems": [line]}, record, None, rules)
    return ledger.save(organisation.receipts, record)


def _claim(ledger: DemoLedger, claim: _Claim, receipts: Sequence[Record]) -> None:
    ledger.save(
        ledger.organisation.expense_claims,
        {
            "ExpenseClaimID": ledger.new_id(),
            "Status": claim.status,
            "UserID": _user(ledger.organisation)["UserID"],
            "ReceiptIDs": [receipt["ReceiptID"] for receipt in receipts],
            "AmountPaid": Decimal(claim.paid),
            "ReportingDate": ledger.today,
            "UpdatedDateUTC": ledger.now,
        },
    )
