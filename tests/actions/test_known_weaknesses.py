"""Weaknesses that connectors to Xero are known for, each with a test that this one has it not.

Those of polling, and of what this package does not offer yet, come with it.
"""

import logging
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.actions.wire import ACCOUNT, CONTACT, INVOICE, TENANT, TOKEN, Held, Run, Wire
from tests.clocks import FakeClock
from tests.conformance.world import World
from xero_component.component import component
from xero_component.connections.client_credentials import ClientCredentialsInput
from xero_component.connections.oauth2 import OAuth2Input
from xero_component.core import ChoiceQuery, StepContext
from xero_component.errors import (
    FixInputError,
    GiveUpError,
    InputError,
    RateLimitError,
    ScopeError,
    ValidationError,
)

STEP = StepContext(run_id="run", step_id="step")
SAVED_CONTACT = {"Contacts": [{"ContactID": CONTACT}]}
SAVED_INVOICE = {"Invoices": [{"InvoiceID": INVOICE}]}
SAVED_ITEM = {"Items": [{"ItemID": INVOICE, "Code": "A"}]}


async def test_zero_and_false_are_sent(run: Run, wire: Wire):
    wire.answer(SAVED_ITEM)
    await run("create_item", item_code="A", sales_unit_price=0, is_purchased=False)
    assert wire.one.element["SalesDetails"]["UnitPrice"] == 0
    assert wire.one.element["IsPurchased"] is False


async def test_a_field_can_be_cleared(run: Run, wire: Wire):
    wire.answer(SAVED_CONTACT)
    await run("update_contact", contact_id=CONTACT, tax_number=None)
    assert wire.one.element["TaxNumber"] is None


@pytest.mark.parametrize(
    ("tracked", "name"), [({}, "AccountCode"), ({"inventory_asset_account_code": "630"}, "COGS")]
)
async def test_the_purchase_account_of_an_untracked_item_is_no_cost_of_goods_sold(
    run: Run, wire: Wire, tracked: dict[str, str], name: str
):
    wire.answer(SAVED_ITEM)
    await run("create_item", item_code="A", purchase_account_code="300", **tracked)
    [field] = wire.one.element["PurchaseDetails"]
    assert field.startswith(name)


def test_the_status_for_a_request_to_forget_is_spelt_as_xero_does():
    schema = component.actions["update_contact"].input_schema
    assert "GDPRREQUEST" in str(schema["properties"]["contact_status"])


async def test_a_contact_without_an_address_input_gets_no_address(run: Run, wire: Wire):
    wire.answer(SAVED_CONTACT)
    await run("update_contact", contact_id=CONTACT, name="New")
    assert wire.one.element == {"ContactID": CONTACT, "Name": "New"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a b.pdf", "a%20b.pdf"),
        ("#1.pdf", "%231.pdf"),
        ("50%.pdf", "50%25.pdf"),
        ("ü.pdf", "%C3%BC.pdf"),
    ],
)
async def test_the_name_of_an_attachment_is_encoded(run: Run, wire: Wire, name: str, sent: str):
    wire.answer({"Attachments": [{"AttachmentID": INVOICE}]})
    await run(
        "create_attachment",
        object_type="Invoices",
        object_id=INVOICE,
        file_name=name,
        file_data=b"x",
    )
    assert wire.one.path.endswith(f"/Attachments/{sent}")


async def test_no_action_asks_for_the_connections_first(run: Run, wire: Wire):
    wire.answer(SAVED_CONTACT)
    await run("get_contact", contact_id=CONTACT)
    assert [sent.line for sent in wire.sent] == [f"GET /Contacts/{CONTACT}"]


async def test_a_write_has_a_key_and_is_sent_once_again_only_under_it(run: Run, wire: Wire):
    wire.fail(httpx.ReadError("gone"))
    wire.answer(SAVED_CONTACT)
    await run("create_contact", STEP, name="A")
    first, second = wire.sent
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_every_request_accepts_json_and_asks_for_four_decimals(run: Run, wire: Wire):
    wire.answer(SAVED_INVOICE)
    await run("get_invoice", invoice_id=INVOICE)
    assert wire.one.headers["accept"] == "application/json"
    assert wire.one.query["unitdp"] == "4"


async def test_failed_elements_inside_a_200_are_an_error(run: Run, wire: Wire):
    row = {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "No such account"}]}
    wire.answer({"Invoices": [row]})
    with pytest.raises(ValidationError, match="No such account"):
        await run("create_invoice", invoice_type="ACCREC", contact_id=CONTACT)
    assert wire.one.query["summarizeErrors"] == "false"


