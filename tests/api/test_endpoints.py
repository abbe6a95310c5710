import pytest

from xero_component.api.endpoints import BASE_URL_VARIABLE, Endpoints
from xero_component.catalogue.apis import Api
from xero_component.errors import ConfigurationError


def test_without_a_setting_everything_goes_to_xero() -> None:
    endpoints = Endpoints.from_environment()
    assert endpoints.is_xero
    assert endpoints.base_url(Api.ACCOUNTING) == "https://api.xero.com/api.xro/2.0"
    assert endpoints.base_url(Api.IDENTITY) == "https://api.xero.com"
    assert endpoints.connections_url == "https://api.xero.com/connections"
    assert endpoints.token_url == "https://identity.xero.com/connect/token"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8787",
        "http://127.9.9.9",
        "http://localhost:8787/",
        "https://LOCALHOST",
        "http://[::1]:8787",
        "  http://localhost  ",
    ],
)
def test_a_server_on_this_machine_may_stand_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BASE_URL_VARIABLE, url)
    endpoints = Endpoints.from_environment()
    root = url.strip().rstrip("/")
    assert not endpoints.is_xero
    assert endpoints.base_url(Api.FILES) == f"{root}/files.xro/1.0"
    for address in (endpoints.token_url, endpoints.authorize_url, endpoints.revocation_url):
        assert address.startswith(f"{root}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://10.0.0.1",
        "http://192.168.1.5:8787",
        "http://0.0.0.0:8787",
        "http://169.254.169.254",
        "https://api.xero.com",
        "https://api.xero.com.evil",
        "https://evil.com/127.0.0.1",
        "http://evil.com#localhost",
        "http://evil.com?localhost",
        "http://user@localhost",
        "http://localhost@evil.com",
        "http://user:pass@127.0.0.1",
        "http://evil.com\\@127.0.0.1",
        "http://localhost:8787/deep/path",
        "http://localhost:99999",
        "http://localhost:port",
        "http://localhost:0",
        "http://[::1",
        "http://[::ffff:10.0.0.1]",
        "http://2130706433",
        "http://0x7f.1",
        "ftp://localhost",
        "file:///etc/passwd",
        "localhost:8787",
        "//localhost",
        "http://",
        "nonsense",
    ],
)
def test_any_other_host_or_form_is_refused_naming_the_variable(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BASE_URL_VARIABLE, url)
    with pytest.raises(ConfigurationError, match=BASE_URL_VARIABLE):
        Endpoints.from_environment()


@pytest.mark.parametrize("url", ["http://joe:hunter2@10.0.0.1", "http://joe:hunter2@localhost"])
def test_a_password_in_the_address_is_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Endpoints.at(url)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "   "])
def test_an_empty_setting_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BASE_URL_VARIABLE, url)
    assert Endpoints.from_environment().is_xero
