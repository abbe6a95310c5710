import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from xero_component.errors import ConfigurationError, InputError
from xero_component.runtimes.harness import START, TriggerHarness
from xero_component.sandbox import Sandbox, SandboxClock, parse_fault

RECORDS = "new_and_updated_records"
CONTACT: dict[str, Any] = {"name": "Sunrise Bakery"}


@pytest.fixture
def contacts() -> Iterator[TriggerHarness]:
    with TriggerHarness(RECORDS, {"object": "contacts"}) as harness:
        harness.activate()
        yield harness


@pytest.fixture
def webhook() -> Iterator[TriggerHarness]:
    with TriggerHarness("webhook") as harness:
        harness.activate()
        yield harness


def events_of(runs: list[Any]) -> list[tuple[str, str]]:
    return [(e["eventCategory"], e["eventType"]) for run in runs for e in run["events"]]


def test_a_poll_returns_what_the_flow_starts_for(contacts: TriggerHarness):
    made = contacts.run("create_contact", CONTACT)
    contacts.advance(minutes=5)

    [event] = contacts.poll()
    assert (event["kind"], event["record_id"]) == ("new", made["ContactID"])
    assert contacts.poll() == []
    assert contacts.notes == []


def test_after_a_crash_the_same_events_come_again(contacts: TriggerHarness):
    contacts.run("create_contact", CONTACT)
    first = contacts.poll()
    contacts.crash()

    assert contacts.poll() == first
    assert contacts.poll() == []


def test_the_first_poll_switches_the_flow_on():
    with TriggerHarness(RECORDS, {"object": "items"}) as harness:
        states = [harness.state]
        assert harness.poll() == []
        states.append(harness.state)
        harness.deactivate()
        states.append(harness.state)

    assert [state is None for state in states] == [True, False, True]


def test_the_test_button_shows_what_is_there(contacts: TriggerHarness):
    assert {event["object"] for event in contacts.test()} == {"contacts"}


def test_time_stands_still_until_it_is_moved(contacts: TriggerHarness):
    moved = contacts.advance(days=1, hours=1, minutes=1, seconds=1)

    assert contacts.sandbox.clock() == moved
    assert (moved - START).total_seconds() == 90_061


def test_a_token_that_expires_meanwhile_is_renewed(contacts: TriggerHarness):
    contacts.advance(hours=12)
    contacts.run("create_contact", CONTACT)

    assert len(contacts.poll()) == 1


def test_journals_are_open_to_the_harness():
    with TriggerHarness(RECORDS, {"object": "journals"}) as harness:
        harness.activate()
        assert harness.poll() == []


def test_a_sandbox_of_ones_own_is_used():
    start = datetime.fromisoformat("2027-02-03T04:05:06Z")
    sandbox = Sandbox(limits=None, clock=SandboxClock(start))
    with TriggerHarness(RECORDS, {"object": "contacts"}, sandbox=sandbox) as harness:
        harness.activate()
        harness.run("create_contact", CONTACT)
        assert harness.poll()[0]["changed_at"].startswith("2027-02-03T04:05:06")


def test_a_business_event_is_driven_in_the_same_way():
    with TriggerHarness("contact_created") as harness:
        harness.activate()
        harness.run("create_contact", CONTACT)
        [event] = harness.poll()
        assert event["record"]["Name"] == CONTACT["name"]


def test_a_delivery_is_signed_and_returns_what_the_flow_receives(webhook: TriggerHarness):
    webhook.run("create_contact", CONTACT)
    runs = webhook.deliver()

    assert events_of(runs) == [("CONTACT", "CREATE")]
    assert [reply.status for reply in webhook.replies] == [200]
    assert webhook.deliver() == []


def test_a_redelivery_is_the_same_byte_for_byte(webhook: TriggerHarness):
    webhook.run("create_contact", CONTACT)
    runs = webhook.deliver()

    assert webhook.redeliver() == runs
    assert webhook.redeliver() == runs


def test_the_first_delivery_switches_the_webhook_on():
    with TriggerHarness("webhook") as harness:
        assert harness.deliver() == []
        harness.run("create_contact", CONTACT)
        assert events_of(harness.deliver()) == [("CONTACT", "CREATE")]
        harness.deactivate()
        assert harness.sandbox.webhooks.url is None


def test_what_happened_before_the_webhook_was_on_is_not_delivered(webhook: TriggerHarness):
    webhook.run("create_contact", CONTACT)
    webhook.activate()

    assert webhook.deliver() == []


def test_each_event_may_start_a_run_of_its_own_and_carry_its_record():
    inputs = {"one_run_per_event": True, "fetch_records": True}
    with TriggerHarness("webhook", inputs) as harness:
        harness.activate()
        harness.run("create_contact", CONTACT)
        harness.run("create_contact", {"name": "Second Bakery"})
        runs = harness.deliver()

    assert [run["events"][0]["record"]["Name"] for run in runs] == [
        "Sunrise Bakery",
        "Second Bakery",
    ]


def test_faults_of_the_sandbox_strike_deliveries(webhook: TriggerHarness):
    webhook.sandbox.faults.add(parse_fault("webhook-repeat"))
    webhook.run("create_contact", CONTACT)

    assert events_of(webhook.deliver()) == [("CONTACT", "CREATE")] * 2


def test_a_wrong_key_fails_the_intent_to_receive():
    with (
        TriggerHarness("webhook", {"webhook_key": "another"}) as harness,
        pytest.raises(ConfigurationError, match=r"\[401, 401, 401, 401\]"),
    ):
        harness.activate()


def test_each_kind_of_trigger_has_its_own_verbs(contacts: TriggerHarness, webhook: TriggerHarness):
    for verb in (contacts.deliver, contacts.redeliver):
        with pytest.raises(ConfigurationError, match="is a polling trigger"):
            verb()
    others: list[Callable[[], Any]] = [webhook.poll, webhook.test, webhook.crash]
    for verb in others:
        with pytest.raises(ConfigurationError, match="is a webhook trigger"):
            verb()


def test_a_wrong_trigger_and_a_wrong_input_are_named():
    with pytest.raises(InputError, match=r"There are: .*webhook"):
        TriggerHarness("new_records")
    with pytest.raises(InputError, match="object"):
        TriggerHarness(RECORDS, {"object": "reports"})


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in sys.modules if name.startswith("xero_component.sandbox.server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'xero-component\[server\]'"):
        TriggerHarness(RECORDS, {"object": "contacts"})
