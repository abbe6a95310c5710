"""Lookups over real HTTP: what is found by name is what the books hold."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.conformance.world import World, opened_world, served_sandbox
from xero_component.component import component
from xero_component.core import ChoiceQuery, StepContext, invoke
from xero_component.errors import InputError
from xero_component.sandbox import Sandbox

LINE = {
    "Description": "Work",
    "UnitAmount": "100",
    "AccountCode": "Sales",
    "TaxType": "gst on income",
    "Tracking": [{"Name": "region", "Option": "north"}],
}
INVOICE = {
    "invoice_type": "ACCREC",
    "invoice_status": "AUTHORISED",
    "invoice_number": "NAMED-1",
    "date": "2026-11-02",
    "due_date": "2026-12-02",
}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    with served_sandbox() as served:
        yield served


@pytest.fixture
async def world(served: tuple[Sandbox, str]) -> AsyncIterator[World]:
    sandbox, url = served
    sandbox.reset()
    async with opened_world(sandbox, url) as world:
        yield world


async def run(world: World, key: str, step: str | None = None, **raw: Any) -> Any:
    context = StepContext(run_id="run", step_id=step) if step else None
    return (await invoke(component, key, raw, world.xero, context)).output


@pytest.mark.parametrize("contact", ["harbour lights EVENTS", "C-0001", "Harbour Lights Events"])
async def test_an_invoice_is_booked_by_names_alone(world: World, contact: str) -> None:
    made = await run(world, "create_invoice", **INVOICE, contact_id=contact, line_items=[LINE])

    [line] = made["LineItems"]
    assert made["Contact"]["Name"] == "Harbour Lights Events"
    assert (line["AccountCode"], line["TaxType"]) == ("200", "OUTPUT")
    assert [(one["Name"], one["Option"]) for one in line["Tracking"]] == [("Region", "North")]
    assert made["Total"] == Decimal("110.00")


async def test_it_is_paid_by_its_number_into_an_account_by_name(world: World) -> None:
    await run(world, "create_invoice", **INVOICE, contact_id="City Agency", line_items=[LINE])

    payment = await run(
        world,
        "pay_invoice",
        invoice_id="named-1",
        account_id="business savings account",
        amount="10.00",
    )

    assert payment["Invoice"]["InvoiceNumber"] == "NAMED-1"
    assert payment["Account"]["Code"] == "091"


@pytest.mark.parametrize(
    ("contact", "problem"),
    [
        ("Rigdeway University", "no contact 'Rigdeway University'; did you mean Ridgeway Univ"),
        ("Cafe Zoe", "no contact 'Cafe Zoe'; did you mean Café Zoë 🍰"),
        ("Old Mill Bakery", "the contact 'Old Mill Bakery' is archived"),
        ('"; Name!="', "there is no contact"),
        ("%", "there is no contact '%'"),
    ],
)
async def test_a_wrong_name_books_nothing_and_makes_no_contact(
    world: World, contact: str, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        await run(world, "create_invoice", **INVOICE, contact_id=contact, line_items=[LINE])

    assert {entry["method"] for entry in world.sandbox.requests.listing()} == {"GET"}


async def test_two_steps_of_a_run_look_a_name_up_once_and_a_repeat_books_nothing_twice(
    world: World,
) -> None:
    raw = {"contact_id": "City Agency", "line_items": [LINE]}

    first = await run(world, "create_invoice", "one", **INVOICE, **raw)
    again = await run(world, "create_invoice", "one", **INVOICE, **raw)
    other = await run(
        world, "create_invoice", "two", **{**INVOICE, "invoice_number": "NAMED-2"}, **raw
    )

    assert again["InvoiceID"] == first["InvoiceID"] != other["InvoiceID"]
    methods = [entry["method"] for entry in world.sandbox.requests.listing()]
    assert methods == ["GET"] * 4 + ["PUT"] * 3


async def picked(world: World, key: str, search: str) -> str:
    choices = await component.data_sources[key](world.xero, ChoiceQuery(search=search))
    return choices.items[0].value


async def test_pickers_offer_values_that_an_invoice_takes(world: World) -> None:
    tracking = {
        "Name": await picked(world, "tracking_categories", "Region"),
        "Option": await picked(world, "tracking_options", "South"),
    }
    line = {
        "Description": "Picked",
        "ItemCode": await picked(world, "items", "fish"),
        "AccountCode": await picked(world, "accounts", "Advertising"),
        "TaxType": await picked(world, "tax_types", "GST on Expenses"),
        "Tracking": [tracking],
    }
    contact = await picked(world, "contacts", "harbour")

    made = await run(
        world, "create_invoice", invoice_type="ACCPAY", contact_id=contact, line_items=[line]
    )

    [booked] = made["LineItems"]
    assert booked["AccountID"] == line["AccountCode"]
    assert booked["Tracking"][0]["TrackingOptionID"] == tracking["Option"]
    assert (booked["ItemCode"], booked["TaxType"]) == ("BOOK", "INPUT")
