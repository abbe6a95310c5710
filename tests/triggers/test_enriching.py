"""The full records of events: how many calls they cost, and what they say."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest

from tests.actions.wire import TENANT, Held
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.limits import Limits
from xero_component.catalogue.objects import OBJECTS
from xero_component.errors import InputError, ScopeError
from xero_component.triggers import WebhookEvent, enrich

OTHER = "0f1b2c3d-0000-4c7d-93cc-f02b81b0594f"
KEYS = {"Invoices": "InvoiceID", "Contacts": "ContactID", "CreditNotes": "CreditNoteID"}


class Xero:
    """Answers with records that a test gives, by path and id."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, dict[str, Any]]] = {key: {} for key in KEYS}
        self.asked: list[str] = []
        self.queries: list[dict[str, str]] = []

    def has(self, plural: str, *ids: str, **fields: Any) -> None:
        self.records[plural] |= {one: {KEYS[plural]: one, **fields} for one in ids}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api.xro/2.0/")
        self.asked.append(f"{path} of {request.headers['xero-tenant-id']}")
        self.queries.append(dict(request.url.params))
        plural, _, one = path.partition("/")
        held = self.records[plural]
        if one and one not in held:
            return httpx.Response(404, text="The resource you're looking for cannot be found")
        if one:
            return httpx.Response(200, json={plural: [held[one]]})
        ids = request.url.params["IDs"].split(",")
        return httpx.Response(200, json={plural: [held[one] for one in ids if one in held]})


@pytest.fixture
def web() -> Xero:
    return Xero()


@pytest.fixture
async def http(web: Xero) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(web)) as client:
        yield client


def client_of(http: httpx.AsyncClient, tenant: str | None = TENANT) -> XeroClient:
    clock = FakeClock()
    return XeroClient(Held(tenant), http=http, clock=clock, limits=Limits(clock=clock))


@pytest.fixture
def xero(http: httpx.AsyncClient) -> XeroClient:
    return client_of(http)


def event(
    category: str, resource: str, kind: str = "UPDATE", tenant: str = TENANT, **more: Any
) -> WebhookEvent:
    made: Any = {
        "eventCategory": category,
        "resourceId": resource,
        "eventType": kind,
        "tenantId": tenant,
        **more,
    }
    return cast("WebhookEvent", made)


def guid(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


async def test_records_are_read_forty_a_call_each_once(xero: XeroClient, web: Xero):
    ids = [guid(number) for number in range(90)]
    web.has("Invoices", *ids, Type="ACCREC", Status="AUTHORISED")

    read = await enrich(xero, [event("INVOICE", one) for one in [*ids, *ids]])

    assert len(web.asked) == 3
    assert [len(query["IDs"].split(",")) for query in web.queries] == [40, 40, 10]
    assert {query["page"] for query in web.queries} == {"1"}
    assert [one["record"] and one["record"]["InvoiceID"] for one in read] == [*ids, *ids]


async def test_events_stay_in_order_and_as_they_are(xero: XeroClient, web: Xero):
    web.has("Invoices", guid(1), Type="ACCPAY")
    web.has("Contacts", guid(1), Name="City Limousines")
    events = [event("CONTACT", guid(1)), event("INVOICE", guid(1)), event("SUBSCRIPTION", "s-1")]
    before = [dict(one) for one in events]

    read = await enrich(xero, events)

    assert [one["eventCategory"] for one in read] == ["CONTACT", "INVOICE", "SUBSCRIPTION"]
    assert events == before
    assert read[2] == events[2]
    assert read[0]["document"] is None
    assert "includeArchived" in web.queries[0]


@pytest.mark.parametrize(
    ("category", "kind", "record", "document", "change"),
    [
        ("INVOICE", "CREATE", {"Type": "ACCREC", "Status": "DRAFT"}, "sale", "created"),
        ("INVOICE", "UPDATE", {"Type": "ACCPAY", "Status": "PAID"}, "bill", "updated"),
        ("INVOICE", "UPDATE", {"Type": "ACCREC", "Status": "VOIDED"}, "sale", "voided"),
        ("INVOICE", "UPDATE", {"Type": "ACCPAY", "Status": "DELETED"}, "bill", "deleted"),
        ("INVOICE", "CREATE", {"Type": "ACCREC", "Status": "VOIDED"}, "sale", "created"),
        ("INVOICE", "UPDATE", {"Type": "TO-COME", "Status": "TO-COME"}, None, "updated"),
        ("invoice", "update", {}, None, "updated"),
        ("INVOICE", "MERGE", {"Type": "ACCREC"}, "sale", "merge"),
        ("CONTACT", "UPDATE", {"ContactStatus": "ARCHIVED"}, None, "archived"),
        ("CONTACT", "CREATE", {"ContactStatus": "ACTIVE"}, None, "created"),
        ("CREDITNOTE", "UPDATE", {"Type": "ACCRECCREDIT", "Status": "VOIDED"}, "sale", "voided"),
        ("CREDITNOTE", "UPDATE", {"Type": "ACCPAYCREDIT", "Status": "PAID"}, "bill", "updated"),
    ],
)
async def test_the_record_tells_sale_from_bill_and_what_happened(
    xero: XeroClient, web: Xero, category: str, kind: str, record: Any, document: Any, change: str
):
    plural = {"INVOICE": "Invoices", "CONTACT": "Contacts", "CREDITNOTE": "CreditNotes"}
    web.has(plural[category.upper()], guid(1), **record)

    (read,) = await enrich(xero, [event(category, guid(1), kind)])

    assert (read["document"], read["change"]) == (document, change)


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("RECEIVE-PREPAYMENT", "sale"),
        ("ARPREPAYMENT", "sale"),
        ("SPEND-OVERPAYMENT", "bill"),
        ("APOVERPAYMENT", "bill"),
    ],
)
async def test_the_event_s_own_data_tells_it_when_the_record_is_gone(
    xero: XeroClient, web: Xero, kind: str, document: str
):
    data = {"Type": kind, "Status": "VOIDED"}

    (read,) = await enrich(xero, [event("CREDITNOTE", guid(1), data=data)])

    assert (read["record"], read["document"], read["change"]) == (None, document, "voided")


