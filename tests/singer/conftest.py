import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import xero_component.api.client
from tests.singer.home import Home
from xero_component.api.limits import Limits
from xero_component.runtimes.singer import Tap, TapConfig, chosen_streams, discover
from xero_component.runtimes.singer.access import opened
from xero_component.sandbox import Sandbox
from xero_component.sync import Report

Message = dict[str, Any]


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        yield sandbox, base_url


@pytest.fixture
def home(served: tuple[Sandbox, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    sandbox, base_url = served
    sandbox.reset()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", base_url)
    monkeypatch.setattr(xero_component.api.client, "_process_limits", Limits())
    return Home(sandbox, base_url, tmp_path)


class Run:
    """What one run of the tap wrote, and how it ended."""

    def __init__(self, lines: bytes, report: Report) -> None:
        self.messages: list[Message] = [json.loads(one) for one in lines.splitlines()]
        self.lines = lines
        self.report = report

    @property
    def state(self) -> Message:
        states: list[Message] = [one["value"] for one in self.of("STATE")]
        return states[-1]

    def of(self, kind: str, stream: str | None = None) -> list[Message]:
        wanted = (one for one in self.messages if one["type"] == kind)
        return [one for one in wanted if stream is None or one["stream"] == stream]

    def records(self, stream: str) -> list[Message]:
        return [one["record"] for one in self.of("RECORD", stream)]


Reads = Callable[..., Any]


@pytest.fixture
def read(home: Home) -> Reads:
    """Run the tap in this process; the connection is made once for each test."""
    config = home.config()

    async def read(*streams: str, catalog: Any = None, state: Any = None, **settings: Any) -> Run:
        out = io.BytesIO()
        chosen = chosen_streams(catalog or selected(*streams))
        parsed = TapConfig.read({**config, **settings})
        async with opened(parsed) as (xero, _):
            report = await Tap(xero, parsed, chosen, out, state).run()
        return Run(out.getvalue(), report)

    return read


def selected(
    *streams: str,
    fields: Mapping[str, Mapping[str, Any]] | None = None,
    whole: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the catalog with these streams selected, as a person would edit it."""
    catalog = discover()
    for entry in catalog["streams"]:
        root, *others = entry["metadata"]
        root["metadata"] |= {"selected": entry["stream"] in streams, **(whole or {})}
        for one in others:
            one["metadata"] |= (fields or {}).get(one["breadcrumb"][-1], {})
    return catalog
