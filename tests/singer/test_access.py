"""The configuration, and refresh tokens that are kept as they rotate."""

import stat
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.singer.home import Home
from xero_component.connections import TokenStore
from xero_component.errors import ConfigurationError, InputError, TenantChoiceError
from xero_component.runtimes.singer import TapConfig
from xero_component.runtimes.singer.access import opened
from xero_component.runtimes.singer.token_file import TokenFile


async def name_of_organisation(config: dict[str, Any]) -> str:
    """Reach Xero as a run of the tap does, with a token that it renews."""
    async with opened(TapConfig.read(config)) as (xero, _):
        found = (await xero.connections())["records"]
        own = xero.tenant_id or found[0]["tenantId"]
        return next(one["tenantName"] for one in found if one["tenantId"] == own)


def reach(config: dict[str, Any]) -> str:
    return anyio.run(name_of_organisation, config)


def renewals(home: Home) -> int:
    listed = home.sandbox.requests.listing()
    return sum(str(one["path"]).endswith("/connect/token") for one in listed)


def into_file(config: dict[str, Any], path: Path) -> tuple[dict[str, Any], str]:
    token = str(config.pop("refresh_token"))
    path.write_text(f"{token}\n", "ascii")
    return {**config, "refresh_token_secret_name": f"file:{path}"}, token


def test_a_plain_refresh_token_works_at_every_run_as_what_follows_it_is_kept(home: Home):
    config = home.config()
    home.sandbox.requests.clear()
    for _ in range(3):
        assert reach(config) == "Demo Company (AU)"
    assert renewals(home) == 1
    with TokenStore() as store:
        [known] = store.list()
    assert known.tenant_name == "Demo Company (AU)"
    assert known.name.startswith(f"tap {config['tenant_id']}")


@pytest.mark.parametrize("reference", ["XERO_REFRESH_TOKEN", "env:XERO_REFRESH_TOKEN"])
def test_a_token_in_the_environment_is_the_first_one(
    reference: str, home: Home, monkeypatch: pytest.MonkeyPatch
):
    config = home.config()
    monkeypatch.setenv("XERO_REFRESH_TOKEN", config.pop("refresh_token"))
    config["refresh_token_secret_name"] = reference
    for _ in range(2):
        assert reach(config) == "Demo Company (AU)"
    monkeypatch.setenv("XERO_REFRESH_TOKEN", home.config()["refresh_token"])
    assert reach(config) == "Demo Company (AU)"
    monkeypatch.delenv("XERO_REFRESH_TOKEN")
    with pytest.raises(ConfigurationError, match="XERO_REFRESH_TOKEN"):
        reach(config)


def test_a_token_in_a_file_is_replaced_by_each_that_follows(home: Home, tmp_path: Path):
    path = tmp_path / "secrets" / "token"
    path.parent.mkdir()
    config, token = into_file(home.config(), path)
    seen = {token}
    for _ in range(3):
        assert reach(config) == "Demo Company (AU)"
        assert path.read_text("ascii").strip() not in seen
        seen.add(path.read_text("ascii").strip())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {one.name for one in path.parent.iterdir()} == {"token", "token.lock"}


def test_a_new_token_is_in_the_file_before_it_is_used(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    config, token = into_file(home.config(), tmp_path / "token")
    home.sandbox.requests.clear()
    write = TokenFile.write

    def fail(file: TokenFile, new: str) -> None:
        if new != token:
            raise ConfigurationError("The disk is full.")
        write(file, new)

    monkeypatch.setattr(TokenFile, "write", fail)
    with pytest.raises(ConfigurationError, match="full"):
        reach(config)
    assert renewals(home) == len(home.sandbox.requests.listing()) == 1
    monkeypatch.undo()
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", home.base_url)
    assert reach(config) == "Demo Company (AU)", "the old one has its grace"


def test_a_file_that_cannot_be_written_spends_no_token(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    config, _ = into_file(home.config(), tmp_path / "token")
    home.sandbox.requests.clear()

    def refuse(*_given: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        reach(config)
    assert home.sandbox.requests.listing() == []


def test_one_process_at_a_time_may_renew_the_token_of_a_file(tmp_path: Path):
    path = tmp_path / "token"
    path.write_text("abc\n")
    one, other = TokenFile(path), TokenFile(path)
    assert one.lock()
    assert one.lock(), "again by the same"
    assert not other.lock()
    one.unlock()
    assert other.lock()
    other.unlock()
    assert path.read_text() == "abc\n"


@pytest.mark.parametrize("content", ["", "two words", "line\nline", "a" * 10_001, "tökén"])
def test_a_file_without_a_token_is_refused(content: str, tmp_path: Path):
    path = tmp_path / "token"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        TokenFile(path).read()
    assert not content or content[:20] not in str(refused.value)


def test_a_connection_of_the_store_needs_nothing_else(home: Home):
    config = home.config()
    reach(config)
    with TokenStore() as store:
        [name] = [one.name for one in store.list()]
    for settings in ({"connection": name}, {"refresh_token_secret_name": f"store:{name}"}):
        assert reach(settings) == "Demo Company (AU)"
    with pytest.raises(ConfigurationError, match="tenant_id is other"):
        reach({"connection": name, "tenant_id": "other"})


def test_an_organisation_that_the_consent_does_not_cover_is_refused_with_those_it_does(
    home: Home,
):
    config = home.config(tenant_id="00000000-0000-0000-0000-000000000000")
    with pytest.raises(TenantChoiceError, match=r"Demo Company \(AU\)"):
        reach(config)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "client_id is missing"),
        ({"client_id": "a"}, "refresh_token or refresh_token_secret_name is missing"),
        ({"client_id": "a", "refresh_token": "s3cret"}, "tenant_id is missing"),
        (
            {"client_id": "a", "tenant_id": "t", "refresh_token": "s3cret"}
            | {"refresh_token_secret_name": "env:X"},
            "not both",
        ),
        ({"connection": "acme", "start_date": "first of May"}, "start_date"),
        ({"connection": "acme", "start_date": 20210101}, "start_date"),
        ({"connection": "acme", "sweep_days": -1}, "sweep_days"),
        ({"connection": ["acme"]}, "connection"),
    ],
)
def test_a_configuration_that_cannot_work_names_what_is_wrong(settings: Any, said: str):
    with pytest.raises(InputError, match=said) as refused:
        TapConfig.read(settings)
    assert "s3cret" not in str(refused.value)


def test_what_a_configuration_holds_beside_is_left_aside_and_its_secrets_are_not_shown():
    settings = {"client_id": "a", "client_secret": "s3cret", "refresh_token": "s3cret"}
    config = TapConfig.read({**settings, "tenant_id": " t ", "batch_size": 5, "scopes": ""})
    assert "s3cret" not in repr(config)
    assert (config.tenant_id, config.scopes, config.is_custom) == ("t", None, False)


def test_a_place_that_is_none_is_refused(home: Home):
    config = home.config()
    del config["refresh_token"]
    with pytest.raises(ConfigurationError, match="vault:xero"):
        reach({**config, "refresh_token_secret_name": "vault:xero"})


def test_a_custom_connection_needs_no_refresh_token(home: Home):
    told: Any = home.sandbox.announcement(home.base_url)["custom_connection"]
    assert reach({**told, "scopes": "accounting.settings.read"})
