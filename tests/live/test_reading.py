"""Lists: order, pages, and what changed since a moment."""

import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.live.demo_company import DAY, DemoCompany
from tests.live.settling import settles
from xero_component.api.paging import Query
from xero_component.catalogue.fields import read_instant
from xero_component.catalogue.objects import CONTACTS, INVOICES, PAYMENTS, XeroObject
from xero_component.catalogue.record import Paging
from xero_component.errors import NotFoundError


def moment(value: str) -> datetime:
    return datetime.fromisoformat(read_instant(value))


async def xero_s_time(demo: DemoCompany) -> datetime:
    return moment((await demo.envelope("GET", "/Organisation"))["DateTimeUTC"])


async def ids(demo: DemoCompany, obj: XeroObject[Any], **query: Any) -> list[str]:
    asked = Query(page=1, page_size=100, **query)
    return [row[obj.id_field] for row in (await demo.xero.list_page(obj, asked))["records"]]


async def paging(demo: DemoCompany, obj: XeroObject[Any], query: Query) -> Paging:
    found = (await demo.xero.list_page(obj, query))["paging"]
    assert found is not None, "there is no pagination object"
    return found


@settles("A-027", "order takes InvoiceID, ContactID and PaymentID.")
async def test_lists_can_be_ordered_by_id(demo: DemoCompany) -> None:
    for obj in (INVOICES, CONTACTS, PAYMENTS):
        assert obj.stable_order is not None
        found = await ids(demo, obj, order=obj.stable_order)
        assert len(set(found)) == len(found), obj.key


@settles("A-028", "An order by id stays the same when a record is edited.")
async def test_order_by_id_outlasts_an_edit(demo: DemoCompany) -> None:
    made = [await demo.contact(f"stable {number}") for number in range(3)]
    before = await ids(demo, CONTACTS, where=demo.mine, order="ContactID ASC")
    await demo.xero.update(CONTACTS, made[0]["ContactID"], {"FirstName": "Edited"})
    assert await ids(demo, CONTACTS, where=demo.mine, order="ContactID ASC") == before


@settles("A-029", "pagination.itemCount counts the whole filtered list, not the page.")
async def test_item_count_is_of_the_whole_filtered_list(demo: DemoCompany) -> None:
    await demo.contact("counted 1")
    await demo.contact("counted 2")
    where = f'Name.StartsWith("{demo.named("counted")}")'
    found = await paging(demo, CONTACTS, Query(page=1, page_size=1, where=where))
    assert (found["itemCount"], found["pageCount"]) == (2, 2)


@settles("A-030", "A page beyond the last is an empty list, not an error.")
async def test_page_beyond_the_last_is_empty(demo: DemoCompany) -> None:
    page = await demo.xero.list_page(CONTACTS, Query(page=9999, page_size=1000))
    assert page["records"] == []


@settles("A-031", "DateTimeUTC of an answer is the clock that If-Modified-Since is measured by.")
async def test_time_of_an_answer_fits_modified_since(demo: DemoCompany) -> None:
    served = await xero_s_time(demo)
    fresh = await demo.contact("fresh")
    found = await demo.contacts(demo.mine, modified_after=served)
    assert fresh["ContactID"] in [row["ContactID"] for row in found]
    assert abs(served - moment(fresh["UpdatedDateUTC"])) < timedelta(minutes=2)


@settles("A-032", "If-Modified-Since includes what changed in that very second.")
async def test_modified_since_includes_its_own_second(demo: DemoCompany) -> None:
    fresh = await demo.contact("this second")
    since = moment(fresh["UpdatedDateUTC"]).replace(microsecond=0)
    found = await demo.contacts(demo.mine, modified_after=since)
    assert fresh["ContactID"] in [row["ContactID"] for row in found]


@settles("A-033", "When nothing changed since, the answer is 200 with an empty list.")
async def test_nothing_changed_is_an_empty_list(demo: DemoCompany) -> None:
    customer = await demo.customer()
    later = moment(customer["UpdatedDateUTC"]) + timedelta(minutes=1)
    where = f'ContactID==guid("{customer["ContactID"]}")'
    assert await demo.contacts(where, modified_after=later) == []


