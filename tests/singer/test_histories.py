"""After any history one more run makes the target equal to the server, wherever a pipe breaks."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any

import anyio
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.histories import DATED, EVERY_OBJECT, LONG, WAYS, History, histories
from tests.sync.memory_sink import Crash
from tests.sync.model import TENANT
from tests.sync.playing import expected, play
from xero_component.runtimes.singer.bookmarks import read_state
from xero_component.runtimes.singer.catalog import Chosen
from xero_component.runtimes.singer.messages import Writer
from xero_component.runtimes.singer.sink import SingerSink
from xero_component.sync import Stream, Target

_encoder = msgspec.json.Encoder(decimal_format="number")


class Kept(Writer):
    """A target that keeps rows and the last state; its pipe breaks behind some messages."""

    def __init__(self, stream: Stream) -> None:
        self.key = stream.primary_key
        self.rows: dict[str, tuple[Any, int]] = {}
        self.state: Any = None
        self.left: Iterator[int] = itertools.repeat(1)

    async def write(self, messages: Sequence[Mapping[str, Any]]) -> None:
        for message in messages:
            if next(self.left, None) is None:
                raise Crash
            self.take(msgspec.json.decode(_encoder.encode(message)))

    def take(self, message: Any) -> None:
        match message["type"]:
            case "RECORD":
                record = message["record"]
                self.rows[record[self.key]] = (record, message.get("version", 0))
            case "ACTIVATE_VERSION":
                least = message["version"]
                self.rows = {key: one for key, one in self.rows.items() if one[1] >= least}
            case "STATE":
                self.state = deepcopy(message["value"])


class Piped(SingerSink):
    """A new tap for each run, which begins with the state that the target has kept."""

    def __init__(self, stream: Stream, kept: Kept, cuts: Sequence[int], *, sweeps: bool) -> None:
        self.chosen, self.kept, self.sweeps = [Chosen(stream)], kept, sweeps
        self.cuts = iter(cuts)

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        cut = next(self.cuts, None)
        self.kept.left = itertools.repeat(1) if cut is None else iter([1] * cut)
        state = read_state(deepcopy(self.kept.state), tenant_id)
        tap = SingerSink(self.chosen, state, self.kept, sweeps=self.sweeps)
        return await tap.target(stream, tenant_id)


async def check(history: History, cuts: list[int], *, sweeps: bool) -> None:
    kept = Kept(history.stream)
    cut_runs = cuts[: len(history.deaths)]
    model = await play(history, Piped(history.stream, kept, cut_runs, sweeps=sweeps), sweeps=sweeps)
    held = {key: record for key, (record, _) in kept.rows.items()}
    wanted = expected(history, model)
    assert held == msgspec.json.decode(_encoder.encode(wanted))
    assert kept.state["tenant_id"] == TENANT


OBJECTS = EVERY_OBJECT if LONG else WAYS
TIMES = 3 * len(EVERY_OBJECT) if LONG else 1
pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200 if LONG else 240)]


@settings(max_examples=80 * TIMES)
@given(histories(objects=OBJECTS), st.lists(st.integers(0, 12), max_size=4))
def test_with_sweeps_the_target_loses_what_is_gone(history: History, cuts: list[int]):
    anyio.run(partial(check, history, cuts, sweeps=True))


@settings(max_examples=40 * TIMES)
@given(histories(DATED, OBJECTS), st.lists(st.integers(0, 12), max_size=4))
def test_what_xero_dates_needs_no_sweep(history: History, cuts: list[int]):
    anyio.run(partial(check, history, cuts, sweeps=False))
