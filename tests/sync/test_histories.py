"""After the last edit and one more run, the sink equals the server, whatever happened before."""

import json
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import pytest
from hypothesis import given, settings

from tests.sync import databases
from tests.sync.histories import DATED, EVERY_OBJECT, LONG, WAYS, History, histories
from tests.sync.memory_sink import MemorySink
from tests.sync.playing import expected, play
from xero_component.sync.sinks.sqlite import SqliteSink

OBJECTS = EVERY_OBJECT if LONG else WAYS
TIMES = 3 * len(EVERY_OBJECT) if LONG else 1
pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200 if LONG else 240)]


@settings(max_examples=150 * TIMES)
@given(histories(objects=OBJECTS))
def test_after_any_history_one_more_run_makes_the_sink_equal_to_the_server(history: History):
    anyio.run(partial(check_in_memory, history, sweeps=True))


@settings(max_examples=60 * TIMES)
@given(histories(DATED, OBJECTS))
def test_what_xero_dates_needs_no_comparison_of_everything(history: History):
    anyio.run(partial(check_in_memory, history, sweeps=False))


async def check_in_memory(history: History, *, sweeps: bool) -> None:
    sink = MemorySink()
    model = await play(history, sink, sweeps=sweeps)
    kept = sink.kept[history.stream.key]
    held = {
        key: json.loads(version.raw, parse_float=Decimal)
        for key, version in kept.rows.items()
        if key not in kept.gone
    }
    assert held == expected(history, model)


@settings(max_examples=20 * TIMES)
@given(histories(objects=OBJECTS))
def test_so_does_the_database(history: History):
    async def run(path: Path) -> None:
        async with SqliteSink(path) as sink:
            model = await play(history, sink)
        found = databases.live(path, history.stream.key)
        held = {row[history.obj.id_field]: row for row in found}
        assert held == expected(history, model)

    with TemporaryDirectory() as folder:
        anyio.run(run, Path(folder) / "xero.db")
