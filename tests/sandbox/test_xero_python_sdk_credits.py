"""Xero's own Python SDK on the sandbox's credits, allocations and bank transactions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from xero_python.accounting import (
    Account,
    Allocation,
    Allocations,
    BankTransaction,
    BankTransactions,
    Contact,
    CreditNote,
    CreditNotes,
    Invoice,
    LineItem,
    Payment,
    Payments,
)

from tests.sandbox import test_xero_python_sdk as ledger
from tests.sandbox.test_xero_python_sdk import Sdk
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

sdk = ledger.sdk
BANK = Account(code="090")


@pytest.fixture
def connected(sdk: Sdk) -> Sdk:
    """The SDK on a custom connection, which has every scope."""
    sdk.open(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET)
    sdk.client.get_client_credentials_token()
    return sdk


def line() -> LineItem:
    return LineItem(description="Back", quantity=1, unit_amount=50, account_code="200")


def applied(amount: int, invoice_id: str) -> Allocations:
    allocation = Allocation(
        amount=amount, date=date(2026, 3, 9), invoice=Invoice(invoice_id=invoice_id)
    )
    return Allocations(allocations=[allocation])


def owed(sdk: Sdk) -> Any:
    return ledger.create_invoice(sdk, ledger.create_contact(sdk, "SDK Ltd"))


def test_a_credit_note_is_allocated_and_refunded_until_it_is_paid(connected: Sdk) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    invoice = owed(connected)
    note = CreditNote(
        type="ACCRECCREDIT",
        contact=Contact(contact_id=invoice.contact.contact_id),
        status="AUTHORISED",
        date=date(2026, 3, 8),
        line_items=[line()],
    )
    (made,) = api.create_credit_notes(tenant, CreditNotes(credit_notes=[note])).credit_notes
    assert (made.remaining_credit, made.date) == (Decimal(55), date(2026, 3, 8))
    identifier = made.credit_note_id
    given = api.create_credit_note_allocation(tenant, identifier, applied(15, invoice.invoice_id))
    assert given.allocations[0].amount == Decimal(15)
    refund = Payment(credit_note=CreditNote(credit_note_id=identifier), account=BANK, amount=40)
    (paid,) = api.create_payments(tenant, Payments(payments=[refund])).payments
    assert paid.payment_type == "ARCREDITPAYMENT"
    (after,) = api.get_credit_note(tenant, identifier).credit_notes
    assert (after.status, after.remaining_credit) == ("PAID", Decimal(0))
    (credited,) = api.get_invoice(tenant, invoice.invoice_id).invoices
    assert credited.amount_credited == credited.credit_notes[0].applied_amount == Decimal(15)
    # The reply is a list, and the SDK expects a single one: XeroAPI/xero-python#159.
    with pytest.raises(ValueError, match="Invalid value for `invoice`"):
        api.delete_credit_note_allocations(tenant, identifier, after.allocations[0].allocation_id)
    (open_again,) = api.get_invoice(tenant, invoice.invoice_id).invoices
    assert open_again.amount_credited == Decimal(0)


@pytest.mark.parametrize("kind", ["prepayment", "overpayment"])
def test_money_received_ahead_is_allocated_to_an_invoice(connected: Sdk, kind: str) -> None:
    api, tenant = connected.accounting, connected.tenant_id
    invoice = owed(connected)
    ahead = line() if kind == "prepayment" else LineItem(description="Ahead", line_amount=55)
    transaction = BankTransaction(
        type=f"RECEIVE-{kind.upper()}",
        contact=Contact(contact_id=invoice.contact.contact_id),
        bank_account=BANK,
        line_items=[ahead],
    )
    body = BankTransactions(bank_transactions=[transaction])
    (made,) = api.create_bank_transactions(tenant, body).bank_transactions
    identifier = getattr(made, f"{kind}_id")
    allocate = getattr(api, f"create_{kind}_allocations")
    allocate(tenant, identifier, applied(55, invoice.invoice_id))
    (credit,) = getattr(getattr(api, f"get_{kind}")(tenant, identifier), f"{kind}s")
    assert (credit.status, credit.remaining_credit, credit.total) == ("PAID", 0, Decimal(55))
    assert credit.allocations[0].invoice.invoice_id == invoice.invoice_id


@pytest.mark.parametrize(
    "kind", ["credit_notes", "bank_transactions", "prepayments", "overpayments"]
)
def test_whole_lists_are_read_without_an_unknown_value(connected: Sdk, kind: str) -> None:
    page = getattr(connected.accounting, f"get_{kind}")(connected.tenant_id, page=1)
    assert len(getattr(page, kind)) == page.pagination.item_count > 0
