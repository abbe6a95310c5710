"""Keys of the token store: where they come from, who may read them, and how they change."""

import stat
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.connections.fakes import ACME, BETA, SECRET, FakeClock, a_grant
from xero_component.connections import TokenStore, generate_key
from xero_component.connections._store.keys import find_source
from xero_component.errors import ConfigurationError

OLD, NEW, OTHER = generate_key(), generate_key(), generate_key()


@pytest.fixture
def folder(database_url: str) -> Path:
    return Path(make_url(database_url).database or "").parent


@pytest.fixture
def filled(database_url: str) -> str:
    with TokenStore(database_url, OLD) as store:
        store.save("acme", a_grant(), ACME)
        store.save("beta", a_grant(), BETA)
    return database_url


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_by_default_the_store_is_in_the_users_data_folder(tmp_path: Path) -> None:
    with TokenStore() as store:
        store.save("acme", a_grant(), ACME)
        folder = tmp_path / "data" / "xero-component"
        assert {path.name for path in folder.iterdir()} >= {"tokens.db", "tokens.key"}
        assert mode_of(folder) == 0o700
        assert {mode_of(path) for path in folder.iterdir()} == {0o600}
    with TokenStore() as store:
        assert store.load("acme")[1].access_token == "access-1"


def test_the_environment_may_name_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "elsewhere" / "own.db"
    monkeypatch.setenv("XERO_COMPONENT_STORE", f"sqlite:///{named}")
    with TokenStore() as store:
        store.save("acme", a_grant(), ACME)
    assert named.exists()
    monkeypatch.setenv("XERO_COMPONENT_STORE", "  ")
    with TokenStore() as store:
        assert store.list() == []


def test_no_file_of_the_store_holds_a_secret(
    database_url: str, folder: Path, clock: FakeClock
) -> None:
    with TokenStore(database_url, clock=clock) as store:
        grant = a_grant(access_token="access-of-acme", refresh_token="refresh-of-acme")
        store.save("acme", grant, ACME)
        store.rotate()
        written = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    assert b"11111111-aaaa" in written
    for secret in (SECRET, "access-of-acme", "refresh-of-acme"):
        assert secret.encode() not in written
        assert secret[:12].encode() not in written
    assert "acme" in repr(store.list())
    assert "of-acme" not in repr(grant) + repr(store)


def test_rotation_takes_three_steps_and_loses_nothing(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_KEY", f"{NEW}, {OLD}")
    with TokenStore(filled) as store:
        assert store.load("acme")[1].client_secret == SECRET
        assert store.rotate() == 2
    monkeypatch.setenv("XERO_COMPONENT_KEY", NEW)
    with TokenStore(filled) as store:
        assert store.load("acme")[1].refresh_token == "refresh-1"
        assert store.load("beta")[1].refresh_token == "refresh-1"
    with TokenStore(filled, OLD) as store, pytest.raises(ConfigurationError):
        store.load("acme")


def test_a_wrong_key_says_what_to_do_and_spoils_nothing(filled: str) -> None:
    with TokenStore(filled, OTHER) as store:
        for attempt in (
            lambda: store.load("acme"),
            lambda: store.save("gamma", a_grant(), ACME),
            store.rotate,
        ):
            with pytest.raises(ConfigurationError, match="XERO_COMPONENT_KEY") as caught:
                attempt()
            assert OTHER not in str(caught.value)
        assert [connection.name for connection in store.list()] == ["acme", "beta"]
        store.delete("beta")
    with TokenStore(filled, OLD) as store:
        assert store.load("acme")[1].access_token == "access-1"


def test_a_key_that_is_given_goes_before_the_environment(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_KEY", OTHER)
    for key in (OLD, [OLD], [OTHER, OLD], f"{OTHER},{OLD}"):
        with TokenStore(filled, key) as store:
            assert store.load("acme")[1].access_token == "access-1"


@pytest.mark.parametrize(
    "key",
    ["short", "ö" * 44, "=" * 44, f"{OLD},short"],
    ids=["too short", "not ASCII", "not Base64", "one of two"],
)
def test_a_key_of_the_wrong_form_is_refused_without_showing_it(database_url: str, key: str) -> None:
    with pytest.raises(ConfigurationError, match="not a Fernet key") as caught:
        TokenStore(database_url, key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("key", ["", " , ", []])
def test_an_empty_key_is_not_taken_for_none(database_url: str, key: str | list[str]) -> None:
    with pytest.raises(ConfigurationError, match="empty"):
        TokenStore(database_url, key)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_may_read_is_refused(
    database_url: str, folder: Path, mode: int
) -> None:
    TokenStore(database_url).close()
    (folder / "tokens.key").chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        TokenStore(database_url)


def test_a_lost_key_file_is_not_replaced_while_the_store_holds_tokens(
    database_url: str, folder: Path
) -> None:
    with TokenStore(database_url) as store:
        store.save("acme", a_grant(), ACME)
    (folder / "tokens.key").unlink()
    with pytest.raises(ConfigurationError, match="is missing"):
        TokenStore(database_url)
    assert not (folder / "tokens.key").exists()


def test_an_empty_key_file_is_refused(database_url: str, folder: Path) -> None:
    TokenStore(database_url).close()
    (folder / "tokens.key").write_text("")
    with pytest.raises(ConfigurationError, match="is empty"):
        TokenStore(database_url)


def test_a_key_file_is_made_whole_and_leaves_no_draft(database_url: str, folder: Path) -> None:
    TokenStore(database_url).close()
    made = (folder / "tokens.key").read_text()
    TokenStore(database_url).close()
    assert (folder / "tokens.key").read_text() == made
    assert [path.name for path in folder.glob("tokens.key*")] == ["tokens.key"]


def test_a_database_server_gets_no_key_file_of_its_own() -> None:
    with pytest.raises(ConfigurationError, match="XERO_COMPONENT_KEY"):
        find_source(None, None)


def test_a_folder_that_cannot_be_made_is_a_matter_of_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigurationError, match="cannot be made"):
        TokenStore(f"sqlite:///{tmp_path / 'file' / 'tokens.db'}")
