import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import OTHER, Seen, delivery, event
from xero_component.errors import ConfigurationError, UnavailableError
from xero_component.store.database import Database
from xero_component.triggers import Inbox, Search


async def test_what_was_received_is_there_for_another_process(inbox: Inbox, open_inbox: OpenInbox):
    assert (
        await inbox.receive(delivery(event("inv-1", data={"Status": "PAID"}), event("inv-2"))) == 2
    )

    kept = await open_inbox().events()
    assert [one.event["resourceId"] for one in kept] == ["inv-1", "inv-2"]
    assert kept[0].event == event("inv-1", data={"Status": "PAID"})


async def test_a_redelivered_event_is_kept_once_and_runs_once(inbox: Inbox):
    seen = Seen()
    inbox.subscribe("flow", seen)
    assert await inbox.receive(delivery(event("inv-1"), first=1)) == 1
    await inbox.dispatch()

    assert await inbox.receive(delivery(event("inv-1"), first=1)) == 0
    assert await inbox.receive(delivery(event("inv-2"), event("inv-1"), first=2)) == 1
    await inbox.dispatch()

    assert seen.names == ["inv-1@0", "inv-2@0"]


async def test_the_same_event_twice_in_one_delivery_is_one(inbox: Inbox):
    assert await inbox.receive(delivery(event(), event(), first=1)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"second": 1},
        {"kind": "CREATE"},
        {"category": "CONTACT"},
        {"tenant": OTHER},
        {"resource": "inv-2"},
        {"data": {"Status": "PAID"}},
    ],
    ids=str,
)
async def test_what_differs_in_any_of_these_is_another_event(inbox: Inbox, change: Any):
    await inbox.receive(delivery(event()))

    assert await inbox.receive(delivery(event(**change))) == 1


async def test_what_comes_at_once_is_all_kept_and_shares_commits(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    commits = 0
    write = Database.write

    def counted(self: Database) -> Any:
        nonlocal commits
        commits += 1
        return write(self)

    monkeypatch.setattr(Database, "write", counted)
    numbers = range(1, 201)
    deliveries = [delivery(event(f"inv-{n}"), first=n) for n in numbers]

    counts = await asyncio.gather(*map(inbox.receive, deliveries))

    assert counts == [1] * 200
    assert commits < 100
    assert len(await inbox.events(Search(limit=500))) == 200
    assert await inbox.gaps() == []


async def test_a_commit_that_fails_is_told_to_everyone_who_waits(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    def away(_self: Database) -> Any:
        raise UnavailableError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", away)
        outcomes = await asyncio.gather(
            *(inbox.receive(delivery(event(f"inv-{n}"))) for n in range(20)),
            return_exceptions=True,
        )

    assert [type(one) for one in outcomes] == [UnavailableError] * 20
    assert await inbox.events() == []
    assert await inbox.receive(delivery(event())) == 1


async def test_a_delivery_that_cannot_be_stored_spoils_no_other(inbox: Inbox):
    unstorable = delivery(event("inv-bad", data={1: object()}))

    outcomes = await asyncio.gather(
        inbox.receive(delivery(event("inv-1"))),
        inbox.receive(unstorable),
        inbox.receive(delivery(event("inv-2"))),
        return_exceptions=True,
    )

    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], Exception)


@pytest.mark.parametrize(
    "fields",
    [
        {"resourceId": None},
        {"resourceId": 7},
        {"resourceId": "x\0y"},
        {"resourceId": "é😀" * 5000},
        {"eventDateUtc": "soon"},
        {"eventDateUtc": "9999-12-31T23:59:59-14:00"},
        {"eventDateUtc": None},
        {"eventCategory": "a" * 10_000},
        {"tenantId": {"odd": []}},
        {"data": "text\0"},
        {"data": {"Amount": 10**40}},
    ],
    ids=lambda fields: str(fields)[:40],
)
async def test_a_signed_event_of_any_shape_is_kept_as_it_came(inbox: Inbox, fields: Any):
    odd: Any = {**event(), **fields}

    assert await inbox.receive(delivery(odd)) == 1
    assert await inbox.receive(delivery(odd)) == 0
    assert (await inbox.events())[0].event == odd


async def test_an_empty_event_is_an_event(inbox: Inbox):
    assert await inbox.receive(delivery({}, first=1)) == 1


@pytest.mark.parametrize("numbers", [(0, 0), (-5, 3), (9, 2), (1, 2**70), (2**70, 2**71)])
async def test_odd_sequence_numbers_neither_break_nor_count(inbox: Inbox, numbers: tuple[int, int]):
    assert await inbox.receive(delivery(event(), first=numbers[0], last=numbers[1])) == 1
    assert await inbox.gaps(open_only=False) == []


async def test_a_closed_inbox_says_so(store_url: str):
    inbox = Inbox(store_url)
    inbox.close()

    with pytest.raises(ConfigurationError, match="closed"):
        await inbox.receive(delivery(event()))


async def test_it_may_be_used_from_several_event_loops(inbox: Inbox):
    def elsewhere(number: int) -> int:
        return asyncio.run(inbox.receive(delivery(event(f"inv-{number}"))))

    counts = await asyncio.gather(*(asyncio.to_thread(elsewhere, n) for n in range(4)))

    assert counts == [1, 1, 1, 1]


async def test_by_default_it_is_in_the_store_of_the_component(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XERO_COMPONENT_STORE", f"sqlite:///{tmp_path / 'own.db'}")
    async with Inbox() as inbox:
        await inbox.receive(delivery(event()))

    with sqlite3.connect(tmp_path / "own.db") as file:
        assert file.execute("SELECT count(*) FROM xero_webhook_events").fetchone() == (1,)
    file.close()


async def test_commits_reach_the_disk(inbox: Inbox):
    if inbox._database.file is not None:
        with inbox._database.read() as work:
            assert work.scalar(sa.text("PRAGMA synchronous")) == 2
    assert await inbox.receive(delivery(event())) == 1
