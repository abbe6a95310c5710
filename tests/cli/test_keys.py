import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import xero_component.cli
from tests.cli.conftest import Cli
from tests.connections.fakes import a_grant
from xero_component.connections import TokenStore


def test_a_new_key_is_printed_and_nothing_is_changed(cli: Cli, own_store) -> None:
    made = {cli("keys", "new").output.strip() for _ in range(3)}
    assert len(made) == 3
    for key in made:
        Fernet(key)
    assert not own_store.exists()


def test_the_list_shows_fingerprints_counts_and_place_but_no_key(
    cli: Cli, connected: str, own_store
) -> None:
    done = cli("keys", "list")
    assert done.exit_code == 0, done.output
    assert "tokens.key" in done.output
    assert re.search(r"[0-9a-f]{8} .*writing and reading .* 1 ", done.output)
    key = (own_store / "xero-component" / "tokens.key").read_text().strip()
    assert key[:8] not in done.output


def test_a_rotation_keeps_the_old_key_until_it_is_dropped(cli: Cli, connected: str) -> None:
    done = cli("keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "which is the first now: 1." in done.output
    assert "Old keys that stay in the key file" in done.output
    listed = cli("keys", "list").output
    assert re.search(r"writing and reading .* 1 ", listed)
    assert re.search(r"│ reading +│ 0 ", listed)
    done = cli("keys", "rotate", "--drop-old")
    assert "Old keys forgotten: 2." in done.output
    assert cli("connections", "test", connected).exit_code == 0


def test_keys_in_the_environment_are_rotated_where_they_are(
    cli: Cli, connected: str, own_store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (own_store / "xero-component" / "tokens.key").read_text().strip()
    monkeypatch.setenv("XERO_COMPONENT_KEY", old)
    done = cli("keys", "rotate")
    assert done.exit_code == 8
    assert "xero-component keys new" in done.stderr

    new = cli("keys", "new").output.strip()
    monkeypatch.setenv("XERO_COMPONENT_KEY", f"{new},{old}")
    done = cli("keys", "rotate", "--drop-old")
    assert done.exit_code == 8
    assert "take the old keys out there" in done.stderr
    done = cli("keys", "rotate")
    assert "No longer needed in XERO_COMPONENT_KEY: " in done.output
    assert new not in done.output
    assert old not in done.output
    monkeypatch.setenv("XERO_COMPONENT_KEY", new)
    with TokenStore() as store:
        assert store.load(connected)[1].refresh_token


def test_a_key_that_is_missing_is_listed_as_such_and_stops_a_rotation(
    cli: Cli, connected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = f"{cli('keys', 'new').output.strip()},{cli('keys', 'new').output.strip()}"
    monkeypatch.setenv("XERO_COMPONENT_KEY", keys)
    assert re.search(r"not known .* 1 ", cli("keys", "list").output)
    done = cli("keys", "rotate")
    assert done.exit_code == 8
    assert "another key" in done.stderr


def test_the_store_and_its_key_may_be_in_the_settings_file(
    cli: Cli, connected: str, own_store, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, key = tmp_path / "of the server.db", cli("keys", "new").output.strip()
    settings = tmp_path / "server.toml"
    settings.write_text(f'store = "sqlite:///{database}"\nkey = "{key}"\n')
    monkeypatch.setenv("XERO_COMPONENT_CONFIG", str(settings))
    assert "No connections" in cli("connections").output
    with TokenStore(f"sqlite:///{database}", key) as store:
        store.save("of the server", a_grant())
    assert "of the server" in cli("connections").output
    listed = cli("keys", "list").output
    assert "the `key` that was given" in listed
    assert re.search(r"writing and reading .* 1 ", listed)
    assert key[:8] not in listed
    assert cli("usage").exit_code == 0
    own = own_store / "xero-component" / "tokens.db"
    monkeypatch.setenv("XERO_COMPONENT_STORE", f"sqlite:///{own}")
    monkeypatch.setenv("XERO_COMPONENT_KEY", own.with_suffix(".key").read_text().strip())
    assert connected in cli("connections").output
    assert "XERO_COMPONENT_KEY" in cli("keys", "list").output


def test_a_settings_file_that_is_not_there_is_an_error_for_every_command(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_CONFIG", "/nowhere/server.toml")
    tap = tmp_path / "tap.json"
    tap.write_text('{"connection": "acme"}')
    commands = (["connections"], ["keys", "list"], ["usage"], ["webhooks", "list"])
    for command in (*commands, ["tap", "--config", str(tap)]):
        done = cli(*command)
        assert done.exit_code == 8, command
        assert "/nowhere/server.toml" in done.stderr


def test_every_command_opens_the_store_in_the_same_way() -> None:
    folder = Path(xero_component.cli.__file__).parent
    opening = {
        path.name
        for path in folder.rglob("*.py")
        if path.parent.name != "demo"
        and re.search(r"(TokenStore|Inbox|Database)\(\)", path.read_text("utf-8"))
    }
    assert opening == {"stored.py"}