@settles("A-113", "If-Modified-Since with an offset means the moment that it says.")
async def test_modified_since_honours_an_offset(demo: DemoCompany) -> None:
    fresh = await demo.contact("far east")
    east = timezone(timedelta(hours=13))
    since = (moment(fresh["UpdatedDateUTC"]) - timedelta(minutes=5)).astimezone(east)
    query = {"page": "1", "where": demo.mine}
    headers = {"If-Modified-Since": since.isoformat(timespec="seconds")}
    reply = await demo.envelope("GET", "/Contacts", query=query, headers=headers)
    assert fresh["ContactID"] in [row["ContactID"] for row in reply["Contacts"]]


@settles("A-034", "Deleted and voided invoices come through If-Modified-Since with their Status.")
async def test_deleted_and_voided_invoices_are_listed(demo: DemoCompany) -> None:
    draft, approved = await demo.invoice(), await demo.invoice(Status="AUTHORISED")
    since = await xero_s_time(demo)
    await demo.end(draft, "DELETED")
    await demo.end(approved, "VOIDED")
    asked = Query(page=1, page_size=100, modified_after=since)
    found = (await demo.xero.list_page(INVOICES, asked))["records"]
    states = {row["InvoiceID"]: row["Status"] for row in found}
    assert states.get(draft["InvoiceID"]) == "DELETED"
    assert states.get(approved["InvoiceID"]) == "VOIDED"


@settles("A-035", "An id that nothing has is answered 404, whatever the body.")
async def test_unknown_ids_are_not_found(demo: DemoCompany) -> None:
    for path in ("Invoices", "Contacts"):
        with pytest.raises(NotFoundError):
            await demo.call("GET", f"/{path}/{uuid.uuid4()}")


@settles("A-036", "An address has room for forty ids.")
async def test_forty_ids_fit_an_address(demo: DemoCompany) -> None:
    invoice = await demo.invoice()
    wanted = [invoice["InvoiceID"], *(str(uuid.uuid4()) for _ in range(39))]
    assert await ids(demo, INVOICES, parameters={"IDs": ",".join(wanted)}) == wanted[:1]


@settles("A-114", "createdByMyApp lists what this client id made.")
async def test_records_of_this_app_are_listed(demo: DemoCompany) -> None:
    invoice = await demo.invoice()
    parameters = {"createdByMyApp": "true", "IDs": invoice["InvoiceID"]}
    assert await ids(demo, INVOICES, parameters=parameters) == [invoice["InvoiceID"]]


@settles("A-074", "A day is the same in Date and DateString, and is the day that was sent.")
async def test_day_comes_back_as_it_was_sent(demo: DemoCompany) -> None:
    invoice: dict[str, Any] = dict(await demo.invoice())
    assert (invoice["Date"], invoice["DateString"][:10]) == (DAY, DAY)


@settles("A-076", "UpdatedDateUTC is UTC, and UpdatedDateUTCString says the same second.")
async def test_update_time_is_utc_in_both_forms(demo: DemoCompany) -> None:
    invoice: dict[str, Any] = dict(await demo.invoice())
    updated = moment(invoice["UpdatedDateUTC"])
    assert abs(updated - await xero_s_time(demo)) < timedelta(minutes=2)
    text = datetime.fromisoformat(invoice["UpdatedDateUTCString"])
    said = text if text.tzinfo else text.replace(tzinfo=UTC)
    assert abs(said - updated) < timedelta(seconds=1)


@settles("A-077", "Money in JSON is a number, or a text that is one; both are read exactly.")
async def test_money_is_a_number(demo: DemoCompany) -> None:
    made = await demo.invoice()
    raw = (await demo.envelope("GET", f"/Invoices/{made['InvoiceID']}"))["Invoices"][0]
    assert str(raw["SubTotal"]) in {"10", "10.0", "10.00", "10.0000"}
    assert not isinstance(raw["SubTotal"], bool)
