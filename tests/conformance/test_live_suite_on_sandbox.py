"""The live tests, run on the sandbox: neither may drift from the other."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    ClientCredentialsInput,
    TokenStore,
    client_credentials_grant,
)
from xero_component.sandbox import Fault, Limits, Sandbox, SandboxClock
from xero_component.sandbox.gateway import Book
from xero_component.sandbox.server import demo_ledger
from xero_component.sandbox.wire import Change

ROOT = Path(__file__).parents[2]
LIMIT_TESTS = "tests/live/test_limits.py"
UNPACED = Limits(per_minute=6000, concurrent=50)
MOST_CALLS = 300
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def run_live(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on the live tests, with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XERO_")}
    return run_pytest("-m", "live", *arguments, environment={**kept, **environment})


def run_pytest(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run pytest without the plugins that take longer to load than these tests to run."""
    plugins = ("-panyio", "-ptimeout", "-pno:cacheprovider")
    return subprocess.run(  # noqa: S603 - this Python, on this repository
        [sys.executable, "-m", "pytest", "-q", *plugins, *arguments],
        cwd=ROOT,
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
    )


def run_on(sandbox: Sandbox, *arguments: str) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Run the live tests on a sandbox's custom connection; return what they sent as well."""
    with sandbox.serve() as url:
        app = custom_connection(sandbox, url)
        done = run_live(
            *arguments,
            XERO_COMPONENT_BASE_URL=url,
            XERO_LIVE_CLIENT_ID=app["client_id"],
            XERO_LIVE_CLIENT_SECRET=app["client_secret"],
        )
        return done, httpx.get(f"{url}/sandbox/requests").json()["requests"]


def custom_connection(sandbox: Sandbox, url: str) -> dict[str, str]:
    """Return the credentials of the sandbox's custom connection."""
    app: Any = sandbox.announcement(url)["custom_connection"]
    return dict(app)


def still_there(sandbox: Sandbox, url: str) -> list[str]:
    """List what a run has left behind that counts: active contacts, items, invoices, payments."""
    app = custom_connection(sandbox, url)
    with httpx.Client(base_url=url, headers={"Accept": "application/json"}) as http:
        form = {"grant_type": "client_credentials"}
        auth = (app["client_id"], app["client_secret"])
        token = http.post("/connect/token", auth=auth, data=form).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"

        def listed(plural: str, where: str) -> list[Any]:
            reply = http.get(f"/api.xro/2.0/{plural}", params={"where": where, "page": "1"})
            rows: list[Any] = reply.json()[plural]
            return rows

        open_invoices = 'Status!="DELETED" AND Status!="VOIDED" AND Contact.Name.StartsWith("XC")'
        found = {
            "Contacts": listed("Contacts", 'Name.StartsWith("XC")'),
            "Items": listed("Items", 'Code.StartsWith("XC")'),
            "Invoices": listed("Invoices", open_invoices),
            "Accounts": listed("Accounts", 'Name.StartsWith("XC")'),
        }
    return [f"{plural}: {row}" for plural, rows in found.items() for row in rows]


def british_first(clock: SandboxClock, on_change: Callable[[Change], None]) -> Sequence[Book]:
    """Open the organisations so that a custom connection is to the one that is no demo company."""
    return list(reversed(demo_ledger(clock, on_change)))


@pytest.fixture(scope="module")
def calls() -> list[Any]:
    return []


def test_every_live_test_passes_on_the_sandbox_and_leaves_nothing(calls: list[Any]) -> None:
    sandbox = Sandbox(limits=UNPACED)
    done, requests = run_on(sandbox, "tests/live", f"--ignore={LIMIT_TESTS}")
    calls += requests
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout
    assert "left in the demo company" not in done.stdout
    with sandbox.serve() as url:
        assert still_there(sandbox, url) == []


def test_limits_are_xero_s_own_on_the_sandbox(calls: list[Any]) -> None:
    sandbox = Sandbox(
        clock=SandboxClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        faults=[Fault("slow:0.4", count=20, match="GET /Currencies")],
    )
    done, requests = run_on(sandbox, LIMIT_TESTS)
    calls += requests
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_live_run_stays_within_its_budget(calls: list[Any]) -> None:
    assert 0 < len(calls) < MOST_CALLS


def test_other_organisations_are_refused_before_anything_is_written() -> None:
    done, requests = run_on(Sandbox(limits=UNPACED, ledger=british_first), "tests/live")
    assert done.returncode == 3
    assert "'Northwind Traders Ltd' is not a demo company" in done.stdout
    sent = [(row["method"], row["path"]) for row in requests]
    assert ("GET", "/api.xro/2.0/Organisation") in sent
    assert [row for row in sent if row[0] in WRITES and row[1] != "/connect/token"] == []


def test_stored_connection_does_without_the_tests_of_an_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    sandbox = Sandbox(limits=UNPACED)
    with sandbox.serve() as url:
        settings = ClientCredentialsInput.model_validate(custom_connection(sandbox, url))
        with TokenStore() as store:
            store.save("demo", client_credentials_grant(settings, Endpoints.at(url)))
        done = run_live("tests/live/test_oauth.py", XERO_LIVE_CONNECTION="demo")
    assert list(tmp_path.rglob("tokens.db"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "deselected" in done.stdout


def test_without_credentials_the_variables_are_named() -> None:
    done = run_live("tests/live")
    assert done.returncode == 2
    for name in ("XERO_LIVE_CLIENT_ID", "XERO_LIVE_CLIENT_SECRET", "XERO_LIVE_CONNECTION"):
        assert name in done.stdout + done.stderr
    assert "skipped" not in done.stdout


def test_live_tests_run_only_when_they_are_asked_for() -> None:
    done = run_pytest("--collect-only", "tests/live", "tests/store", environment=os.environ)
    assert "tests/store" in done.stdout
    assert "tests/live" not in done.stdout
