"""After the last edit and one more run, every sink equals the server, whatever happened before."""

from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.sync.histories import History, histories
from tests.sync.playing import expected, play
from tests.sync.sinks.conftest import LONG, MakePlace
from tests.sync.sinks.places import mortal

EXAMPLES = 200 if LONG else 2
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failure is told as it is: making it smaller takes hundreds of runs into a database."""


@pytest.mark.soak
@pytest.mark.timeout(3600 if LONG else 240)
@pytest.mark.filterwarnings("ignore:implicitly coercing SELECT")  # dlt's
@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_after_any_history_one_more_run_makes_the_sink_equal_to_the_server(
    make_place: MakePlace, history: History
):
    async def run(folder: Path) -> None:
        place = make_place(folder)
        async with mortal(place, len(history.deaths)) as sink:
            model = await play(history, sink)
        held = {row[history.obj.id_field]: row for row in place.live(history.stream.key)}
        assert held == expected(history, model)

    with TemporaryDirectory() as folder:
        anyio.run(run, Path(folder))
