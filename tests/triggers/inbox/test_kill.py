"""A process that is killed loses nothing: neither what it stored nor what it was at work on."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import Seen, delivery, event
from xero_component.triggers import Search

ROOT = Path(__file__).parents[3]


def kill_at(moment: str, url: str) -> None:
    command = [sys.executable, "-m", "tests.triggers.inbox.victim", url, moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this Python, on a program of the tests
        assert process.stdout is not None
        assert process.stdout.readline() == f"{moment}\n"
        process.kill()


def later() -> FakeClock:
    """Return a clock that shows a time at which every lease has ended."""
    return FakeClock(datetime.now(UTC) + timedelta(seconds=61))


async def test_killed_between_receipt_and_dispatch(store_url: str, open_inbox: OpenInbox):
    kill_at("stored", store_url)
    seen, inbox = Seen(), open_inbox(clock=later())
    inbox.subscribe("flow", seen)
    await inbox.dispatch()

    assert seen.names == ["inv-1@0", "inv-2@0", "inv-2@1"]
    again = delivery(event("inv-1"), event("inv-2"), event("inv-2", 1), first=1)
    assert await inbox.receive(again) == 0


async def test_killed_between_dispatch_and_acknowledgement(store_url: str, open_inbox: OpenInbox):
    kill_at("handling", store_url)
    seen, inbox = Seen(), open_inbox(clock=later())
    inbox.subscribe("flow", seen)
    await inbox.dispatch()

    assert [name for name in seen.names if name != "inv-1@0"] == ["inv-2@0", "inv-2@1"]
    assert await inbox.events(Search(state="pending")) == []
