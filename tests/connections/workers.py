"""What the processes of the tests do; imported once, by the process that they are forked from."""

import os
import signal
from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio
import httpx

from xero_component.api.endpoints import Endpoints
from xero_component.connections import Grant, OAuth2Connection, TokenStore
from xero_component.store.database import Database

POINTS = (
    "before the lease",
    "with the lease",
    "before the request",
    "after the answer",
    "before storing",
    "while storing",
    "after storing",
    "after the release",
)


def renew(
    number: int, url: str, key: str | None, base_url: str, names: Sequence[str]
) -> tuple[str, str]:
    """Ask for a token that is valid; return it with the organisation that it is used for."""
    with TokenStore(url, key) as store:
        name = names[number % len(names)]
        connection = OAuth2Connection(store, name, None, Endpoints.at(base_url))
        return str(connection.tenant_id), anyio.run(connection.access_token)


def work_on(
    number: int, url: str, key: str | None, base_url: str, rounds: int, operators: int
) -> int:
    """Renew tokens and keep new connections, or rotate the keys all the while; count the rounds.

    Keys that were given are rotated back and forth: every second process has them the other way.
    """
    if key is not None and number % 2:
        key = ",".join(reversed(key.split(",")))
    with TokenStore(url, key) as store:
        connection = OAuth2Connection(store, "acme", None, Endpoints.at(base_url))
        for round_number in range(rounds):
            if number >= operators:
                token = store.load("acme")[1].access_token
                renewed = anyio.run(partial(connection.access_token, rejected=token))
                assert renewed != token
                store.save(f"{number} {round_number}", store.load("acme")[1])
            elif key is None:
                store.add_key()
                store.drop_old_keys()
            else:
                store.rotate()
    return rounds


def open_and_save(number: int, url: str, key: str | None, grant: Grant) -> str:
    """Open a store that may not exist yet, and keep a connection in it."""
    with TokenStore(url, key) as store:
        store.save(f"name {number}", grant)
        return str(store.load(f"name {number}")[1].access_token)


def open_database(_number: int, url: str) -> bool:
    """Open a database that may not exist yet."""
    Database(url).close()
    return True


def renew_and_die(url: str, key: str | None, base_url: str, point: str) -> None:
    """Renew a token, and be killed at a point on the way."""
    store = DyingStore(url, key, point)
    connection = OAuth2Connection(
        store, "acme", httpx.AsyncClient(transport=DyingTransport(point)), Endpoints.at(base_url)
    )
    anyio.run(connection.access_token)


def die_at(point: str, wanted: str) -> None:
    if point == wanted:
        os.kill(os.getpid(), signal.SIGKILL)


class DyingTransport(httpx.AsyncHTTPTransport):
    """Dies where Xero has answered and nobody has read it."""

    def __init__(self, point: str) -> None:
        super().__init__()
        self._point = point

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        die_at("after the answer", self._point)
        return response


class DyingRows:
    """Dies between a change and its commit."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)

    def update_grant(self, *given: Any) -> None:
        self._rows.update_grant(*given)
        die_at("while storing", "while storing")


class DyingStore(TokenStore):
    """Dies at one of its steps."""

    def __init__(self, url: str, key: str | None, point: str) -> None:
        super().__init__(url, key)
        self._point = point
        self._lease_points = iter(("with the lease", "before the request"))
        if point == "while storing":
            vars(self)["_rows"] = DyingRows(self._rows)

    def acquire_lease(self, grant_id: str, owner: str, seconds: float) -> bool:
        die_at("before the lease", self._point)
        taken = super().acquire_lease(grant_id, owner, seconds)
        die_at(next(self._lease_points), self._point)
        return taken

    def update(self, grant: Grant) -> bool:
        die_at("before storing", self._point)
        changed = super().update(grant)
        die_at("after storing", self._point)
        return changed

    def release_lease(self, grant_id: str, owner: str) -> None:
        super().release_lease(grant_id, owner)
        die_at("after the release", self._point)
