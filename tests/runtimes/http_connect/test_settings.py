"""Where the server is, and where people may be sent: nowhere that was not set."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.docs.blocks import DOCS, blocks
from tests.runtimes.http_connect.driving import APPS, BUILDER, World
from xero_component.errors import ConfigurationError
from xero_component.runtimes.http.connect.router import connect_settings
from xero_component.runtimes.http.connect.settings import ConnectApp, ConnectSettings, with_query
from xero_component.runtimes.settings import Settings, listed_settings, load_settings


def settings(**given: object) -> ConnectSettings:
    usual = {"apps": APPS, "public_url": "https://flows.example", "return_origins": (BUILDER,)}
    return ConnectSettings.model_validate(usual | given)


ELSEWHERE = (
    "",
    "/relative",
    "//builder.example/",
    "http://builder.example/",
    "https://evil.example/",
    "https://builder.example.evil.example/",
    "https://evil.example/https://builder.example/",
    "https://evil.example/?https://builder.example",
    "https://evil.example#https://builder.example",
    "https://builder.example@evil.example/",
    "https://builder.example:x@evil.example/",
    "https://user:password@builder.example/",
    "https://builder.example:8443/",
    "https://builder.example\\@evil.example/",
    "https:\\\\evil.example\\",
    "https://evil.example\\.builder.example/",
    "https:///builder.example/",
    "https:builder.example",
    " https://builder.example/",
    "https://builder.example/\n",
    "https://builder.example/\r\nSet-Cookie: x=y",
    "\x00https://builder.example/",
    "https://builder.example\t.evil.example/",
    "https://builder.exampleé/",
    "https://ｂuilder.example/",
    "javascript:alert(1)",
    "javascript://builder.example/%0aalert(1)",
    "data:text/html,x",
    "https://[::1",
    "https://builder.example:0/",
    "https://builder.example:99999/",
    "https://builder.example/" + "x" * 2000,
)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(address: str):
    assert not settings().may_return_to(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://builder.example",
        "https://builder.example/",
        "https://BUILDER.example/a?b=c&d=%20#e",
        "https://builder.example:443/flows/7",
    ],
)
def test_people_are_sent_back_to_the_origins_that_were_set(address: str):
    assert settings().may_return_to(address)


@given(st.text(max_size=40), st.text(max_size=40))
@example("https://builder.example@", "/")
def test_whatever_is_allowed_is_at_the_origin_and_cannot_break_a_header(before: str, after: str):
    address = f"{before}//builder.example{after}"
    if settings().may_return_to(address):
        assert address.lower().startswith("https://builder.example")
        assert address[len("https://builder.example") :][:1] in {"", "/", "?", "#", ":"}
        assert address.isascii()
        assert address.isprintable()


@pytest.mark.parametrize("return_to", ELSEWHERE[1:8])
async def test_a_page_never_links_elsewhere(world: World, return_to: str):
    page = await world.browser().get("/connect/main", params={"return_to": return_to})

    assert page.status_code == 400
    assert "evil" not in page.text
    assert "The address to return to is not allowed" in page.text


def test_what_the_address_had_stays_in_it():
    assert with_query("https://x.example/a?b=&b=2#c", ("d", "e f")) == (
        "https://x.example/a?b=&b=2&d=e+f#c"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "http://flows.example"},
        {"public_url": "flows.example"},
        {"public_url": "https://flows.example/?x=1"},
        {"public_url": "https://me@flows.example"},
        {"public_url": ""},
        {"return_origins": ("https://builder.example/path",)},
        {"return_origins": ("*",)},
        {"return_origins": ("https://*.example",)},
        {"return_origins": ("null",)},
        {"apps": {"Main!": APPS["main"]}},
        {"apps": {"../x": APPS["main"]}},
        {"apps": {"main": {"client_id": ""}}},
        {"apps": {"main": APPS["main"] | {"tenant_name": "x"}}},
        {"apps": {"main": APPS["main"] | {"use_pkce": False}}},
        {"needs_link": False},
    ],
)
def test_settings_that_would_be_unsafe_are_refused(given: dict[str, object]):
    with pytest.raises(ValidationError):
        settings(**given)


def test_addresses_lie_below_the_public_url():
    below = settings(public_url="https://flows.example/xero/")

    assert below.path("main", "/done/x") == "/xero/connect/main/done/x"
    assert below.address("main", "/callback") == "https://flows.example/xero/connect/main/callback"


def test_the_scopes_that_say_who_consents_are_always_asked_for():
    app = ConnectApp.model_validate(APPS["main"] | {"scopes": "email accounting.contacts"})

    assert app.asked.scopes == "openid profile email accounting.contacts"
    assert app.scopes == "email accounting.contacts"


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0"},  # noqa: S104 - the address that is to be refused
        {"port": 0},
        {"public_url": "https://flows.example"},
        {"allowed_hosts": ("flows.example",), "public_url": None},
    ],
)
def test_a_server_that_cannot_lead_people_back_says_what_is_missing(given: dict[str, object]):
    with pytest.raises(ConfigurationError, match="public_url"):
        connect_settings(Settings.model_validate({"apps": APPS} | given))


def test_without_apps_nothing_has_to_be_set():
    assert connect_settings(Settings.model_validate({"host": "0.0.0.0"})).apps == {}  # noqa: S104


def test_on_this_machine_the_public_url_is_localhost():
    known = connect_settings(Settings.model_validate({"apps": APPS, "port": 9999}))

    assert known.public_url == "http://localhost:9999"
    assert not known.needs_link


def test_apps_come_from_the_environment_and_their_secrets_are_not_shown(
    monkeypatch: pytest.MonkeyPatch,
):
    app = '{"main": {"client_id": "abc", "client_secret": "top-secret"}}'
    monkeypatch.setenv("XERO_COMPONENT_APPS", app)
    monkeypatch.setenv("XERO_COMPONENT_RETURN_ORIGINS", "https://a.example, https://b.example")

    known = load_settings()

    secret = known.apps["main"].client_secret
    assert secret is not None
    assert secret.get_secret_value() == "top-secret"
    assert known.return_origins == ("https://a.example", "https://b.example")
    shown = {one.name: one.value for one in listed_settings()}
    assert shown["apps"] == "main"
    assert "top-secret" not in f"{shown} {known!r} {connect_settings(known)!r}"


def test_a_wrong_app_is_told_without_its_secret(monkeypatch: pytest.MonkeyPatch):
    app = '{"main": {"client_id": "a b", "client_secret": "top secret"}}'
    monkeypatch.setenv("XERO_COMPONENT_APPS", app)

    with pytest.raises(ConfigurationError, match=r"apps\.main") as caught:
        load_settings()

    assert "top secret" not in str(caught.value)


def test_the_settings_file_of_the_guide_can_be_used(tmp_path: Path):
    [text] = blocks(DOCS / "connecting.md", "toml")
    file = tmp_path / "server.toml"
    file.write_text(text.replace("…", "abc"), "utf-8")

    known = connect_settings(load_settings(file))

    assert known.address("main", "/callback") == "https://xero.example.com/connect/main/callback"
    assert known.needs_link
    assert known.may_return_to("https://builder.example.com/flows/7")
