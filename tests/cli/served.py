"""A sandbox on a real socket, and a folder for the store, for whoever tests on them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import xero_component.api.client
from xero_component.api.limits import Limits
from xero_component.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
ORGANISATION = "Demo Company (AU)"


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        yield sandbox, base_url


@pytest.fixture
def sandbox(served: tuple[Sandbox, str]) -> Sandbox:
    served[0].reset()
    return served[0]


@pytest.fixture
def base_url(served: tuple[Sandbox, str], sandbox: Sandbox) -> str:
    return served[1]


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the store in the test's folder, and count calls from none."""
    for name in ("XERO_CLIENT_ID", "XERO_CLIENT_SECRET", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(xero_component.api.client, "_process_limits", Limits())
    return tmp_path / "data"


def process(*command: str, **more: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - this Python, on commands of the tests
        [sys.executable, *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(more.pop("env", {})),
        **more,
    )


def environment(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **more}


def finished(*command: str, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    running = process(*command, env=env or {})
    out, err = running.communicate(timeout=50)
    return running.returncode, out, err


def requests(sandbox: Sandbox, method: str, path: str) -> list[dict[str, object]]:
    return [
        one
        for one in sandbox.requests.listing()
        if one["method"] == method and str(one["path"]).endswith(path)
    ]


def as_json(text: str) -> Any:
    return json.loads(text)
