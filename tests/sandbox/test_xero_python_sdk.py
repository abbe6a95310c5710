"""Xero's own Python SDK, pointed at the sandbox: an independent judge of both halves of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from xero_python.accounting import (
    Account,
    AccountingApi,
    Address,
    Contact,
    Contacts,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    LineItem,
    Payment,
    PaymentDelete,
)
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException, NotFoundException
from xero_python.identity import IdentityApi

from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

REDIRECT_URI = "http://localhost:5000/callback"
SCOPES = (
    "openid profile email offline_access accounting.settings accounting.contacts "
    "accounting.invoices accounting.payments accounting.attachments"
)
API = "/api.xro/2.0"


@dataclass
class Sdk:
    """An SDK client and the token store that it reads and writes."""

    url: str
    tenant_id: str
    client: ApiClient = None
    token: dict[str, Any] = field(default_factory=dict)

    def open(self, client_id: str, client_secret: str) -> "Sdk":
        # The SDK hands out copies of its first configuration, arguments included.
        configuration = Configuration()
        configuration.oauth2_token = OAuth2Token(client_id=client_id, client_secret=client_secret)
        self.client = ApiClient(
            configuration,
            oauth2_token_saver=self.save,
            oauth2_token_getter=lambda: self.token,
        )
        return self

    def save(self, token: dict[str, Any]) -> None:
        self.token = token

    @property
    def accounting(self) -> AccountingApi:
        return AccountingApi(self.client, self.url + API)

    @property
    def identity(self) -> IdentityApi:
        return IdentityApi(self.client, self.url)


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sdk]:
    sandbox = Sandbox()
    with sandbox.serve() as url:
        monkeypatch.setattr(TokenApi, "client_credentials_token_url", url + "/connect/token")
        monkeypatch.setattr(TokenApi, "refresh_token_url", url + "/connect/token")
        monkeypatch.setattr(TokenApi, "revoke_token_url", url + "/connect/revocation")
        sdk = Sdk(url, sandbox.tenants[0]["id"])
        yield sdk
        sdk.client.rest_client.pool_manager.clear()


def consented(url: str) -> dict[str, Any]:
    """Go through the consent in place of a browser, which the SDK leaves to the app."""
    with httpx.Client(base_url=url, auth=(CLIENT_ID, CLIENT_SECRET)) as http:
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPES,
            "sandbox_consent": "all",
        }
        answer = http.get("/identity/connect/authorize", params=asked)
        code = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        token: dict[str, Any] = http.post("/connect/token", data=form).json()
    return {**token, "scope": token["scope"].split()}


@pytest.fixture
def signed_in(sdk: Sdk) -> Sdk:
    """The SDK with the tokens of a user's consent."""
    sdk.token = consented(sdk.url)
    return sdk.open(CLIENT_ID, CLIENT_SECRET)


def test_expired_token_is_refreshed_and_consent_revoked(signed_in: Sdk) -> None:
    first = signed_in.token
    signed_in.token = {**first, "expires_at": 1}
    connections = signed_in.identity.get_connections()
    assert {connection.tenant_type for connection in connections} == {"ORGANISATION"}
    assert signed_in.tenant_id in {connection.tenant_id for connection in connections}
    assert signed_in.token["access_token"] != first["access_token"]
    assert signed_in.token["refresh_token"] != first["refresh_token"]
    signed_in.identity.delete_connection(connections[-1].id)
    assert len(signed_in.identity.get_connections()) == len(connections) - 1
    signed_in.client.revoke_oauth2_token()
    # The SDK does not read this reply, and would leave its socket to the garbage collector.
    signed_in.client.last_response.close()
    assert signed_in.token["refresh_token"] is None


def test_custom_connection_works_with_no_tenant(sdk: Sdk) -> None:
    sdk.open(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET)
    sdk.client.get_client_credentials_token()
    assert "refresh_token" not in sdk.token
    (organisation,) = sdk.accounting.get_organisations("").organisations
    (connection,) = sdk.identity.get_connections()
    assert (connection.tenant_id, connection.tenant_name) == (
        sdk.tenant_id,
        organisation.name,
    )


def create_contact(sdk: Sdk, name: str) -> str:
    street = Address(address_type="STREET", city="Perth")
    contact = Contact(name=name, email_address="a@sdk.example", addresses=[street])
    created = sdk.accounting.create_contacts(sdk.tenant_id, Contacts(contacts=[contact]))
    contact_id: str = created.contacts[0].contact_id
    return contact_id


def create_invoice(sdk: Sdk, contact_id: str) -> Any:
    line = LineItem(description="Work", quantity=2, unit_amount=50.2555, account_code="200")
    invoice = Invoice(
        type="ACCREC",
        contact=Contact(contact_id=contact_id),
        date=date(2026, 3, 2),
        due_date=date(2026, 4, 2),
        reference="SDK",
        status="AUTHORISED",
        line_items=[line],
    )
    created = sdk.accounting.create_invoices(
        sdk.tenant_id, Invoices(invoices=[invoice]), unitdp=4, summarize_errors=False
    )
    return created.invoices[0]


