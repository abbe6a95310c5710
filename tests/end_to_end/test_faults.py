"""What a flow sees, and what the books hold, when Xero or the way to it fails."""

import pytest

from tests.end_to_end.conftest import World
from xero_component.catalogue.objects import CONTACTS
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.errors import (
    GiveUpError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    UnavailableError,
    XeroComponentError,
)

NAME = "Fault Line Pty Ltd"
STEP = StepContext(run_id="run-1", step_id="step-1")
KEY_LASTS = 360
"""Seconds for which Xero knows an idempotency key."""


async def create(world: World, name: str = NAME, context: StepContext = STEP) -> None:
    await invoke(component, "create_contact", {"name": name}, world.xero, context)


def created(world: World, name: str = NAME) -> int:
    return sum(row["Name"] == name for row in world.books("Contacts"))


@pytest.mark.parametrize(
    "fault",
    [
        "429-minute",
        "429-concurrent",
        "502",
        "503-text",
        "504",
        "empty-200",
        "half-json",
        "html-200",
        "reset-before",
        "reset-after",
        "token-expired",
    ],
)
async def test_a_write_outlives_one_fault_and_is_saved_once(world: World, fault: str):
    world.fault(f"{fault}@PUT /Contacts")
    await create(world)
    assert created(world) == 1
    keys = {one["idempotency_key"] for one in world.requests("PUT", "/Contacts")}
    assert len(keys) == 1


async def test_a_token_that_ends_twice_during_one_call_costs_neither_write_nor_connection(
    world: World,
):
    world.fault("token-expired*2@PUT /Contacts")
    await create(world)
    assert created(world) == 1
    assert len(world.requests("POST", "/connect/token")) == 2
    assert not world.store.get("acme").needs_reconnect


async def test_tokens_that_always_end_at_once_are_no_reason_to_connect_again(world: World):
    world.fault("token-expired*always@PUT /Contacts")
    with pytest.raises(UnavailableError):
        await create(world)
    world.sandbox.faults.clear()
    assert not world.store.get("acme").needs_reconnect
    await create(world)
    assert created(world) == 1


@pytest.mark.parametrize(
    ("fault", "saved"),
    [
        ("504", 1),
        ("empty-200", 1),
        ("half-json", 1),
        ("html-200", 0),
        ("reset-before", 0),
        ("reset-after", 1),
        ("502", 0),
        ("500", 0),
        ("500-html", 0),
    ],
)
async def test_a_write_that_stays_unanswered_is_unknown_and_never_doubled(
    world: World, fault: str, saved: int
):
    world.fault(f"{fault}*always@PUT /Contacts")
    with pytest.raises(OutcomeUnknownError) as raised:
        await create(world)
    assert raised.value.idempotency_key
    world.sandbox.faults.clear()
    assert created(world) == saved


@pytest.mark.parametrize("fault", ["504", "empty-200", "half-json", "reset-after"])
async def test_a_step_run_again_after_an_unknown_outcome_posts_nothing_twice(
    world: World, fault: str
):
    world.fault(f"{fault}*always@PUT /Contacts")
    with pytest.raises(OutcomeUnknownError):
        await create(world)
    world.sandbox.faults.clear()
    await create(world)
    assert created(world) == 1


@pytest.mark.parametrize(
    "fault",
    [
        "429-minute",
        "429-concurrent",
        "502",
        "503-text",
        "504",
        "empty-200",
        "half-json",
        "html-200",
        "reset-before",
        "reset-after",
        "token-expired",
    ],
)
async def test_a_read_outlives_two_faults(world: World, fault: str):
    world.fault(f"{fault}*2@GET /Contacts")
    page = await world.xero.list_page(CONTACTS)
    assert page["records"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429-minute", RateLimitError),
        ("429-day", RateLimitError),
        ("500", GiveUpError),
        ("500-html", GiveUpError),
        ("502", UnavailableError),
        ("503-text", UnavailableError),
        ("504", UnavailableError),
        ("empty-200", GiveUpError),
        ("half-json", GiveUpError),
        ("html-200", GiveUpError),
        ("reset-before", UnavailableError),
        ("reset-after", UnavailableError),
        ("revoked", ReconnectError),
    ],
)
async def test_a_read_that_keeps_failing_says_what_to_do(
    world: World, fault: str, error: type[XeroComponentError]
):
    world.fault(f"{fault}*always@GET /Contacts")
    with pytest.raises(error) as raised:
        await world.xero.list_page(CONTACTS)
    assert raised.value.advice
    assert "<" not in raised.value.message


