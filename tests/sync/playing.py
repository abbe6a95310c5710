"""Playing a random history against any sink: edits between calls, deaths, and a last comparison."""

import itertools
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from tests.sync.histories import History, Step
from tests.sync.memory_sink import Crash, CrashingSink, Fuse
from tests.sync.model import Model, ModelClient
from xero_component.catalogue.record import reader_of
from xero_component.sync import Options, Outcome, Sink, sync

MOST_RUNS = 40


async def play(history: History, sink: Sink, *, sweeps: bool = True) -> Model:
    """Run again and again while things happen, and once more: with sweeps, until they end."""
    model = Model()

    def happen(steps: Iterable[list[Step]]) -> None:
        for step in itertools.chain.from_iterable(steps):
            step.apply(model, history.obj)

    happen([history.before])
    number = itertools.count()

    def meanwhile(_call: int) -> None:
        now = next(number)
        happen(history.during[now : now + 1])

    every = timedelta(0) if sweeps else None
    options = Options(sweep_every=every, sweep_calls=history.sweep_calls)
    for death in [*history.deaths, None]:
        fuse = Fuse(death)

        def before(call: int, fuse: Fuse = fuse) -> None:
            meanwhile(call)
            fuse()

        with suppress(Crash):
            await sync(
                ModelClient(model, before), [history.stream], CrashingSink(sink, fuse), options
            )
    happen(history.during[next(number) :])
    model.pass_time(1)
    if sweeps:
        await compare_all(model, history, sink, options)  # may have begun before the last edit
    await compare_all(model, history, sink, options)
    return model


async def compare_all(model: Model, history: History, sink: Sink, options: Options) -> None:
    """Run until nothing is left to be compared."""
    for _ in range(MOST_RUNS):
        report = await sync(ModelClient(model), [history.stream], sink, options)
        done = report.streams[history.stream.key]
        assert done.outcome is Outcome.COMPLETE, done.reason
        if not done.sweeping:
            return
    raise AssertionError("comparing everything never came to an end")


def expected(history: History, model: Model) -> dict[str, Any]:
    """Return what the server shows, by id, as exact records."""
    read = reader_of(history.obj.record)
    rows = [
        dict(model.shown(history.obj, row)) for row in model.rows.get(history.obj.path, {}).values()
    ]
    return {row[history.obj.id_field]: read(row) for row in rows}
