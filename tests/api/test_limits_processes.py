"""Real processes that share one budget: against the sandbox's limits, and when one is killed."""

import signal
import time
from collections import Counter
from datetime import UTC, datetime

import httpx

from tests.api.limit_workers import HELD, hold_and_die, read_on
from tests.clocks import FakeClock
from tests.connections.processes import at_once, exit_code
from tests.fast_time import FastSandboxClock
from xero_component.api.limits.shared import SharedLimits
from xero_component.sandbox import Sandbox

SPEED = 20.0
"""Xero's minute takes three seconds here."""
MINUTES = 2.4


async def test_the_places_of_a_killed_process_come_back(store_url: str) -> None:
    SharedLimits(store_url).close()
    assert exit_code(hold_and_die, store_url) == -signal.SIGKILL
    clock = FakeClock(datetime.now(UTC))
    with SharedLimits(store_url, clock=clock) as limits:
        async with limits.slot(HELD):
            assert 105 <= sum(clock.sleeps) <= 115


def test_four_processes_use_the_sandboxs_minutes_and_are_never_refused(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    SharedLimits(url).close()
    started = time.time()
    sandbox = Sandbox(clock=FastSandboxClock(SPEED, started))
    with sandbox.serve() as base_url:
        credentials = custom_connection(sandbox, base_url)
        sent = at_once(4, read_on, url, base_url, credentials, (SPEED, started), MINUTES)
        log = [one for one in sandbox.requests.listing() if "Currencies" in str(one["path"])]
    assert Counter(one["status"] for one in log) == {200: len(log)}
    assert sum(sent) >= len(log) - 4
    assert min(sent) > 0
    assert len(log) >= 0.98 * 60 * int(MINUTES)


def custom_connection(sandbox: Sandbox, base_url: str) -> tuple[str, str]:
    """Return the client id and a token of the sandbox's custom connection."""
    app = sandbox.announcement(base_url)["custom_connection"]
    assert isinstance(app, dict)
    reply = httpx.post(
        f"{base_url}/connect/token",
        data={"grant_type": "client_credentials", "scope": "accounting.settings.read"},
        auth=(app["client_id"], app["client_secret"]),
        trust_env=False,
    )
    return str(app["client_id"]), str(reply.json()["access_token"])