@pytest.mark.parametrize("model", [OAuth2Input, ClientCredentialsInput])
def test_the_default_scopes_cover_every_action(model: type[Any]):
    granted = set(model.model_fields["scopes"].get_default(call_default_factory=True).split())
    needed = {s.removesuffix(".read") for a in component.actions.values() for s in a.scopes}
    assert needed <= granted


async def test_a_missing_scope_is_named(run: Run, wire: Wire, held: Held):
    held.scopes = frozenset({"accounting.contacts"})
    with pytest.raises(ScopeError) as raised:
        await run("list_invoices")
    assert raised.value.missing == ("accounting.invoices.read",)
    assert wire.sent == []


async def test_a_picker_never_downloads_the_ledger(world: World):
    await component.data_sources["invoices"](world.xero, _query())
    [asked] = [
        one for one in world.sandbox.requests.listing() if str(one["path"]).endswith("/Invoices")
    ]
    assert "pageSize=5" in str(asked["query"])
    assert "summaryOnly=true" in str(asked["query"])


async def test_no_log_holds_the_token(run: Run, wire: Wire, caplog: pytest.LogCaptureFixture):
    wire.answer(SAVED_CONTACT)
    with caplog.at_level(logging.DEBUG):
        await run("get_contact", contact_id=CONTACT)
    assert caplog.records
    assert TOKEN not in caplog.text


async def test_dates_come_back_as_iso_and_amounts_exact(run: Run, wire: Wire):
    row = b'"Date":"/Date(1767225600000+0000)/","Total":0.10,"Type":"NEW_ONE"'
    wire.answer(content=b'{"Invoices":[{"InvoiceID":"a",' + row + b"}]}")
    invoice = await run("get_invoice", invoice_id=INVOICE)
    assert invoice["Date"] == "2026-01-01"
    assert invoice["Total"] == Decimal("0.10")
    assert str(invoice["Total"]) == "0.10"


async def test_an_unknown_enum_value_loses_no_reply(run: Run, wire: Wire):
    wire.answer({"Organisations": [{"OrganisationID": INVOICE, "Class": "ULTRA_2030", "New": 1}]})
    organisation = await run("get_organisation")
    assert organisation["Class"] == "ULTRA_2030"
    assert organisation["New"] == 1


async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire):
    wire.answer({"Contacts": []})
    await run("list_contacts", modified_after="2026-01-01T00:30:00.5+13:00")
    assert wire.one.headers["if-modified-since"] == "2025-12-31T11:30:00"
    assert datetime.fromisoformat(wire.one.headers["if-modified-since"]).tzinfo is None


async def test_no_header_is_sent_empty(run: Run, wire: Wire):
    wire.answer({"Contacts": []})
    await run("list_contacts")
    assert all(wire.one.headers.values())
    assert "if-modified-since" not in wire.one.headers


async def test_the_minute_s_limit_is_waited_for_and_the_day_s_is_not(
    run: Run, wire: Wire, clock: FakeClock
):
    limited = {"Retry-After": "7", "X-Rate-Limit-Problem": "minute"}
    wire.answer(status=429, headers=limited)
    wire.answer({"Contacts": []})
    await run("list_contacts")
    assert sum(clock.sleeps) == pytest.approx(7, abs=1)
    wire.answer(status=429, headers={"Retry-After": "40000", "X-Rate-Limit-Problem": "day"})
    with pytest.raises(RateLimitError) as raised:
        await run("list_contacts")
    assert raised.value.retry_at is not None
    assert sum(clock.sleeps) == pytest.approx(7, abs=1)


async def test_the_whole_of_an_error_is_told(run: Run, wire: Wire):
    errors = [{"Message": "Name is taken"}, {"Message": "Email is wrong"}]
    body = {"ErrorNumber": 10, "Elements": [{"Name": "A", "ValidationErrors": errors}]}
    wire.answer(body, status=400, headers={"xero-correlation-id": "c-1"})
    with pytest.raises(ValidationError) as raised:
        await run("create_contact", name="A")
    assert raised.value.elements[0].messages == ("Name is taken", "Email is wrong")
    assert raised.value.correlation_id == "c-1"


async def test_an_opaque_500_says_what_to_do_and_keeps_the_correlation_id(run: Run, wire: Wire):
    page = b"<html><title>Sorry</title></html>"
    wire.answer(status=500, content=page, headers={"xero-correlation-id": "c-2"})
    with pytest.raises(GiveUpError) as raised:
        await run("get_contact", contact_id=CONTACT)
    assert raised.value.correlation_id == "c-2"
    assert raised.value.advice


