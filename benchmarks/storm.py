"""Fifty processes that want a token at once, after theirs has ended: token calls, and the time.

Run it alone as `python -m benchmarks.storm`. The processes share a database; Xero is the sandbox.
On PostgreSQL it is measured where one is installed.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.timing import Row
from tests.connections.processes import at_once
from tests.connections.sandboxed import served
from tests.connections.workers import renew
from tests.databases import KEY
from tests.postgres import find_binaries, running_server
from xero_component.connections import TokenStore

PROCESSES = 50


def storm() -> list[Row]:
    """Measure the storm on each kind of database that is here."""
    rows = []
    for kind, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with opened() as url:
            if url is not None:
                rows += _storm(kind, url)
    return rows


def _storm(kind: str, url: str) -> list[Row]:
    with served() as home:
        grant, [tenant, *_] = home.consent()
        with TokenStore(url, KEY) as store:
            store.save(tenant.name, grant, tenant)
        found = at_once(PROCESSES, renew_timed, url, KEY, home.base_url, [tenant.name])
        calls = home.token_calls()
    assert len({token for token, _, _ in found}) == 1
    began = min(begin for _, begin, _ in found)
    first, last = (pick(end for _, _, end in found) - began for pick in (min, max))
    name = f"token calls of {PROCESSES} processes at once, {kind}"
    return [
        Row(name, calls, 1, float(calls), "1", calls == 1),
        Row("  seconds until the last has its token (and the first)", last, first, last / first),
    ]


def renew_timed(number: int, *given: Any) -> tuple[str, float, float]:
    """Ask for a token; return it with the moments before and after (seconds since 1970)."""
    began = time.time()
    token = renew(number, *given)[1]
    return token, began, time.time()


@contextmanager
def _sqlite() -> Iterator[str | None]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'store.db'}"


@contextmanager
def _postgres() -> Iterator[str | None]:
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with running_server(binaries) as server:
        yield server.url


if __name__ == "__main__":
    for row in storm():
        print(f"{row.what}: {row.ours:.2f} (baseline: {row.baseline:.2f})")
