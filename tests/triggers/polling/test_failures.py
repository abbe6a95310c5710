"""A poll that fails tells nothing, and leaves the state as it was."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.wiring import EXPIRED, HTML
from tests.triggers.polling.conftest import Open
from tests.triggers.polling.host import Host
from tests.triggers.polling.model import ModelXero
from xero_component.errors import (
    InputError,
    RateLimitError,
    UnavailableError,
    XeroComponentError,
)
from xero_component.runtimes.harness import TriggerHarness
from xero_component.sandbox import parse_fault

DAY = httpx.Response(429, headers={"X-Rate-Limit-Problem": "day", "Retry-After": "40000"})


def let_a_day_pass(host: Host) -> None:
    host.client.clock.advance(86_400)  # type: ignore[attr-defined]  # it is a FakeClock


@pytest.fixture
def contacts() -> Iterator[TriggerHarness]:
    with TriggerHarness("new_and_updated_records", {"object": "contacts"}) as harness:
        harness.activate()
        yield harness


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("429-day@GET /Contacts", RateLimitError),
        ("500*9@GET /Contacts", XeroComponentError),
        ("500-html*9@GET /Contacts", XeroComponentError),
        ("503-text*9@GET /Contacts", UnavailableError),
        ("reset-before*9@GET /Contacts", UnavailableError),
        ("half-json*9@GET /Contacts", XeroComponentError),
        ("html-200*9@GET /Contacts", XeroComponentError),
    ],
)
def test_what_xero_refuses_leaves_the_state_as_it_was(
    contacts: TriggerHarness, fault: str, expected: type[Exception]
):
    made = contacts.run("create_contact", {"name": "Sunrise"})
    before = dict(contacts.state or {})
    contacts.sandbox.faults.add(parse_fault(fault))
    with pytest.raises(expected):
        contacts.poll()

    assert contacts.state == before
    contacts.sandbox.faults.clear()
    contacts.advance(days=1)
    assert [event["record_id"] for event in contacts.poll()] == [made["ContactID"]]


@pytest.mark.parametrize(
    "fault",
    [
        "429-minute@GET /Contacts",
        "429-concurrent@GET /Contacts",
        "502@GET /Contacts",
        "503-text@GET /Contacts",
        "reset-after@GET /Contacts",
        "empty-200@GET /Contacts",
        "token-expired",
    ],
)
def test_what_passes_is_waited_for(contacts: TriggerHarness, fault: str):
    made = contacts.run("create_contact", {"name": "Sunrise"})
    contacts.sandbox.faults.add(parse_fault(fault))

    assert [event["record_id"] for event in contacts.poll()] == [made["ContactID"]]
    assert contacts.poll() == []


async def test_a_failure_on_a_later_page_tells_nothing_of_the_first(hosted: Open):
    xero = ModelXero(largest_page=2)
    xero.fill(1)
    host = hosted(xero)
    await host.poll()
    for _ in range(5):
        xero.advance(seconds=1)
        xero.create()
    before = dict(host.state or {})
    xero.requests.clear()

    def fail_later() -> None:
        xero.broken[:] = [DAY] if len(xero.requests) == 2 else []

    xero.between = fail_later
    with pytest.raises(RateLimitError) as refused:
        await host.poll()
    assert refused.value.retry_at is not None
    assert host.state == before
    xero.between = lambda: None
    let_a_day_pass(host)
    assert len(await host.poll()) == 5


@pytest.mark.parametrize("broken", [DAY, httpx.Response(500, content=HTML)])
async def test_a_failure_while_histories_are_asked_for_tells_nothing(
    hosted: Open, broken: httpx.Response
):
    xero = ModelXero()
    xero.fill(9)
    host = hosted(xero, most_known=3)
    await host.poll()
    for key in range(1, 5):
        xero.edit(key)
    before = dict(host.state or {})

    def fail_on_histories() -> None:
        xero.broken[:] = [broken] if "History" in xero.requests[-1].url.path else []

    xero.between = fail_on_histories
    with pytest.raises(XeroComponentError):
        await host.poll()
    assert host.state == before
    xero.between = lambda: None
    let_a_day_pass(host)
    assert {event["kind"] for event in await host.poll()} == {"updated"}


async def test_a_token_that_expires_between_pages_is_renewed(hosted: Open):
    xero = ModelXero(largest_page=2)
    host = hosted(xero)
    await host.poll()
    for _ in range(5):
        xero.advance(seconds=1)
        xero.create()
    xero.requests.clear()
    expired = [httpx.Response(401, json=EXPIRED)]

    def expire() -> None:
        xero.broken[:] = expired if len(xero.requests) == 2 else []

    xero.between = expire
    assert len(await host.poll()) == 5


@pytest.mark.parametrize("state", [{}, {"version": 2}, {"version": 1, "known": "x"}])
def test_a_state_that_cannot_be_read_is_an_input_error(
    contacts: TriggerHarness, state: dict[str, Any]
):
    contacts.state = state
    with pytest.raises(InputError, match="state"):
        contacts.poll()
