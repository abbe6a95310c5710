"""Xero's published request bodies, over real HTTP and through the component's actions."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.clocks import FakeClock
from tests.sandbox.accounting.client import LedgerClient, new_client
from tests.sandbox.accounting.published import MINIMAL, published, real_path, with_real_ids
from xero_component.api.client import XeroClient
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)
from xero_component.sandbox.wire import ApiRequest, ApiResponse

EXAMPLES = [*MINIMAL, *published()]
FILES = [
    (method, f"/{plural}/{{{key}}}/Attachments/{{FileName}}")
    for plural, key in (
        ("Accounts", "AccountID"),
        ("Contacts", "ContactID"),
        ("Invoices", "InvoiceID"),
    )
    for method in ("PUT", "POST")
]
INVOICE = "0032f627-3156-4d30-9b1c-4d3b994dc921"
ACCOUNT = "297c2dc5-cc47-4afd-8ec8-74990b8761e9"


class OverHttp:
    """The ledger's API as a client meets it on a socket."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def handle(self, request: ApiRequest) -> ApiResponse:
        path = "/".join(quote(part, safe="") for part in request.segments)
        answer = self._http.request(
            request.method,
            f"/api.xro/2.0/{path}",
            params=dict(request.query) or None,
            headers=dict(request.headers),
            content=request.body,
        )
        media_type = answer.headers.get("Content-Type", "")
        return ApiResponse(answer.status_code, answer.content, media_type)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, httpx.Client]]:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as url, httpx.Client(base_url=url) as http:
        token = http.post(
            "/connect/token",
            auth=(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET),
            data={"grant_type": "client_credentials"},
        ).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield sandbox, http


@pytest.fixture
def xero(served: tuple[Sandbox, httpx.Client]) -> LedgerClient:
    sandbox, http = served
    sandbox.reset()
    client = new_client()
    client.api = OverHttp(http)  # type: ignore[assignment]  # it answers as the API does
    return client


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param(method, path, body, id=f"{operation}-{number}")
        for number, (method, path, operation, body) in enumerate(EXAMPLES)
    ],
)
def test_an_example_is_accepted_over_http(
    xero: LedgerClient, method: str, path: str, body: Any
) -> None:
    reply = xero.call(method, real_path(xero, path), with_real_ids(xero, deepcopy(body)))
    assert reply.status in (200, 204), reply.response


@pytest.mark.parametrize(("method", "path"), FILES)
def test_a_file_is_kept_as_it_is(xero: LedgerClient, method: str, path: str) -> None:
    parent = real_path(xero, path.removesuffix("/{FileName}"))
    headers = {"accept": "application/json", "content-type": "image/png"}
    saved = xero.call(method, f"{parent}/logo.png", b"\x89PNG\x00", headers)
    assert saved.status == 200, saved.response
    assert xero.get(f"{parent}/logo.png").response.body == b"\x89PNG\x00"


def contact_input(element: dict[str, Any]) -> dict[str, Any]:
    """Express a published contact by the inputs of Create Contact."""
    rest = dict(element)
    known = {"name": "Name", "email_address": "EmailAddress", "contact_status": "ContactStatus"}
    raw = {ours: rest.pop(theirs) for ours, theirs in known.items() if theirs in rest}
    return {**raw, "additional_fields": rest}


def invoice_input(element: dict[str, Any]) -> dict[str, Any]:
    """Express a published invoice by the inputs of Create Invoice."""
    names = {
        "invoice_type": "Type",
        "invoice_status": "Status",
        "date": "Date",
        "due_date": "DueDate",
        "reference": "Reference",
        "line_items": "LineItems",
    }
    raw = {ours: element[theirs] for ours, theirs in names.items() if theirs in element}
    return {**raw, "contact_id": element["Contact"]["ContactID"]}


def item_input(element: dict[str, Any]) -> dict[str, Any]:
    """Express a published item by the inputs of Create Item."""
    names = {
        "item_code": "Code",
        "name": "Name",
        "description": "Description",
        "inventory_asset_account_code": "InventoryAssetAccountCode",
    }
    raw = {ours: element[theirs] for ours, theirs in names.items() if theirs in element}
    if "PurchaseDetails" in element:
        raw["purchase_account_code"] = element["PurchaseDetails"]["COGSAccountCode"]
    return raw


def payment_input(element: dict[str, Any]) -> dict[str, Any]:
    """Express a published payment by the inputs of Pay Invoice."""
    raw = {"date": element["Date"]} if "Date" in element else {}
    return {**raw, "amount": element["Amount"], "invoice_id": INVOICE, "account_id": ACCOUNT}


def note_input(element: dict[str, Any]) -> dict[str, Any]:
    """Express a published note by the inputs of Add Notes To Invoice."""
    return {"invoice_id": INVOICE, "notes": element["Details"]}


ACTIONS = {
    "createContacts": ("create_contact", contact_input),
    "updateOrCreateContacts": ("create_contact", contact_input),
    "createInvoices": ("create_invoice", invoice_input),
    "updateOrCreateInvoices": ("create_invoice", invoice_input),
    "createItems": ("create_item", item_input),
    "updateOrCreateItems": ("create_item", item_input),
    "createPayments": ("pay_invoice", payment_input),
    "createPayment": ("pay_invoice", payment_input),
    "createInvoiceHistory": ("add_notes_to_invoice", note_input),
}
ELSEWISE = {
    # The example pays from an account by its code, and a placeholder invoice with no lines; the
    # action takes ids, as a picker gives them.
    "pay_invoice": {"Account": {"AccountID": ACCOUNT}, "Invoice": {"InvoiceID": INVOICE}},
}


class Idle:
    """An authorisation that is never asked, because a dry run sends nothing."""

    tenant_id: str | None = None
    scopes: frozenset[str] | None = None

    async def access_token(self, *, rejected: str | None = None) -> str:
        raise AssertionError("a dry run needs no token")


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        pytest.param(operation, body, id=f"{operation}-{number}")
        for number, (_, _, operation, body) in enumerate(EXAMPLES)
        if operation in ACTIONS
    ],
)
async def test_an_action_sends_the_published_body(operation: str, body: dict[str, Any]) -> None:
    key, expressed = ACTIONS[operation]
    [(plural, [element])] = body.items()
    async with XeroClient(Idle(), clock=FakeClock()) as xero:
        raw = expressed(element)
        outcome = await invoke(component, key, raw, xero, StepContext(dry_run=True))
    assert outcome.planned is not None
    assert outcome.planned.body == {plural: [{**element, **ELSEWISE.get(key, {})}]}
