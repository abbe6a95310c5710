"""Names and numbers in place of ids: how a contact is known, and what a line may name."""

from typing import Any

import pytest

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from tests.live.test_scenario import run
from xero_component.api.lookups import Lookups
from xero_component.catalogue.objects import TRACKING_CATEGORIES
from xero_component.catalogue.records import Contact


@pytest.fixture(scope="module")
async def known(demo: DemoCompany) -> Contact:
    """A contact that has a number."""
    return await demo.contact("known by name", ContactNumber=demo.named("known by number"))


@settles("A-130", "where on Name and number goes with includeArchived and summaryOnly.")
async def test_contact_is_looked_up_by_name_and_by_number(
    demo: DemoCompany, known: Contact
) -> None:
    with Lookups(demo.xero) as find:
        by_name = await find.contact_id(known["Name"], "contact_id")
        by_number = await find.contact_id(known["ContactNumber"], "contact_id")
    assert by_name == by_number == known["ContactID"]


@settles("A-124", "POST /Contacts knows a contact by number, an archived one too, and by name.")
async def test_contact_is_known_by_number_and_by_name(demo: DemoCompany, known: Contact) -> None:
    name = known["Name"]
    number = {"match_by": "contact_number", "contact_number": known["ContactNumber"]}
    saved = [
        await run(demo, "create_or_update_contact", name=name, **key)
        for key in (
            {**number, "contact_status": "ARCHIVED"},
            {**number, "contact_status": "ACTIVE"},
            {"match_by": "name", "first_name": "Ada"},
        )
    ]
    for other in saved:
        if other["ContactID"] != known["ContactID"]:
            demo.noted_contact(other)
    assert {one["ContactID"] for one in saved} == {known["ContactID"]}
    assert [one["ContactStatus"] for one in saved] == ["ARCHIVED", "ACTIVE", "ACTIVE"]


@settles("A-133", "A tracking option may be sent with its ids beside the names.")
async def test_tracking_takes_ids_beside_names(demo: DemoCompany) -> None:
    categories: Any = (await demo.xero.list_page(TRACKING_CATEGORIES))["records"]
    category, option = next(
        (category, option)
        for category in categories
        for option in category["Options"]
        if (category["Status"], option["Status"]) == ("ACTIVE", "ACTIVE")
    )
    tracking = {
        "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": option["TrackingOptionID"],
        "Name": category["Name"],
        "Option": option["Name"],
    }
    made = await demo.invoice({"Tracking": [tracking]})
    [found] = made["LineItems"][0]["Tracking"]
    assert (found["Name"], found["Option"]) == (category["Name"], option["Name"])
