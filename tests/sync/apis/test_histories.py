"""After the last edit and one more run, the sink equals what the other APIs show, too."""

import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.wiring import client_of
from tests.clocks import FakeClock
from tests.sync.histories import LONG
from tests.sync.memory_sink import Crash, CrashingSink, Fuse, MemorySink
from tests.sync.running import EVERYTHING
from xero_component.api.client import XeroClient
from xero_component.catalogue.other_objects import OTHER_OBJECTS
from xero_component.catalogue.record import reader_of
from xero_component.sandbox.clock import SandboxClock
from xero_component.sandbox.other_apis import Library, other_apis
from xero_component.sandbox.wire import ApiRequest
from xero_component.sync import STREAMS, Outcome, sync

EXAMPLES = 300 * len(OTHER_OBJECTS) if LONG else 60
PARENTS = ("p1", "p2", "p3")
pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200 if LONG else 240)]


@dataclass(frozen=True)
class Step:
    """A record is put there, or taken away."""

    row: int
    value: int
    removes: bool

    def apply(self, library: Library, key: str) -> None:
        identifier = f"r{self.row}"
        if self.removes:
            with suppress(KeyError):
                library.remove(key, identifier)
            return
        amount = Decimal(self.value) / 100
        record: dict[str, Any] = {OTHER_OBJECTS[key].id_field: identifier, "amount": amount}
        if OTHER_OBJECTS[key].statuses:
            record["assetStatus"] = OTHER_OBJECTS[key].statuses[self.value % 3]
        if OTHER_OBJECTS[key].within is not None:
            record["projectId"] = PARENTS[self.row % 3]
        if key.endswith(("v2", "uk_timesheets", "nz_timesheets")):
            record["timesheetLines"] = [{"numberOfUnits": amount}] * (self.value % 3)
        library.put(key, record)


class Xero:
    """The APIs over a library, with something happening before each call."""

    def __init__(self, library: Library, clock: SandboxClock, key: str) -> None:
        self._library, self._clock, self._key = library, clock, key
        self._apis = other_apis(library)

    def client(self, steps: Iterator[list[Step]], fuse: Fuse) -> XeroClient:
        """Return a client, before each call of which the next steps are taken."""

        def answer(request: httpx.Request) -> httpx.Response:
            fuse()
            for step in next(steps, []):
                step.apply(self._library, self._key)
            self._clock.advance(0.4)
            return self._answered(request)

        return client_of(answer, FakeClock())

    def _answered(self, request: httpx.Request) -> httpx.Response:
        _, api, version, *segments = request.url.path.split("/")
        date = {"Date": f"{self._clock():%a, %d %b %Y %H:%M:%S} GMT"}
        if api == "api.xro":
            organisation = {"OrganisationID": "o1", "CountryCode": self._library.country}
            return httpx.Response(200, json={"Organisations": [organisation]}, headers=date)
        call = ApiRequest(
            "GET", tuple(segments), dict(request.url.params), dict(request.headers.items())
        )
        told = self._apis[f"/{api}/{version}"].handle(call)
        return httpx.Response(told.status, content=told.body, headers=date)


STEPS = st.lists(
    st.builds(Step, st.integers(1, 7), st.integers(0, 9999), st.booleans()), max_size=5
)


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(sorted(OTHER_OBJECTS)),
    STEPS,
    st.lists(STEPS, max_size=10),
    st.lists(st.integers(0, 12), max_size=3),
)
def test_after_any_history_one_more_run_makes_the_sink_equal_to_the_api(
    key: str, before: list[Step], during: list[list[Step]], deaths: list[int]
):
    anyio.run(partial(check, key, before, during, deaths))


async def check(key: str, before: list[Step], during: list[list[Step]], deaths: list[int]) -> None:
    clock, obj, sink = SandboxClock(FakeClock().now()), OTHER_OBJECTS[key], MemorySink()
    country = next(iter(obj.countries), "AU")
    parents = [{"projectId": one} for one in PARENTS]
    library = Library(country, {"projects": parents} if obj.within else {}, clock)
    xero, steps = Xero(library, clock, key), itertools.chain(iter(during))
    for step in before:
        step.apply(library, key)

    for death in deaths:
        fuse = Fuse(death)
        with suppress(Crash):
            crashing = CrashingSink(sink, fuse)
            await sync(xero.client(steps, fuse), [STREAMS[key]], crashing, EVERYTHING)
    for step in itertools.chain.from_iterable(steps):
        step.apply(library, key)
    clock.advance(timedelta(minutes=1).total_seconds())
    report = await sync(xero.client(iter([]), Fuse(None)), [STREAMS[key]], sink, EVERYTHING)

    assert report.streams[key].outcome is Outcome.COMPLETE, report.streams[key].reason
    kept = sink.kept[key]
    held = {one: json.loads(row.raw, parse_float=Decimal) for one, row in kept.rows.items()}
    wanted = {row[obj.id_field]: reader_of(obj.record)(dict(row)) for row in library.listed(key)}
    assert {one: held[one] for one in held.keys() - kept.gone} == wanted
