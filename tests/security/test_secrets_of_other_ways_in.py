"""Secrets of other ways in: the password of a database, and the tokens of a Singer tap."""

import io
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from tests.databases import KEY
from tests.postgres import Server as PostgreSQL
from tests.runtimes.http_connect.driving import opened
from tests.singer.conftest import selected
from tests.singer.home import Home
from xero_component.cli.app import app
from xero_component.connections import TokenStore
from xero_component.errors import ConfigurationError, UnavailableError
from xero_component.runtimes.logs import LogFormat, LogLevel, writing_logs
from xero_component.runtimes.settings import listed_settings
from xero_component.sandbox import Sandbox, parse_fault
from xero_component.sandbox.identity import endpoints, tokens

PASSWORD = "hunter-two-password-of-the-run"

pytestmark = pytest.mark.outside_openapi(reason="the run is about secrets")


def told_by(error: BaseException) -> str:
    return f"{error}\n{error!r}\n" + "".join(traceback.format_exception(error))


async def test_the_password_of_a_database_is_nowhere_while_it_works_and_while_it_is_away(
    stoppable_url: str,
    postgres_server: PostgreSQL,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = sa.make_url(stoppable_url).set(password=PASSWORD).render_as_string(hide_password=False)
    log, seen = io.StringIO(), list[str]()
    sandbox = Sandbox(limits=None)
    with (
        writing_logs(LogFormat.JSON, LogLevel.DEBUG, log),
        opened(tmp_path, sandbox, store=url) as world,
    ):
        seen.append((await world.browser().connect(connection="acme")).text)
        for stopped in (False, True):
            if stopped:
                postgres_server.stop()
            try:
                async with world.program() as http:
                    for path in ("/ready", "/connections", "/metrics", "/nothing"):
                        seen.append((await http.get(path)).text)
                    reply = await http.post("/actions/create_contact", json={"name": "Sunrise"})
                    assert reply.status_code == (503 if stopped else 200)
                    seen.append(reply.text)
                if stopped:
                    with pytest.raises(UnavailableError) as raised:
                        TokenStore(url, KEY)
                    seen.append(told_by(raised.value))
            finally:
                if stopped:
                    postgres_server.start()
        things = (world.server, world.server.settings, world.store, world.server.database)
        for thing in (*things, *vars(world.server).values(), *vars(world.store.database).values()):
            seen.append(f"{thing!r}\n{thing}")
    seen += [log.getvalue(), caplog.text]
    assert "postgresql" in "".join(seen)
    assert PASSWORD not in "".join(seen)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{PASSWORD}@host:no-port/db",
        f"postgresql://me:{PASSWORD}@[::1/db",
        f"postgresql://me:first@{PASSWORD}@127.0.0.1:1/db",
        f"postgresql://me:{PASSWORD}@127.0.0.1:1/db?nonsense=1",
        f"postgresql://127.0.0.1:1/db?user=me&password={PASSWORD}",
        f"postgres:/me:{PASSWORD}@db",
        f"nothing://me:{PASSWORD}@db/db",
        PASSWORD,
    ],
)
def test_an_address_that_cannot_be_used_is_an_error_that_does_not_show_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises((ConfigurationError, UnavailableError)) as raised:
        TokenStore(url, KEY)
    assert PASSWORD not in told_by(raised.value)
    monkeypatch.setenv("XERO_COMPONENT_STORE", url)
    assert PASSWORD not in repr(listed_settings())


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        yield sandbox, base_url


@pytest.mark.parametrize("fault", [None, "revoked@/connect/token", "500-html@GET /Contacts"])
def test_the_tokens_of_a_tap_are_in_no_message_log_or_file(
    fault: str | None,
    served: tuple[Sandbox, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox, base_url = served
    sandbox.reset()
    for name, value in (("XDG_DATA_HOME", "data"), ("HOME", "home")):
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", base_url)
    secrets = watched_tokens(monkeypatch)
    home = Home(sandbox, base_url, tmp_path)
    config = home.config()
    _, _, _, *arguments = home.command(config, catalog=selected("contacts"))
    if fault is not None:
        sandbox.faults.add(parse_fault(fault))
    done = CliRunner().invoke(app, arguments, prog_name="xero-component")
    assert (done.exit_code == 0) == (fault is None), done.stderr
    secrets |= {str(config["client_secret"]), str(config["refresh_token"])}
    assert len(secrets) >= 3
    own = tmp_path / "config.json"
    files = [one for one in tmp_path.rglob("*") if one.is_file() and one != own]
    assert files
    seen = [done.stdout.encode(), done.stderr.encode(), caplog.text.encode()]
    seen += [one.read_bytes() for one in files]
    if done.exception is not None:
        seen.append(told_by(done.exception).encode())
    assert [one for one in secrets if any(one.encode() in place for place in seen)] == []


def watched_tokens(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return a set that every token which the token endpoint gives is put into."""
    issued: set[str] = set()
    issue = tokens.issue

    def watched(*given: Any) -> dict[str, object]:
        body = issue(*given)
        issued.update(
            str(body[name])
            for name in ("access_token", "refresh_token", "id_token")
            if name in body
        )
        return body

    monkeypatch.setattr(endpoints, "issue", watched)
    return issued