async def test_several_lines_go_out_and_the_line_amount_types_with_them(run: Run, wire: Wire):
    wire.answer(SAVED_INVOICE)
    lines = [{"Description": "a", "UnitAmount": "0.1234"}, {"Description": "b", "Quantity": "0.5"}]
    await run(
        "create_invoice",
        invoice_type="ACCPAY",
        contact_id=CONTACT,
        line_amount_type="Inclusive",
        line_items=lines,
    )
    assert len(wire.one.element["LineItems"]) == 2
    assert wire.one.element["LineAmountTypes"] == "Inclusive"
    assert wire.one.element["LineItems"][0]["UnitAmount"] == Decimal("0.1234")


async def test_tracking_that_is_not_there_is_an_error_and_not_dropped(run: Run, wire: Wire):
    wire.answer({"TrackingCategories": []})
    line = {"Description": "a", "Tracking": [{"Name": "Region", "Option": "North"}]}
    with pytest.raises(InputError, match="Region"):
        await run("create_invoice", invoice_type="ACCREC", contact_id=CONTACT, line_items=[line])
    assert [sent.method for sent in wire.sent] == ["GET"]


async def test_an_update_of_an_invoice_keeps_the_lines_that_it_does_not_name(world: World):
    invoice = await world.perform(
        "create_invoice",
        invoice_type="ACCREC",
        contact_id=CONTACT,
        line_items=[{"Description": "a", "UnitAmount": 1}, {"Description": "b", "UnitAmount": 2}],
    )
    first, second = invoice["LineItems"]
    changed = [{"LineItemID": first["LineItemID"], "UnitAmount": "1.50"}]
    after = await world.perform(
        "update_invoice", invoice_id=invoice["InvoiceID"], line_items=changed
    )
    assert [line["LineItemID"] for line in after["LineItems"]] == [
        first["LineItemID"],
        second["LineItemID"],
    ]
    assert after["LineItems"][0]["UnitAmount"] == Decimal("1.5")


async def test_an_archived_account_is_sent_nothing_but_its_status(run: Run, wire: Wire):
    wire.answer({"Accounts": [{"AccountID": ACCOUNT}]})
    await run("archive_account", account_id=ACCOUNT)
    assert wire.one.element == {"AccountID": ACCOUNT, "Status": "ARCHIVED"}


@pytest.mark.parametrize(
    ("action", "status", "instead"),
    [("void_invoice", "DRAFT", "Delete Invoice"), ("delete_invoice", "AUTHORISED", "Void Invoice")],
)
async def test_void_and_delete_say_which_of_the_two_applies(
    run: Run, wire: Wire, action: str, status: str, instead: str
):
    wire.answer({"Invoices": [{"InvoiceID": INVOICE, "Status": status, "Type": "ACCREC"}]})
    with pytest.raises(FixInputError) as raised:
        await run(action, invoice_id=INVOICE)
    assert instead in str(raised.value)
    assert [sent.method for sent in wire.sent] == ["GET"]


async def test_a_page_has_as_many_rows_as_are_asked_for(run: Run, wire: Wire):
    wire.answer({"Contacts": [], "pagination": {"page": 1, "pageCount": 1, "itemCount": 0}})
    await run("list_contacts", page_size=1000)
    assert wire.one.query["pageSize"] == "1000"


async def test_every_page_names_the_organisation_and_asks_for_the_same_size(run: Run, wire: Wire):
    pages = [
        {"Invoices": [{"InvoiceID": str(n)}], "pagination": {"pageCount": 2, "itemCount": 2}}
        for n in range(2)
    ]
    for page in pages:
        wire.answer(page)
    found = await run("list_invoices", fetch_all=True, page_size=1)
    assert len(found["records"]) == 2
    assert {sent.headers["xero-tenant-id"] for sent in wire.sent} == {TENANT}
    assert {sent.query["pageSize"] for sent in wire.sent} == {"1"}


async def test_creating_never_updates_what_is_there(run: Run, wire: Wire):
    wire.answer(SAVED_CONTACT)
    await run("create_contact", name="Acme")
    assert wire.one.method == "PUT"


async def test_a_paid_amount_stays_a_number_with_all_its_digits(run: Run, wire: Wire):
    wire.answer({"Payments": [{"PaymentID": INVOICE}]})
    await run("pay_invoice", invoice_id=INVOICE, account_id=ACCOUNT, amount="123456789012345.67")
    assert b'"Amount":123456789012345.67' in wire.one.content


def _query() -> ChoiceQuery:
    return ChoiceQuery(page_size=5)
