"""`serve`, `config` and `api-keys` on the command line."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.served import finished
from xero_component.runtimes.http.api_keys import ApiKeys
from xero_component.store.database import Database
from xero_component.store.location import default_url

WITHOUT = (
    "import sys; sys.modules[sys.argv.pop(1)] = None; from xero_component.cli import main;"
    " sys.argv = ['xero-component', *sys.argv[1:]]; main()"
)


def found(key: str) -> object:
    database = Database(default_url())
    try:
        return ApiKeys(database).find(key)
    finally:
        database.close()


def test_a_key_is_shown_once_listed_and_revoked(cli: Cli) -> None:
    made = cli("api-keys", "create", "flows", "-c", "acme", "--effect", "read", "--days", "30")
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert re.fullmatch(r"xck_[\w-]{43}", key)
    assert "read on acme" in made.stderr
    assert found(key) is not None

    listed = cli("api-keys", "list").stdout
    assert key not in listed
    assert re.search(r"flows.*acme.*read.*works", listed)

    assert "Revoked flows" in cli("api-keys", "revoke", "flows").stdout
    assert found(key) is None
    assert "revoked" in cli("api-keys", "list").stdout


def test_without_options_a_key_reads_and_writes_on_all_connections(cli: Cli) -> None:
    assert "No API keys" in cli("api-keys", "list").stdout
    made = cli("api-keys", "create", "flows")
    assert "read, write on all connections" in made.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("create", "flows", "--effect", "everything"), "'everything' is not read"),
        (("create", " "), "name"),
        (("create", "flows", "--days", "0"), "--days"),
        (("revoke", "nobody"), "no working key"),
    ],
)
def test_wrong_options_are_named(cli: Cli, options: tuple[str, ...], words: str) -> None:
    done = cli("api-keys", *options)
    assert done.exit_code == 2
    assert words in done.stderr


def test_the_keys_are_in_the_store_that_the_file_names(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'store = "sqlite:///{tmp_path / "elsewhere.db"}"', "utf-8")
    cli("api-keys", "create", "flows", "--config", str(file))
    assert "No API keys" in cli("api-keys", "list").stdout
    assert "flows" in cli("api-keys", "list", "--config", str(file)).stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.com"])  # noqa: S104 - what is refused
def test_beyond_this_machine_it_does_not_start_without_keys(cli: Cli, host: str) -> None:
    done = cli("serve", "--host", host, "--port", "0")
    assert done.exit_code == 8
    assert "api-keys create" in done.stderr
    assert done.stdout == ""


def test_a_key_that_has_ended_is_none(cli: Cli) -> None:
    cli("api-keys", "create", "flows")
    cli("api-keys", "revoke", "flows")
    assert cli("serve", "--host", "0.0.0.0").exit_code == 8  # noqa: S104 - what is refused


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.300"])
def test_an_address_that_cannot_be_had_says_what_to_do(cli: Cli, base_url: str, host: str) -> None:
    port = base_url.rpartition(":")[2]
    cli("api-keys", "create", "flows")
    done = cli("serve", "--host", host, "--port", port)
    assert done.exit_code == 8
    assert "--port" in done.stderr


def test_a_wrong_setting_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_BODY_SECONDS", "soon")
    for command in ("serve", "config"):
        done = cli(command)
        assert done.exit_code == 8
        assert "body_seconds" in done.stderr


def test_the_settings_are_listed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_PORT", "9001")
    monkeypatch.setenv("XERO_COMPONENT_WEBHOOK_KEY", "whk-secret")
    table = cli("config").stdout
    assert re.search(r"port +│ 9001 +│ environment: XERO_COMPONENT_PORT", table)
    told = {one["name"]: one for one in json.loads(cli("config", "--json").stdout)}
    assert told["port"]["value"] == "9001"
    assert "whk-secret" not in table + str(told)


@pytest.mark.parametrize(
    ("missing", "command"),
    [
        ("fastapi", ("serve",)),
        ("uvicorn", ("serve",)),
        ("pydantic_settings", ("config",)),
        ("pydantic_settings", ("api-keys", "list")),
    ],
)
def test_without_the_extra_it_says_what_to_install(missing: str, command: tuple[str, ...]) -> None:
    code, out, err = finished("-c", WITHOUT, missing, *command)
    assert code == 8, err
    assert out == ""
    assert 'pip install "xero-component[server]"' in err
    assert "Traceback" not in err
