"""What handlers see is what happened: the inbox against a model, over random histories.

Deliveries come in any order and more than once, handlers fail, processes end at the worst moment
and start again. Without a crash each handler has handled each of its events exactly once, with
crashes at least once, and per record in order.
"""

import asyncio
import os
import random
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import NewStore
from tests.triggers.inbox.samples import delivery, die_while_handling, event
from xero_component.triggers import Inbox, Retries, Search, WebhookEvent

FILTERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "invoices": {"categories": ["INVOICE"]},
    "pulling": {"event_types": ["UPDATE"]},
}
PATIENT = Retries(attempts=20, first=1, factor=1)
"""More attempts than a history has crashes."""
Mark = tuple[str, str, str]
"""What tells one event of a history from the others."""


def mark(one: WebhookEvent) -> Mark:
    return one["eventCategory"], one["resourceId"], one["eventDateUtc"]


def wants(name: str, one: WebhookEvent) -> bool:
    chosen = FILTERS[name]
    return one["eventCategory"] in chosen.get("categories", [one["eventCategory"]]) and one[
        "eventType"
    ] in chosen.get("event_types", [one["eventType"]])


class InboxMachine(RuleBasedStateMachine):
    def __init__(self, store_url: str, *, crashes: bool) -> None:
        super().__init__()
        self.url, self.crashes = store_url, crashes
        self.loop = asyncio.Runner()
        self.clock = FakeClock()
        self.happened: list[WebhookEvent] = []
        self.delivered: dict[Mark, WebhookEvent] = {}
        self.handled: dict[str, list[Mark]] = defaultdict(list)
        self.failing: set[Mark] = set()
        self.poisoned: set[Mark] = set()
        self.inbox: Inbox

    @initialize()
    def start(self) -> None:
        jitter = random.Random(1)  # noqa: S311 - chance that repeats, not a secret
        self.inbox = Inbox(self.url, clock=self.clock, retries=PATIENT, jitter=jitter)
        for name in FILTERS:
            handler = None if name == "pulling" else self.handler_of(name)
            self.inbox.subscribe(name, handler, **FILTERS[name])

    def handler_of(self, name: str):
        async def handle(one: WebhookEvent) -> None:
            if mark(one) in self.failing | self.poisoned:
                raise ValueError("this one fails")
            self.note(name, one)

        return handle

    def note(self, name: str, one: WebhookEvent) -> None:
        category, resource, moment = mark(one)
        earlier = {
            key
            for key, known in self.delivered.items()
            if wants(name, known) and key[:2] == (category, resource) and key[2] < moment
        }
        assert earlier - self.poisoned <= set(self.handled[name]), "out of order"
        self.handled[name].append(mark(one))

    @rule(
        resource=st.sampled_from(["1", "2", "3"]),
        category=st.sampled_from(["INVOICE", "CONTACT", "NEWLY_MADE"]),
        kind=st.sampled_from(["CREATE", "UPDATE"]),
        count=st.integers(1, 4),
    )
    def happens(self, resource: str, category: str, kind: str, count: int) -> None:
        for _ in range(count):
            second = len(self.happened)
            self.happened.append(event(resource, second, category=category, kind=kind))

    @precondition(lambda self: self.happened)
    @rule(data=st.data())
    def arrives(self, data: st.DataObject) -> None:
        """Deliver some of what happened: late, again, or in another order."""
        picked = data.draw(st.lists(st.integers(0, len(self.happened) - 1), min_size=1, max_size=6))
        events = [self.happened[number] for number in picked]
        self.loop.run(self.inbox.receive(delivery(*events, first=picked[0] + 1)))
        self.delivered |= {mark(one): one for one in events}

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def begins_to_fail(self, data: st.DataObject) -> None:
        self.failing.add(data.draw(st.sampled_from(sorted(self.delivered))))

    @rule()
    def recovers(self) -> None:
        self.failing.clear()

    @rule()
    def dispatches(self) -> None:
        self.loop.run(self.inbox.dispatch())

    @rule(rejected=st.integers(0, 3), limit=st.integers(1, 4))
    def pulls(self, rejected: int, limit: int) -> None:
        self.loop.run(self.pull(limit, rejected))

    async def pull(self, limit: int, rejected: int = 0) -> int:
        pulled = await self.inbox.pull("pulling", limit)
        for number, one in enumerate(pulled):
            if number < rejected or mark(one.event) in self.poisoned:
                assert await self.inbox.reject(one.id, "not now")
            else:
                assert await self.inbox.acknowledge([one.id]) == 1
                self.note("pulling", one.event)
        return len(pulled)

    @rule(seconds=st.sampled_from([0.5, 1.0, 30.0, 90.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def restarts(self) -> None:
        self.inbox.close()
        self.start()

    @precondition(lambda self: self.crashes)
    @rule()
    def crashes_while_handling(self) -> None:
        if self.loop.run(self.is_anything_due("everything")):
            self.loop.run(die_while_handling(self.inbox, "everything"))
        self.restarts()

    async def is_anything_due(self, name: str) -> bool:
        """Tell by pulling, which an ended lease then undoes."""
        found = await self.inbox.pull(name, 1, lease=0.001)
        self.clock.advance(0.01)
        return bool(found)

    @precondition(lambda self: self.crashes)
    @rule()
    def crashes_with_pulled_events(self) -> None:
        self.loop.run(self.inbox.pull("pulling", 3))
        self.restarts()

    @precondition(lambda self: not self.crashes)
    @invariant()
    def nothing_is_handled_twice(self) -> None:
        for marks in self.handled.values():
            assert max(Counter(marks).values(), default=0) <= 1

    def teardown(self) -> None:
        """Let everything come to rest, and compare."""
        if not hasattr(self, "inbox"):
            return
        self.poisoned, self.failing = set(sorted(self.delivered)[:2]), set()
        already = {name: set(marks) for name, marks in self.handled.items()}
        rounds = 0
        while self.loop.run(self.inbox.events(Search(state="pending"))):
            rounds += 1
            assert rounds < 10 * PATIENT.attempts, "it never comes to rest"
            self.clock.advance(100)
            self.loop.run(self.inbox.dispatch())
            while self.loop.run(self.pull(100)):
                pass
        for name in FILTERS:
            wanted = {key for key, one in self.delivered.items() if wants(name, one)}
            poisoned = (self.poisoned & wanted) - already.get(name, set())
            assert set(self.handled[name]) == wanted - poisoned
            parked = self.loop.run(
                self.inbox.events(Search(subscription=name, state="parked", limit=999))
            )
            marks = {mark(one.event) for one in parked}
            # A crash may come between handling and the note that it was done.
            assert poisoned <= marks <= (self.poisoned & wanted if self.crashes else poisoned)
        self.inbox.close()
        self.loop.close()


HISTORIES = 100 if os.environ.get("XERO_COMPONENT_SOAK") == "long" else 5


@pytest.mark.parametrize("crashes", [False, True], ids=["no crash", "crashes"])
def test_handlers_see_what_happened(new_store: NewStore, crashes: bool):
    class OnAStore(InboxMachine):
        def __init__(self) -> None:
            super().__init__(new_store(), crashes=crashes)

    run_state_machine_as_test(
        OnAStore, settings=settings(max_examples=HISTORIES, stateful_step_count=20, deadline=None)
    )
