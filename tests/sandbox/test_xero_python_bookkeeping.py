"""Xero's own Python SDK reads and writes a bookkeeper's records on the sandbox."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import httpx
import pytest
from xero_python.accounting import (
    Account,
    AccountingApi,
    BankTransfer,
    BankTransferDeleteByUrlParam,
    BankTransfers,
    BatchPayment,
    BatchPaymentDelete,
    BatchPayments,
    Invoice,
    LinkedTransaction,
    LinkedTransactions,
    ManualJournal,
    ManualJournalLine,
    ManualJournals,
    Payment,
)
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)


@pytest.fixture(scope="module")
def accounting() -> Iterator[AccountingApi]:
    sandbox = Sandbox(limits=None, extra_scopes={"accounting.journals.read"})
    with sandbox.serve() as url:
        token = httpx.post(
            f"{url}/connect/token",
            auth=(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET),
            data={"grant_type": "client_credentials"},
        ).json()
        configuration = Configuration()
        configuration.oauth2_token = OAuth2Token(client_id="x", client_secret="y")
        client = ApiClient(
            configuration,
            oauth2_token_saver=lambda _token: None,
            oauth2_token_getter=lambda: token,
        )
        yield AccountingApi(client, f"{url}/api.xro/2.0")


TENANT = ""
"""A custom connection has one organisation and names none."""


def test_a_bank_transfer_is_entered_and_deleted(accounting: AccountingApi) -> None:
    transfer = BankTransfer(
        from_bank_account=Account(code="090"), to_bank_account=Account(code="091"), amount=12.5
    )
    entered = accounting.create_bank_transfer(TENANT, BankTransfers(bank_transfers=[transfer]))
    (made,) = entered.bank_transfers
    assert (made.amount, made.status) == (Decimal("12.50"), "AUTHORISED")
    accounting.delete_bank_transfer(
        TENANT, made.bank_transfer_id, BankTransferDeleteByUrlParam(status="DELETED")
    )
    shown = accounting.get_bank_transfers(TENANT).bank_transfers
    assert made.bank_transfer_id not in {one.bank_transfer_id for one in shown}
    everything = accounting.get_bank_transfers(TENANT, include_deleted=True).bank_transfers
    assert made.bank_transfer_id in {one.bank_transfer_id for one in everything}


def test_a_batch_payment_is_made_and_deleted(accounting: AccountingApi) -> None:
    owed = accounting.get_invoices(TENANT, statuses=["AUTHORISED"]).invoices
    sales = next(one for one in owed if one.type == "ACCREC" and one.amount_due > 2)
    batch = BatchPayment(
        account=Account(code="090"),
        date=date(2026, 11, 2),
        payments=[Payment(invoice=Invoice(invoice_id=sales.invoice_id), amount=1.25)],
    )
    made = accounting.create_batch_payment(TENANT, BatchPayments(batch_payments=[batch]))
    (one,) = made.batch_payments
    assert (one.type, one.total_amount) == ("RECBATCH", Decimal("1.25"))
    gone = accounting.delete_batch_payment(
        TENANT, BatchPaymentDelete(batch_payment_id=one.batch_payment_id, status="DELETED")
    )
    assert gone.batch_payments[0].status == "DELETED"


def test_a_posted_manual_journal_is_among_the_journals(accounting: AccountingApi) -> None:
    lines = [
        ManualJournalLine(account_code="453", line_amount=3.5),
        ManualJournalLine(account_code="469", line_amount=-3.5),
    ]
    journal = ManualJournal(narration="Moved", journal_lines=lines, status="POSTED")
    made = accounting.create_manual_journals(TENANT, ManualJournals(manual_journals=[journal]))
    identifier = made.manual_journals[0].manual_journal_id
    found, offset = [], 0
    while page := accounting.get_journals(TENANT, offset=offset).journals:
        found += page
        offset = page[-1].journal_number
    (entered,) = [one for one in found if one.source_id == identifier]
    assert [one.net_amount for one in entered.journal_lines] == [Decimal("3.5"), Decimal("-3.5")]


def test_a_billable_expense_is_linked_and_unlinked(accounting: AccountingApi) -> None:
    linked = {
        one.source_line_item_id
        for one in accounting.get_linked_transactions(TENANT).linked_transactions
    }
    bills = accounting.get_invoices(TENANT, page=1, where='Type=="ACCPAY"').invoices
    bill, line = next(
        (one, line)
        for one in bills
        for line in one.line_items
        if one.status == "PAID" and line.line_item_id not in linked
    )
    link = LinkedTransaction(
        source_transaction_id=bill.invoice_id, source_line_item_id=line.line_item_id
    )
    links = LinkedTransactions(linked_transactions=[link])
    made = accounting.create_linked_transaction(TENANT, links).linked_transactions[0]
    assert (made.status, made.type) == ("APPROVED", "BILLABLEEXPENSE")
    accounting.delete_linked_transaction(TENANT, made.linked_transaction_id)
    after = accounting.get_linked_transactions(TENANT).linked_transactions
    assert made.linked_transaction_id not in {one.linked_transaction_id for one in after}