def test_invoice_lives_from_contact_to_void(signed_in: Sdk) -> None:
    api, tenant = signed_in.accounting, signed_in.tenant_id
    invoice = create_invoice(signed_in, create_contact(signed_in, "SDK Ltd"))
    assert invoice.status == "AUTHORISED"
    assert (invoice.date, invoice.due_date) == (date(2026, 3, 2), date(2026, 4, 2))
    assert invoice.line_items[0].unit_amount == Decimal("50.2555")
    assert invoice.amount_due == invoice.total == invoice.sub_total + invoice.total_tax
    assert invoice.sub_total == Decimal("100.51")

    accounts = api.get_accounts(tenant, where='Type=="BANK"').accounts
    payment = Payment(
        invoice=Invoice(invoice_id=invoice.invoice_id),
        account=Account(account_id=accounts[0].account_id),
        date=date(2026, 3, 3),
        amount=10.5,
    )
    paid = api.create_payment(tenant, payment).payments[0]
    assert (paid.amount, paid.status) == (Decimal("10.50"), "AUTHORISED")
    (again,) = api.get_invoice(tenant, invoice.invoice_id).invoices
    assert again.amount_due == invoice.total - Decimal("10.50")
    assert again.amount_paid == Decimal("10.50")

    void = Invoices(invoices=[Invoice(status="VOIDED")])
    with pytest.raises(AccountingBadRequestException) as refused:
        api.update_invoice(tenant, invoice.invoice_id, void)
    (element,) = refused.value.error_data["Elements"]
    assert "payment" in element["ValidationErrors"][-1]["Message"]
    gone = api.delete_payment(tenant, paid.payment_id, PaymentDelete(status="DELETED"))
    assert gone.payments[0].status == "DELETED"
    assert api.update_invoice(tenant, invoice.invoice_id, void).invoices[0].status == "VOIDED"


def test_every_invoice_is_on_one_page(signed_in: Sdk) -> None:
    api, tenant = signed_in.accounting, signed_in.tenant_id
    first = api.get_invoices(tenant, page=1, page_size=5, order="InvoiceNumber ASC")
    assert (first.pagination.page, first.pagination.page_size) == (1, 5)
    numbers = [invoice.invoice_number or "" for invoice in first.invoices]
    assert numbers == sorted(numbers)
    seen: list[str] = []
    for page in range(1, first.pagination.page_count + 2):
        found = api.get_invoices(tenant, page=page, page_size=5).invoices
        seen += [invoice.invoice_id for invoice in found]
    assert len(seen) == len(set(seen)) == first.pagination.item_count > 5


def test_notes_and_attachments_come_back(signed_in: Sdk) -> None:
    api, tenant = signed_in.accounting, signed_in.tenant_id
    invoice_id = create_invoice(signed_in, create_contact(signed_in, "Noted")).invoice_id
    note = HistoryRecords(history_records=[HistoryRecord(details="Called on Monday")])
    api.create_invoice_history(tenant, invoice_id, note)
    history = api.get_invoice_history(tenant, invoice_id).history_records
    assert "Called on Monday" in [record.details for record in history]

    name, content = "receipt #1 & more.txt", b"\x00bytes\xff"
    api.create_invoice_attachment_by_file_name(
        tenant, invoice_id, name, content, include_online=True
    )
    (attachment,) = api.get_invoice_attachments(tenant, invoice_id).attachments
    assert (attachment.file_name, attachment.content_length) == (name, len(content))
    saved = Path(api.get_invoice_attachment_by_file_name(tenant, invoice_id, name, "text/plain"))
    try:
        assert saved.read_bytes() == content
    finally:
        saved.unlink()


def test_errors_are_the_sdk_s_own(signed_in: Sdk) -> None:
    api, tenant = signed_in.accounting, signed_in.tenant_id
    create_contact(signed_in, "Twice")
    with pytest.raises(AccountingBadRequestException) as refused:
        create_contact(signed_in, "Twice")
    assert refused.value.error_data["ErrorNumber"] == 10
    assert refused.value.error_data["Type"] == "ValidationException"
    assert "Twice" in refused.value.reason
    with pytest.raises(NotFoundException):
        api.get_invoice(tenant, "00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize(
    "kind", ["accounts", "contacts", "items", "organisations", "payments", "tax_rates", "users"]
)
def test_whole_lists_are_read_without_an_unknown_value(signed_in: Sdk, kind: str) -> None:
    answer = getattr(signed_in.accounting, f"get_{kind}")(signed_in.tenant_id)
    assert getattr(answer, kind)
