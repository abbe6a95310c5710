"""Records are named by id or number; what is not there, or not one, says so."""

import json

import pytest
import respx

from tests.api.wiring import INVOICE, invoices
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import CONTACTS, INVOICES
from xero_component.errors import BadRequestError, NotFoundError


async def test_an_empty_answer_to_a_read_is_not_found_at_once(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.get("/Invoices/INV-9").respond(200, json={"Invoices": []})
    with pytest.raises(NotFoundError, match="INV-9"):
        await xero.get(INVOICES, "INV-9")
    assert route.call_count == 1


async def test_a_number_of_several_records_asks_for_the_id(
    xero: XeroClient, router: respx.Router
) -> None:
    rows = {"Invoices": [{"InvoiceID": "a"}, {"InvoiceID": "b"}]}
    route = router.get("/Invoices/RPT%20445-1").respond(200, json=rows)
    with pytest.raises(BadRequestError, match="2 Invoices answer to 'RPT 445-1'") as raised:
        await xero.get(INVOICES, "RPT 445-1")
    assert raised.value.advice == "Give the id of the one that is meant."
    assert route.call_count == 1


@pytest.mark.parametrize(
    ("identifier", "named"),
    [(INVOICE, {"InvoiceID": INVOICE}), ("INV-0001", {})],
    ids=["id", "number"],
)
async def test_an_update_repeats_an_id_in_the_body_but_never_a_number_as_one(
    xero: XeroClient, router: respx.Router, identifier: str, named: dict[str, str]
) -> None:
    route = router.post(f"/Invoices/{identifier}").mock(return_value=invoices())
    await xero.update(INVOICES, identifier, {"Status": "VOIDED"})
    body = json.loads(route.calls.last.request.content)
    assert body == {"Invoices": [{**named, "Status": "VOIDED"}]}


async def test_an_update_sends_only_the_changes(xero: XeroClient, router: respx.Router) -> None:
    answer = {"Contacts": [{"ContactID": INVOICE}]}
    route = router.post(f"/Contacts/{INVOICE}").respond(200, json=answer)
    await xero.update(CONTACTS, INVOICE, {"TaxNumber": None, "IsCustomer": False, "Name": ""})
    sent = {"ContactID": INVOICE, "TaxNumber": None, "IsCustomer": False, "Name": ""}
    assert json.loads(route.calls.last.request.content) == {"Contacts": [sent]}
