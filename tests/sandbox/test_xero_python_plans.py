"""Xero's own Python SDK on the sandbox's reports, budgets, groups, templates and expenses."""

from datetime import date
from decimal import Decimal

import pytest
from xero_python.accounting import (
    Contact,
    ContactGroup,
    ContactGroups,
    Contacts,
    LineItem,
    PaymentService,
    PaymentServices,
    RepeatingInvoice,
    RepeatingInvoices,
    Schedule,
)

from tests.sandbox import test_xero_python_sdk as ledger
from tests.sandbox.test_xero_python_sdk import Sdk
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

sdk = ledger.sdk


@pytest.fixture
def connected(sdk: Sdk) -> Sdk:
    """The SDK on a custom connection, which has every scope."""
    sdk.open(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET)
    sdk.client.get_client_credentials_token()
    return sdk


def test_every_report_is_read(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    (contact, *_) = api.get_contacts(tenant).contacts
    aged = {"contact_id": contact.contact_id, "date": date(2026, 11, 30)}
    dates = {"from_date": date(2026, 10, 1), "to_date": date(2026, 10, 31)}
    answers = {
        "AgedPayablesByContact": api.get_report_aged_payables_by_contact(tenant, **aged),
        "AgedReceivablesByContact": api.get_report_aged_receivables_by_contact(tenant, **aged),
        "BalanceSheet": api.get_report_balance_sheet(tenant, periods=3, timeframe="MONTH"),
        "BankSummary": api.get_report_bank_summary(tenant, **dates),
        "BudgetSummary": api.get_report_budget_summary(tenant, periods=2, timeframe=3),
        "ExecutiveSummary": api.get_report_executive_summary(tenant, date=date(2026, 10, 1)),
        "ProfitAndLoss": api.get_report_profit_and_loss(tenant, periods=2, **dates),
        "TrialBalance": api.get_report_trial_balance(tenant, payments_only=True),
    }
    for name, answer in answers.items():
        (report,) = answer.reports
        assert (report.report_id, report.rows[0].row_type.value) == (name, "Header")
    assert api.get_reports_list(tenant).reports == []


def test_budgets_are_read_with_their_months(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    budgets = api.get_budgets(tenant).budgets
    (overall,) = (budget for budget in budgets if budget.type == "OVERALL")
    (budget,) = api.get_budget(tenant, overall.budget_id).budgets
    balance = budget.budget_lines[0].budget_balances[0]
    assert isinstance(balance.amount, Decimal)


def test_a_group_is_filled_and_emptied(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    groups = ContactGroups(contact_groups=[ContactGroup(name="SDK group")])
    (group,) = api.create_contact_group(tenant, groups).contact_groups
    contact_id = ledger.create_contact(connected, "SDK member")
    member = Contacts(contacts=[Contact(contact_id=contact_id)])
    api.create_contact_group_contacts(tenant, group.contact_group_id, member)
    (full,) = api.get_contact_group(tenant, group.contact_group_id).contact_groups
    assert [one.name for one in full.contacts] == ["SDK member"]
    api.delete_contact_group_contact(tenant, group.contact_group_id, contact_id)
    api.delete_contact_group_contacts(tenant, group.contact_group_id)
    ended = ContactGroups(contact_groups=[ContactGroup(status="DELETED")])
    api.update_contact_group(tenant, group.contact_group_id, ended)
    found = api.get_contact_groups(tenant).contact_groups
    assert group.contact_group_id not in {one.contact_group_id for one in found}


def test_a_template_is_made_and_deleted(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    contact_id = ledger.create_contact(connected, "SDK tenant")
    template = RepeatingInvoice(
        type="ACCREC",
        contact=Contact(contact_id=contact_id),
        schedule=Schedule(
            period=1,
            unit="MONTHLY",
            due_date=10,
            due_date_type="OFFOLLOWINGMONTH",
            start_date=date(2027, 1, 31),
        ),
        line_items=[LineItem(description="Rent", quantity=1, unit_amount=50, account_code="200")],
    )
    templates = RepeatingInvoices(repeating_invoices=[template])
    (made,) = api.create_repeating_invoices(tenant, templates).repeating_invoices
    assert (made.total, made.schedule.next_scheduled_date) == (Decimal(55), date(2027, 1, 31))
    ended = RepeatingInvoices(repeating_invoices=[RepeatingInvoice(status="DELETED")])
    identifier = made.repeating_invoice_id
    (gone,) = api.update_repeating_invoice(tenant, identifier, ended).repeating_invoices
    assert gone.status == "DELETED"


def test_a_payment_service_is_made(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    service = PaymentService(
        payment_service_name="SDK pay",
        payment_service_url="https://pay.example",
        pay_now_text="Pay",
    )
    services = PaymentServices(payment_services=[service])
    (made,) = api.create_payment_service(tenant, services).payment_services
    found = {one.payment_service_id for one in api.get_payment_services(tenant).payment_services}
    assert made.payment_service_id in found


def test_expenses_are_read(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    (claim, *_) = api.get_expense_claims(tenant).expense_claims
    (full,) = api.get_expense_claim(tenant, claim.expense_claim_id).expense_claims
    assert sum(receipt.total for receipt in full.receipts) == full.total
    (receipt, *_) = api.get_receipts(tenant).receipts
    (full_receipt,) = api.get_receipt(tenant, receipt.receipt_id).receipts
    assert full_receipt.line_items[0].line_amount == full_receipt.total
