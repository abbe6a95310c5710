"""Xero's own Python SDK reads and writes purchase orders, quotes and users on the sandbox."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
import pytest
from xero_python.accounting import (
    AccountingApi,
    Contact,
    LineItem,
    PurchaseOrder,
    PurchaseOrders,
    Quote,
    QuoteLineAmountTypes,
    Quotes,
    QuoteStatusCodes,
)
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

TENANT = ""
"""A custom connection has one organisation and names none."""
CONTACT = Contact(contact_id="430fa14a-f945-44d3-9f97-5df5e28441b8")
LINE = LineItem(description="Work", quantity=3, unit_amount=1.2345, account_code="200")


@pytest.fixture(scope="module")
def accounting() -> Iterator[AccountingApi]:
    with Sandbox(limits=None).serve() as url:
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
        client.rest_client.pool_manager.clear()


def test_a_purchase_order_is_made_found_and_billed(accounting: AccountingApi) -> None:
    order = PurchaseOrder(contact=CONTACT, line_items=[LINE], date=date(2026, 11, 2))
    made = accounting.create_purchase_orders(TENANT, PurchaseOrders(purchase_orders=[order]))
    (one,) = made.purchase_orders
    assert one.line_items[0].unit_amount == Decimal("1.2345")
    assert (one.status, one.sub_total) == ("DRAFT", Decimal("3.70"))
    by_number = accounting.get_purchase_order_by_number(TENANT, one.purchase_order_number)
    assert by_number.purchase_orders[0].date == date(2026, 11, 2)
    billed = PurchaseOrders(purchase_orders=[PurchaseOrder(status="BILLED")])
    accounting.update_purchase_order(TENANT, one.purchase_order_id, billed)
    listed = accounting.get_purchase_orders(TENANT, status="BILLED", page=1, page_size=1000)
    assert one.purchase_order_id in {each.purchase_order_id for each in listed.purchase_orders}
    assert listed.pagination.item_count == len(listed.purchase_orders)


def test_a_quote_is_made_sent_and_found(accounting: AccountingApi) -> None:
    quote = Quote(
        contact=CONTACT,
        line_items=[LINE],
        date=date(2026, 11, 2),
        expiry_date=date(2026, 12, 2),
        title="Offer",
        line_amount_types=QuoteLineAmountTypes.INCLUSIVE,
    )
    made = accounting.create_quotes(TENANT, Quotes(quotes=[quote]))
    (one,) = made.quotes
    assert (one.status, one.total) == (QuoteStatusCodes.DRAFT, Decimal("3.70"))
    sent = Quotes(quotes=[Quote(status=QuoteStatusCodes.SENT, title="Offer")])
    accounting.update_quote(TENANT, one.quote_id, sent)
    listed = accounting.get_quotes(TENANT, status="SENT", quote_number=one.quote_number)
    assert [(each.title, each.expiry_date) for each in listed.quotes] == [
        ("Offer", date(2026, 12, 2))
    ]


def test_users_are_read_since_a_moment(accounting: AccountingApi) -> None:
    assert len(accounting.get_users(TENANT).users) == 2
    later = datetime(2099, 1, 1, tzinfo=UTC)
    assert accounting.get_users(TENANT, if_modified_since=later).users == []