async def test_an_event_s_own_status_is_that_of_its_moment(xero: XeroClient, web: Xero):
    web.has("CreditNotes", guid(1), Type="ACCRECCREDIT", Status="VOIDED")
    paid = event("CREDITNOTE", guid(1), data={"Type": "ACCRECCREDIT", "Status": "PAID"})
    voided = event("CREDITNOTE", guid(1), data={"Type": "ACCRECCREDIT", "Status": "VOIDED"})

    read = await enrich(xero, [paid, voided])

    assert [one["change"] for one in read] == ["updated", "voided"]
    assert web.asked == [f"CreditNotes/{guid(1)} of {TENANT}"]


async def test_a_record_that_is_gone_is_null(xero: XeroClient, web: Xero):
    web.has("Invoices", guid(2), Type="ACCREC")

    read = await enrich(xero, [event("INVOICE", guid(n)) for n in (1, 2)])

    assert [one["record"] is None for one in read] == [True, False]
    assert (read[0]["document"], read[0]["change"]) == (None, "updated")


async def test_each_organisation_is_asked_for_its_own(http: httpx.AsyncClient, web: Xero):
    web.has("Invoices", guid(1), guid(2), Type="ACCREC")
    clients = {TENANT: client_of(http), OTHER.upper(): client_of(http, OTHER)}

    await enrich(clients, [event("INVOICE", guid(1)), event("INVOICE", guid(2), tenant=OTHER)])

    assert web.asked == [f"Invoices of {TENANT}", f"Invoices of {OTHER}"]


async def test_without_a_connection_to_the_organisation_nothing_is_asked(
    xero: XeroClient, web: Xero
):
    with pytest.raises(InputError, match=OTHER):
        await enrich(xero, [event("INVOICE", guid(1), tenant=OTHER)])

    assert web.asked == []


async def test_what_has_no_id_has_no_record(xero: XeroClient, web: Xero):
    odd: Any = [{}, {"eventCategory": "INVOICE"}, {"eventCategory": 7, "resourceId": None}]

    read = await enrich(xero, odd)

    assert web.asked == []
    assert read[1]["record"] is None
    assert await enrich(xero, []) == []


async def test_an_error_of_the_client_comes_out(http: httpx.AsyncClient):
    authorisation = Held()
    authorisation.scopes = frozenset({"accounting.settings"})
    clock = FakeClock()
    xero = XeroClient(authorisation, http=http, clock=clock, limits=Limits(clock=clock))

    with pytest.raises(ScopeError):
        await enrich(xero, [event("INVOICE", guid(1))])


def test_every_category_that_has_a_record_is_in_the_catalogue():
    announced = {obj.webhook for obj in OBJECTS.values() if obj.webhook}

    assert announced == {"CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT"}
