"""What a 200 can hold besides what was asked for."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
import respx

from tests.api.wiring import HTML, INVOICE, client_of, invoices, keys_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.replies import failed_elements, identifier_of, messages_of
from xero_component.api.wire import Call
from xero_component.catalogue.objects import INVOICES
from xero_component.core.context import StepContext, Trace
from xero_component.errors import ElementProblem, GiveUpError, OutcomeUnknownError, ValidationError


async def test_an_element_that_failed_inside_a_200_is_an_error(
    xero: XeroClient, router: respx.Router
) -> None:
    row = {
        "InvoiceID": "00000000-0000-0000-0000-000000000000",
        "Contact": {"Name": "Acme"},
        "StatusAttributeString": "ERROR",
        "HasErrors": True,
        "ValidationErrors": [{"Message": "Invoice # must be unique."}],
    }
    route = router.put("/Invoices").mock(return_value=invoices(row))
    with pytest.raises(ValidationError, match="Invoice # must be unique") as raised:
        await xero.create(INVOICES, {})
    assert raised.value.elements == (ElementProblem(0, ("Invoice # must be unique.",)),)
    assert raised.value.status == 200
    assert route.call_count == 1


async def test_warnings_go_to_the_trace_and_the_record_is_returned(
    xero: XeroClient, router: respx.Router
) -> None:
    warning = {"Message": "Only AUTHORISED and PAID invoices may have SentToContact updated."}
    row = {"InvoiceID": INVOICE, "StatusAttributeString": "WARNING", "Warnings": [warning, warning]}
    answer = invoices(row)
    answer.headers["xero-correlation-id"] = "c-2"
    router.put("/Invoices").mock(return_value=answer)
    trace = Trace()
    record = await xero.for_step(StepContext(), trace).create(INVOICES, {})
    assert record == row
    assert trace.warnings == [warning["Message"]]
    assert (trace.calls, trace.correlation_ids, trace.envelopes) == (1, ["c-2"], [])


async def test_whole_envelopes_are_kept_on_request(xero: XeroClient, router: respx.Router) -> None:
    row = {"InvoiceID": INVOICE, "Total": 1.5, "UpdatedDateUTC": "/Date(0+0000)/"}
    router.get(f"/Invoices/{INVOICE}").mock(return_value=invoices(row, ProviderName="Ours"))
    trace = Trace()
    record = await xero.for_step(StepContext(keep_raw=True), trace).get(INVOICES, INVOICE)
    assert record["UpdatedDateUTC"] == "1970-01-01T00:00:00Z"
    (envelope,) = trace.envelopes
    assert envelope["ProviderName"] == "Ours"
    assert envelope["Invoices"] == [row | {"Total": Decimal("1.5")}]


@pytest.mark.parametrize(
    ("element", "fails"),
    [
        ({"StatusAttributeString": "ERROR"}, True),
        ({"StatusAttributeString": "OK", "ValidationErrors": [{"Message": "m"}]}, False),
        ({"StatusAttributeString": "WARNING", "Warnings": [{"Message": "m"}]}, False),
        ({"ValidationErrors": [{"Message": "m"}]}, True),
        ({"ValidationErrors": []}, False),
        ({"ValidationErrors": None}, False),
        ({"HasErrors": False}, False),
        ({}, False),
        ("text", False),
        (None, False),
    ],
)
def test_only_elements_that_were_not_saved_count_as_failed(element: Any, fails: bool) -> None:
    assert bool(failed_elements([element])) is fails


def test_messages_survive_any_shape() -> None:
    element = {"ValidationErrors": [None, "x", {}, {"Message": " a "}, {"Message": 7}]}
    assert messages_of(element) == ("a", "7")
    assert messages_of({"Warnings": "none"}, "Warnings") == ()


def test_an_element_is_named_by_what_a_person_knows_it_by() -> None:
    zeros = "00000000-0000-0000-0000-000000000000"
    assert identifier_of({"InvoiceID": INVOICE, "InvoiceNumber": "INV-7"}) == "INV-7"
    assert identifier_of({"InvoiceID": zeros, "Code": ""}) is None
    assert identifier_of({"ItemID": "i-1", "Name": None}) == "i-1"


BROKEN = {
    "empty": b"",
    "blank": b"  \n",
    "web page": HTML,
    "half": b'{"Invoices":[{"InvoiceID":"297c',
    "list": b"[]",
    "null": b"null",
    "no records": b'{"Status":"OK"}',
    "null records": b'{"Invoices":null}',
    "texts for records": b'{"Invoices":["x"]}',
    "none": b'{"Invoices":[]}',
    "two": b'{"Invoices":[{},{}]}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
async def test_a_useless_200_after_a_write_leaves_the_outcome_unknown(
    xero: XeroClient, router: respx.Router, content: bytes
) -> None:
    route = router.put("/Invoices").respond(200, content=content)
    with pytest.raises(OutcomeUnknownError) as raised:
        await xero.create(INVOICES, {})
    assert set(keys_of(route)) == {raised.value.idempotency_key}
    assert route.call_count == 5


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
async def test_a_useless_200_on_a_write_may_be_made_good_by_the_repeat(
    xero: XeroClient, router: respx.Router, content: bytes
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [httpx.Response(200, content=content), invoices()]
    assert await xero.create(INVOICES, {}) == {"InvoiceID": INVOICE}
    assert len(set(keys_of(route))) == 1


UNREADABLE = {name: content for name, content in BROKEN.items() if name not in {"none", "two"}}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_read_that_stays_useless_is_given_up(
    xero: XeroClient, router: respx.Router, content: bytes
) -> None:
    route = router.get(f"/Invoices/{INVOICE}").respond(200, content=content)
    with pytest.raises(GiveUpError, match="Xero"):
        await xero.get(INVOICES, INVOICE)
    assert route.call_count == 5


async def test_a_reply_cut_short_inside_gzip_is_read_again(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = [httpx.DecodingError("incorrect data check"), invoices()]
    await xero.get(INVOICES, INVOICE)
    assert route.call_count == 2


async def test_a_204_is_a_success_without_content(xero: XeroClient, router: respx.Router) -> None:
    route = router.delete("/Items/i-1").respond(204)
    call = Call(method="DELETE", path="/Items/i-1")
    assert await xero.send(call, lambda reply: (reply.status, reply.content)) == (204, b"")
    assert route.call_count == 1


async def test_connections_that_are_no_list_are_given_up(clock: FakeClock) -> None:
    identity = respx.Router()
    identity.get("https://api.xero.com/connections").respond(200, json={"error": "no"})
    async with client_of(identity, clock) as xero:
        with pytest.raises(GiveUpError, match="not a list of connections"):
            await xero.connections()


async def test_money_in_a_reply_is_exact_to_the_last_digit(
    xero: XeroClient, router: respx.Router
) -> None:
    text = '{"Invoices":[{"InvoiceID":"x","Total":1234567890123456.7891,"AmountDue":0.30}]}'
    router.get("/Invoices/x").respond(200, content=text.encode())
    record = await xero.get(INVOICES, "x")
    assert record["Total"] == Decimal("1234567890123456.7891")
    assert json.dumps(str(record["AmountDue"])) == '"0.30"'
