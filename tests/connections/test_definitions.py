"""The connection types as a flow builder sees them: keys, labels, order, defaults and refusals."""

import subprocess
import sys

import pytest
from pydantic import SecretStr

import xero_component.connections
from xero_component.connections import ClientCredentialsInput, HostManagedInput, OAuth2Input
from xero_component.core import ConnectionType, Flow, discover
from xero_component.core.inputs import form_of, read_input
from xero_component.errors import InputError

TYPES = discover(xero_component.connections, ConnectionType)
API_SCOPES = (
    "accounting.settings accounting.contacts accounting.attachments"
    " accounting.invoices accounting.payments"
)


def labels(key: str) -> list[str | None]:
    return [info.title for info in TYPES[key].input.model_fields.values()]


def test_there_are_three_connection_types() -> None:
    assert {key: (kind.title, kind.flow) for key, kind in TYPES.items()} == {
        "oauth2": ("Xero OAuth 2.0", Flow.AUTHORIZATION_CODE),
        "client_credentials": ("Xero OAuth 2.0 Client Credentials", Flow.CLIENT_CREDENTIALS),
        "host_managed": ("Xero Access Token", Flow.HOST_MANAGED),
    }


def test_forms_have_the_usual_labels_in_the_usual_order() -> None:
    assert labels("oauth2") == [
        "Scopes",
        "Client ID",
        "Client Secret",
        "Tenant Name",
        "Use PKCE",
    ]
    assert labels("client_credentials") == ["Scopes", "Client ID", "Client Secret"]
    assert labels("host_managed") == ["Access Token", "Tenant ID"]


@pytest.mark.parametrize("key", list(TYPES))
def test_every_input_is_described_and_every_secret_is_marked(key: str) -> None:
    for info in TYPES[key].input.model_fields.values():
        assert info.description
        assert "\n" not in info.description
        assert form_of(info).secret is ("SecretStr" in str(info.annotation))


def test_default_scopes_cover_the_actions() -> None:
    assert OAuth2Input(client_id="app").scopes == f"offline_access {API_SCOPES}"
    form = ClientCredentialsInput(client_id="app", client_secret=SecretStr("x"))
    assert form.scopes == API_SCOPES


def test_a_pasted_form_is_tidied() -> None:
    raw = {"scopes": " a.read\n b  a.read ", "client_id": " app \n", "client_secret": " s3cret\t"}
    form = read_input(OAuth2Input, raw, subject="oauth2")
    assert (form.scopes, form.client_id) == ("a.read b", "app")
    assert form.client_secret is not None
    assert form.client_secret.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(form)
    assert "s3cret" not in form.model_dump_json()


@pytest.mark.parametrize("secret", [None, "", "  "])
def test_an_app_without_secret_is_a_pkce_app(secret: str | None) -> None:
    form = read_input(OAuth2Input, {"client_id": "app", "client_secret": secret}, subject="oauth2")
    assert form.client_secret is None
    assert form.use_pkce


def wrong(form: str, raw: object) -> str:
    with pytest.raises(InputError) as caught:
        read_input(TYPES[form].input, raw, subject=form)
    assert "hush" not in str(caught.value) + repr(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({}, "client_id: is required"),
        (None, "not null"),
        ({"client_id": 5}, "client_id: must be text"),
        ({"client_id": ""}, "client_id: enter the Client ID"),
        ({"client_id": "a:b"}, "client_id: enter the Client ID"),
        ({"client_id": "ä"}, "client_id: enter the Client ID"),
        ({"client_id": "a", "client_secret": "hush hush"}, "client_secret: enter the secret"),
        ({"client_id": "a", "client_secret": 7}, "client_secret"),
        ({"client_id": "a", "use_pkce": False}, "use_pkce: an app without"),
        ({"client_id": "a", "scopes": ""}, "scopes: name at least one"),
        ({"client_id": "a", "scopes": "a, b"}, "separate the names with spaces"),
        ({"client_id": "a", "scopes": None}, "scopes: must be text"),
        ({"client_id": "a", "tenant": "x"}, "did you mean tenant_name"),
    ],
)
def test_a_wrong_form_names_the_field(raw: object, words: str) -> None:
    assert words in wrong("oauth2", raw)


def test_client_credentials_refuse_offline_access() -> None:
    raw = {"client_id": "a", "client_secret": "hush", "scopes": "offline_access a.read"}
    assert "scopes: leave out offline_access" in wrong("client_credentials", raw)


def test_client_credentials_need_a_secret() -> None:
    assert "client_secret: is required" in wrong("client_credentials", {"client_id": "a"})
    assert "client_secret: enter" in wrong(
        "client_credentials", {"client_id": "a", "client_secret": ""}
    )


def test_a_host_hands_over_a_bare_token() -> None:
    assert HostManagedInput(access_token=SecretStr("abc")).tenant_id is None
    assert "access_token: enter" in wrong("host_managed", {"access_token": "Bearer hush"})


def test_importing_connections_loads_neither_database_nor_cryptography() -> None:
    program = (
        "import sys, xero_component.connections;"
        "print([name for name in ('sqlalchemy', 'cryptography') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
