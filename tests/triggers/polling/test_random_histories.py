"""Whatever happens to a ledger, to polls and to clocks: the flow is told just what happened."""

import os
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.clocks import START
from tests.triggers.polling.host import Host, told
from tests.triggers.polling.model import ModelXero
from xero_component.core.invoke import blocking_portal
from xero_component.triggers._polling.poller import OVERLAP

ResultT = TypeVar("ResultT")
Told = tuple[str, str, str | None]

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
RANDOM = settings(
    max_examples=3000 if LONG else 30,
    stateful_step_count=50 if LONG else 30,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if LONG else [])],
)
pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600 if LONG else 60)]

WAITS = st.sampled_from([0.0, 0.001, 0.4, 1, 30, 119, 121, 3600, 90_000])
PICK = st.integers(0, 10**6)


class Histories(RuleBasedStateMachine):
    """A ledger, a host, and what the flow must have been told by now."""

    small_memory = False

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}
        """What the stored state stands for: the versions that were told or noted."""
        self.expected: set[Told] = set()
        self.told: dict[str, Told] = {}
        """What the flow's handler received, by event id."""

    @initialize(
        key=st.sampled_from(["invoices", "contacts", "quotes", "items", "linked_transactions"]),
        rows=st.integers(0, 12),
        page=st.sampled_from([2, 3, 1000]),
        compared=st.booleans(),
        hours=st.none() | st.integers(0, 48),
    )
    def switch_on(self, key: str, rows: int, page: int, compared: bool, hours: int | None) -> None:
        if self.small_memory and key not in {"invoices", "contacts"}:
            key = "invoices"
        self.xero = ModelXero(key, largest_page=1000 if key in UNCOUNTED else page)
        self.xero.fill(rows, every=timedelta(hours=3, milliseconds=1))
        start = None if hours is None or key in UNEVIDENT else START - timedelta(hours=hours)
        self.client = self.xero.client()
        self.host = Host(
            self.xero,
            self.client,
            most_known=4 if self.small_memory else 1000,
            compare_every=timedelta(hours=2) if compared and not self.small_memory else None,
            start_from=start,
        )
        old = [row for row in self.xero.rows.values() if start is None or row.changed < start]
        self.known = {self.xero.name(row.key): f"version {row.version}" for row in old}
        self._polled(crash=False)

    @rule(late=st.sampled_from([0, 0, 0.5, 60, 119]))
    def create(self, late: float) -> None:
        self.xero.create(late=timedelta(seconds=late))

    @precondition(lambda self: self.xero.rows)
    @rule(pick=PICK, times=st.integers(1, 3))
    def edit(self, pick: int, times: int) -> None:
        for number in range(times):
            self.xero.edit(self._key(pick + number))

    @precondition(lambda self: self.xero.rows and self.host.compare_every)
    @rule(pick=PICK)
    def edit_silently(self, pick: int) -> None:
        self.xero.edit_silently(self._key(pick))

    @precondition(lambda self: self.xero.rows and self.xero.key == "items")
    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        self.xero.remove(self._key(pick))

    @rule(seconds=WAITS)
    def wait(self, seconds: float) -> None:
        self.xero.advance(seconds=seconds)

    @rule(seconds=st.integers(-100_000, 100_000))
    def move_the_component_s_own_clock(self, seconds: int) -> None:
        self.client.clock.advance(seconds)  # type: ignore[attr-defined]  # it is a FakeClock

    @rule(crash=st.booleans())
    def poll(self, crash: bool) -> None:
        self._polled(crash=crash)

    @rule(plan=st.lists(st.lists(PICK, max_size=3), max_size=6), crash=st.booleans())
    def poll_while_rows_change(self, plan: list[list[int]], crash: bool) -> None:
        left = list(plan)

        def change() -> None:
            self.xero.advance(milliseconds=3)
            for pick in left.pop(0) if left else []:
                if pick % 4 and self.xero.rows:
                    self.xero.edit(self._key(pick))
                else:
                    self.xero.create()

        self.xero.between = change
        self._polled(crash=crash)

    @invariant()
    def the_flow_was_told_what_happened_and_nothing_else(self) -> None:
        assert set(self.told.values()) == self.expected
        assert len(set(self.told.values())) == len(self.told)

    def teardown(self) -> None:
        self.xero.advance(seconds=(OVERLAP * 2).total_seconds())
        self._polled(crash=False)
        self.xero.advance(hours=3)
        self._polled(crash=False)
        self.the_flow_was_told_what_happened_and_nothing_else()
        there = {self.xero.name(row.key): row.version for row in self.xero.rows.values()}
        told = {name: int(said.removeprefix("version ")) for name, said in self.known.items()}
        if self.host.compare_every is None:
            told = {name: version for name, version in told.items() if name in there}
        assert told == there
        assert len((self.host.state or {})["known"]) < 40 * (max(len(there), 4) + 10)
        self.run(self.client.aclose())

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        result: ResultT = blocking_portal().call(lambda: work)
        return result

    def _key(self, pick: int) -> int:
        return sorted(self.xero.rows)[pick % len(self.xero.rows)]

    def _polled(self, *, crash: bool) -> None:
        self.xero.seen.clear()
        events = self.run(self.host.poll(crash=crash))
        self.xero.between = lambda: None
        known = dict(self.known)
        expected: list[Told] = []
        for name, said in self.xero.seen:
            if known.get(name) != said:
                expected.append((name, "updated" if name in known else "new", said))
                known[name] = said
        gone = [told(event) for event in events if event["kind"] == "deleted"]
        for name, _, _ in gone:
            assert int(name[-12:], 16) not in self.xero.rows
            expected.append((name, "deleted", None))
            del known[name]
        self.expected.update(expected)
        for event in events:
            assert self.told.setdefault(event["id"], told(event)) == told(event)
        if not crash:
            self.known = known


UNCOUNTED = {"quotes", "linked_transactions"}
"""Lists whose pages are always of a hundred."""
UNEVIDENT = {"linked_transactions"}
"""Objects that show nowhere when they were created."""


class HistoriesWithASmallMemory(Histories):
    """The same, where the state cannot remember all records."""

    small_memory = True


TestHistories = Histories.TestCase
TestHistories.settings = RANDOM
TestHistoriesWithASmallMemory = HistoriesWithASmallMemory.TestCase
TestHistoriesWithASmallMemory.settings = RANDOM
