"""Tokens that the host keeps: handed over once, and asked for again when Xero rejects them."""

import threading
from collections.abc import Awaitable

import anyio
import pytest
from pydantic import SecretStr

from tests.connections.fakes import FakeClock, jwt
from xero_component.connections import HostManagedConnection
from xero_component.errors import ConfigurationError, ReconnectError


async def test_the_hosts_token_is_used_as_it_is() -> None:
    connection = HostManagedConnection(SecretStr("token-1"), "tenant-1", scopes=["a", "b"])
    assert await connection.access_token() == "token-1"
    assert await connection.access_token(rejected="an older one") == "token-1"
    assert (connection.tenant_id, connection.scopes) == ("tenant-1", frozenset({"a", "b"}))
    await connection.aclose()


def test_scopes_are_read_from_the_token_when_the_host_does_not_name_them() -> None:
    assert HostManagedConnection(jwt(scope=["a"]), None).scopes == frozenset({"a"})
    assert HostManagedConnection("opaque", None).scopes is None
    assert HostManagedConnection(jwt(scope=["a"]), None, scopes=[]).scopes == frozenset()


@pytest.mark.parametrize("named", [None, ["a"]])
def test_the_scopes_of_a_token_that_has_ended_are_not_known(named: list[str] | None) -> None:
    clock = FakeClock()
    token = jwt(scope=["a"], exp=int(clock.now().timestamp()) + 60)
    connection = HostManagedConnection(token, None, scopes=named, clock=clock)
    assert connection.scopes == frozenset({"a"})
    clock.advance(60)
    assert connection.scopes is None


async def test_fifty_rejections_ask_the_host_once() -> None:
    asked: list[int] = []
    seen: list[str] = []

    async def refresh() -> str:
        asked.append(1)
        return "token-2"

    connection = HostManagedConnection("token-1", "tenant-1", refresh)

    async def call() -> None:
        seen.append(await connection.access_token(rejected="token-1"))

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(call)
    assert seen == ["token-2"] * 50
    assert len(asked) == 1


async def test_a_plain_function_runs_in_a_thread() -> None:
    threads: list[threading.Thread] = []

    def refresh() -> str:
        threads.append(threading.current_thread())
        return "token-2"

    connection = HostManagedConnection("token-1", None, refresh)
    assert await connection.access_token(rejected="token-1") == "token-2"
    assert threads != [threading.current_thread()]


async def test_a_function_that_returns_an_awaitable_is_awaited() -> None:
    async def later() -> str:
        return "token-2"

    def refresh() -> Awaitable[str]:
        return later()

    connection = HostManagedConnection("token-1", None, refresh)
    assert await connection.access_token(rejected="token-1") == "token-2"


async def test_without_a_refresh_function_the_host_has_to_hand_over_a_new_token() -> None:
    with pytest.raises(ReconnectError, match="no way to renew"):
        await HostManagedConnection("token-1", None).access_token(rejected="token-1")


async def test_the_same_token_again_is_no_renewal() -> None:
    connection = HostManagedConnection("token-1", None, lambda: "token-1")
    with pytest.raises(ReconnectError, match="expired") as caught:
        await connection.access_token(rejected="token-1")
    assert "token-1" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "Bearer x", "a\r\nX: y", "tökén", None, 5])
async def test_a_token_that_fits_no_header_is_refused(token: object) -> None:
    with pytest.raises(ConfigurationError):
        HostManagedConnection(token, None)  # type: ignore[arg-type]  # bad input is the point
    connection = HostManagedConnection("token-1", None, lambda: token)  # type: ignore[arg-type]  # same
    with pytest.raises(ConfigurationError):
        await connection.access_token(rejected="token-1")


async def test_an_error_of_the_hosts_function_is_the_hosts_to_see() -> None:
    def refresh() -> str:
        raise LookupError("vault is sealed")

    connection = HostManagedConnection("token-1", None, refresh)
    with pytest.raises(LookupError, match="sealed"):
        await connection.access_token(rejected="token-1")


def test_a_repr_does_not_show_the_token() -> None:
    assert repr(HostManagedConnection("token-1", "t")) == "HostManagedConnection(tenant_id='t')"
