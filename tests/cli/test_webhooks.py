from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.cli.conftest import Cli
from tests.cli.served import as_json
from tests.triggers.inbox.samples import OTHER, delivery, event
from xero_component.cli.webhooks import follow_events
from xero_component.triggers import Inbox, Retries, Search, WebhookDelivery, WebhookEvent


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    monkeypatch.setenv("XERO_COMPONENT_STORE", url)
    return url


def given(*deliveries: WebhookDelivery) -> None:
    """Receive deliveries, and handle them with a handler that fails for inv-bad."""

    async def handle(one: WebhookEvent) -> None:
        if one["resourceId"] == "inv-bad":
            raise ValueError("no such customer")

    async def run() -> None:
        async with Inbox(retries=Retries(attempts=1)) as inbox:
            inbox.subscribe("flow", handle, categories=["INVOICE"])
            for one in deliveries:
                await inbox.receive(one)
            await inbox.dispatch()

    anyio.run(run)


def shown(cli: Cli, *arguments: str) -> Any:
    done = cli("webhooks", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return as_json(done.stdout)


def test_an_empty_inbox_says_so(cli: Cli) -> None:
    assert cli("webhooks", "list").stdout == "No events.\n"
    assert cli("webhooks", "tail").stdout == ""
    assert cli("webhooks", "gaps").stdout == "No gaps.\n"
    assert shown(cli, "list") == shown(cli, "gaps") == []


def test_the_list_tells_what_happened_and_what_became_of_it(cli: Cli) -> None:
    given(delivery(event("inv-1"), event("inv-bad"), event("con-1", category="CONTACT")))
    done = cli("webhooks", "list")
    assert done.exit_code == 0, done.output
    rows = done.stdout.splitlines()
    for words in (["inv-1", "flow: done"], ["inv-bad", "flow: parked"], ["con-1", "CONTACT"]):
        assert any(all(word in row for word in words) for row in rows)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], ["inv-1", "inv-bad", "con-1"]),
        (["--state", "parked"], ["inv-bad"]),
        (["--subscription", "flow"], ["inv-1", "inv-bad"]),
        (["--category", "contact"], ["con-1"]),
        (["--organisation", OTHER], ["con-1"]),
        (["-n", "1"], ["con-1"]),
        (["--subscription", "nobody"], []),
    ],
)
def test_the_list_can_be_narrowed(cli: Cli, filters: list[str], found: list[str]) -> None:
    contact = event("con-1", category="CONTACT", tenant=OTHER)
    given(delivery(event("inv-1"), event("inv-bad"), contact))
    assert [one["event"]["resourceId"] for one in shown(cli, "list", *filters)] == found


def test_one_event_is_shown_whole_with_the_reason(cli: Cli) -> None:
    given(delivery(event("inv-bad", data={"Status": "PAID"})))
    record = shown(cli, "show", "1")
    assert record["event"] == event("inv-bad", data={"Status": "PAID"})
    (progress,) = record["subscriptions"]
    assert (progress["state"], progress["attempts"]) == ("parked", 1)
    assert progress["reason"] == "ValueError: no such customer"
    done = cli("webhooks", "show", "1")
    assert "ValueError: no such customer" in done.stdout
    assert "event.data.Status" in done.stdout


def test_what_was_given_up_is_handled_again(cli: Cli) -> None:
    given(delivery(event("inv-1"), event("inv-bad")))
    done = cli("webhooks", "replay", "--parked")
    assert done.stdout.startswith("To be handled again: 1.")
    assert [one["id"] for one in shown(cli, "list", "--state", "pending")] == [2]
    assert shown(cli, "replay", "1", "--subscription", "flow") == {"replayed": 1}
    assert shown(cli, "replay", "1") == {"replayed": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["replay"], "Give the number of an event, or --parked"),
        (["replay", "1", "--parked"], "Give the number of an event, or --parked"),
        (["replay", "9"], "holds no event 9"),
        (["show", "9"], "holds no event 9"),
        (["replay", "1", "-s", "nobody"], "no subscription 'nobody'"),
        (["list", "--state", "odd"], "pending, done, parked"),
    ],
)
def test_wrong_use_is_exit_code_2(cli: Cli, arguments: list[str], said: str) -> None:
    given(delivery(event("inv-1")))
    done = cli("webhooks", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_store_that_does_not_work_is_exit_code_8(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_STORE", "no database")
    assert cli("webhooks", "list").exit_code == 8


def test_the_tail_is_one_line_an_event(cli: Cli) -> None:
    given(delivery(*(event(f"inv-{n}\x1b[2J") for n in range(12))))
    done = cli("webhooks", "tail", "-n", "3")
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all("INVOICE  UPDATE  inv-" in line and "flow: done" in line for line in lines)
    assert "\x1b" not in done.stdout
    as_lines = cli("webhooks", "tail", "-n", "2", "--json").stdout.splitlines()
    assert [as_json(line)["id"] for line in as_lines] == [11, 12]


def test_the_gaps_are_listed_and_those_that_closed_with_all(cli: Cli) -> None:
    given(
        delivery(event("inv-1"), first=1),
        delivery(event("inv-9", 9), first=9),
        delivery(event("inv-2", 2), event("inv-3", 3), first=2),
    )
    (gap,) = shown(cli, "gaps")
    assert (gap["first"], gap["last"], gap["since"]) == (4, 8, "2026-03-02T08:00:00Z")
    closed = [one["closed_by"] for one in shown(cli, "gaps", "--all")]
    assert sorted(closed, key=str) == [None, "arrived"]
    assert "first" in cli("webhooks", "gaps").stdout


class Arriving:
    """A clock at whose ticks events arrive, until there are no more."""

    def __init__(self, inbox: Inbox, *events: WebhookEvent, stop: Callable[[], None]) -> None:
        self._inbox, self._events, self._stop = inbox, list(events), stop

    async def sleep(self, _seconds: float) -> None:
        if self._events:
            await self._inbox.receive(delivery(self._events.pop(0)))
        else:
            self._stop()
            await anyio.lowlevel.checkpoint()


async def test_following_shows_what_arrives_once(store: str) -> None:
    seen: list[str] = []
    async with Inbox() as inbox:
        await inbox.receive(delivery(event("inv-before")))
        with anyio.CancelScope() as scope:
            contact = event("con-1", category="CONTACT")
            events = (event("inv-1"), contact, event("inv-2"))
            clock: Any = Arriving(inbox, *events, stop=scope.cancel)
            search = Search(category="INVOICE", limit=10)
            await follow_events(
                inbox, search, 1, lambda one: seen.append(one.event["resourceId"]), clock
            )

    assert seen == ["inv-1", "inv-2"]