async def test_a_day_limit_is_never_slept_on(world: World):
    world.fault("429-day@GET /Contacts")
    with pytest.raises(RateLimitError) as raised:
        await world.xero.list_page(CONTACTS)
    assert world.clock.sleeps == []
    assert raised.value.retry_at is not None
    assert raised.value.retry_at > world.clock.now()


@pytest.mark.parametrize("fault", ["reset-after", "504"])
async def test_what_takes_no_key_is_never_sent_again_once_it_may_have_arrived(
    world: World, fault: str
):
    item = (await invoke(component, "create_item", {"item_code": "GONE"}, world.xero, STEP)).output
    world.fault(f"{fault}@DELETE /Items")
    with pytest.raises(OutcomeUnknownError):
        await invoke(component, "delete_item", {"item_id": item["ItemID"]}, world.xero)
    assert len(world.requests("DELETE", str(item["ItemID"]))) == 1
    assert "GONE" not in {row["Code"] for row in world.books("Items")}


@pytest.mark.parametrize("then", ["429-day", "429-minute", "503-text", "502"])
async def test_being_turned_away_after_a_lost_answer_does_not_make_the_outcome_known(
    world: World, then: str
):
    world.fault("reset-after@PUT /Contacts")
    world.fault(f"{then}*always@PUT /Contacts")
    with pytest.raises(OutcomeUnknownError, match="Contacts") as raised:
        await create(world)
    assert "look in Xero" in raised.value.advice
    world.sandbox.faults.clear()
    assert created(world) == 1


async def test_a_write_is_not_repeated_once_xero_may_have_forgotten_its_key(world: World):
    raw = {"url": "/Contacts", "method": "PUT", "data": {"Name": NAME}}
    patient = {"max_retry_count": 10, "retry_delay_ms": 60_000}
    world.fault("reset-after*always@PUT /Contacts")
    began = world.clock.now()
    with pytest.raises(OutcomeUnknownError):
        await invoke(component, "raw_request", raw | patient, world.xero, STEP)
    assert (world.clock.now() - began).total_seconds() <= KEY_LASTS
    assert created(world) == 1


async def test_a_slow_answer_to_a_write_is_unknown_and_a_repeat_finds_it(world: World):
    raw = {"url": "/Contacts", "method": "PUT", "data": {"Name": NAME}, "timeout": 0.2}
    world.fault("slow:1@PUT /Contacts")
    with pytest.raises(OutcomeUnknownError, match="did not answer in time"):
        await invoke(component, "raw_request", raw, world.xero, STEP)
    again = {**raw, "timeout": 20}
    await invoke(component, "raw_request", again, world.xero, STEP)
    assert created(world) == 1


async def test_a_token_of_another_organisation_is_told_apart(world: World):
    world.connection._tenant_id = "00000000-0000-0000-0000-00000000dead"
    with pytest.raises(ReconnectError, match="organisation"):
        await world.xero.list_page(CONTACTS)


async def test_a_revoked_connection_has_to_be_made_again(world: World):
    world.fault("revoked@GET /Contacts")
    with pytest.raises(ReconnectError):
        await world.xero.list_page(CONTACTS)
    world.clock.advance(3600)
    with pytest.raises(ReconnectError):
        await world.xero.list_page(CONTACTS)
    assert world.store.get("acme").needs_reconnect


ONLY_CONTACTS = pytest.mark.parametrize(
    "world", ["offline_access accounting.contacts"], indirect=True
)


@ONLY_CONTACTS
async def test_a_missing_scope_is_named_before_anything_is_sent(world: World):
    world.clock.advance(3600)
    for key, raw in (("list_invoices", {}), ("raw_request", {"url": "/Invoices", "method": "GET"})):
        with pytest.raises(ScopeError) as raised:
            await invoke(component, key, raw, world.xero)
        assert raised.value.missing == ("accounting.invoices.read",)
        assert "accounting.invoices.read" in raised.value.advice
    assert world.sandbox.requests.listing() == []


@ONLY_CONTACTS
@pytest.mark.parametrize(
    ("key", "raw"),
    [("list_invoices", {}), ("raw_request", {"url": "/Invoices", "method": "GET"})],
)
async def test_with_unknown_scopes_xero_s_refusal_names_the_missing_one_and_no_refresh_is_tried(
    world: World, key: str, raw: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(world.connection), "scopes", None)
    with pytest.raises(ScopeError) as raised:
        await invoke(component, key, raw, world.xero)
    assert raised.value.missing == ("accounting.invoices.read",)
    assert raised.value.status == 401
    assert len(world.requests("GET", "/Invoices")) == 1
    assert world.requests("POST", "/connect/token") == []


async def test_what_is_not_there_is_not_found(world: World):
    with pytest.raises(NotFoundError):
        await world.xero.get(CONTACTS, "no-such-number")
