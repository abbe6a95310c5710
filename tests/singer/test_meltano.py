"""Meltano runs the tap as any of its own: discovery, selection, and state between runs."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.singer.home import ROOT, Home

MELTANO = ROOT / ".venv-targets" / "meltano" / "bin" / "meltano"
JSONL = ROOT / ".venv-targets" / "jsonl" / "bin" / "target-jsonl"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        "XERO_COMPONENT_SOAK" not in os.environ or not MELTANO.exists(),
        reason="Meltano runs in `make soak` alone",
    ),
]


def project(home: Home, config: dict[str, Any]) -> None:
    """Write a project with the tap and a target of lines; JSON is YAML too."""
    tap = home.folder / "tap"
    tap.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xero_component tap "$@"\n', "utf-8")
    tap.chmod(0o755)
    extractor = {
        "name": "tap-xero",
        "namespace": "tap_xero",
        "executable": str(tap),
        "capabilities": ["catalog", "discover", "state"],
        "settings": [{"name": name, "kind": "string"} for name in config],
        "config": config,
        "select": ["invoices.*", "!invoices.Url", "currencies.*"],
    }
    loader = {
        "name": "target-jsonl",
        "namespace": "target_jsonl",
        "executable": str(JSONL),
        "settings": [
            {"name": "destination_path"},
            {"name": "do_timestamp_file", "kind": "boolean"},
        ],
        "config": {"destination_path": str(home.folder / "rows"), "do_timestamp_file": False},
    }
    whole = {
        "version": 1,
        "default_environment": "dev",
        "project_id": "tap-on-the-sandbox",
        "send_anonymous_usage_stats": False,
        "environments": [{"name": "dev"}],
        "plugins": {"extractors": [extractor], "loaders": [loader]},
    }
    home.file("meltano.yml", whole)


def meltano(home: Home, *command: str) -> str:
    done = subprocess.run(  # noqa: S603 - a program of the tests
        [str(MELTANO), *command],
        cwd=home.folder,
        env={**home.environment(), "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_meltano_runs_the_tap_and_keeps_its_state(home: Home):
    config = home.config()
    project(home, config)
    meltano(home, "run", "tap-xero", "target-jsonl")
    rows = home.folder / "rows"
    assert {one.name for one in rows.iterdir()} == {"invoices.jsonl", "currencies.jsonl"}
    first = [json.loads(one) for one in (rows / "invoices.jsonl").read_text("utf-8").splitlines()]
    assert {one["InvoiceID"] for one in first} == home.shown(config, "invoices").keys()
    assert all("Url" not in one for one in first)
    home.sandbox.edit("touch", "Invoices")
    meltano(home, "run", "tap-xero", "target-jsonl")
    after = (rows / "invoices.jsonl").read_text("utf-8").splitlines()
    assert len(first) < len(after) <= len(first) + 3
    state = json.loads(meltano(home, "state", "get", "dev:tap-xero-to-target-jsonl"))
    assert state["singer_state"]["bookmarks"]["invoices"]["UpdatedDateUTC"]
