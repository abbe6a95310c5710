import webbrowser
from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest

from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION, process
from xero_component.cli import consent as steps
from xero_component.cli.demo.browser import consent
from xero_component.connections import TokenStore
from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET

APP = ("--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET, "--port", "0")


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], object]], None]:
    """Put a function in place of the browser."""

    def put(browser: Callable[[str], object]) -> None:
        monkeypatch.setattr(webbrowser, "open", lambda url: bool(browser(url)) or True)

    return put


def names() -> list[str]:
    with TokenStore() as store:
        return [connection.name for connection in store.list()]


def test_a_consent_in_the_browser_is_stored_under_the_name(cli: Cli, base_url: str, opens) -> None:
    opens(consent)
    done = cli("connect", "acme", *APP, "--tenant", ORGANISATION, "--base-url", base_url)
    assert done.exit_code == 0, done.output
    assert "Connected to Demo Company (AU)" in done.output
    assert "Northwind Traders Ltd" in done.output
    with TokenStore() as store:
        connection, grant = store.load("acme")
    assert connection.tenant_name == ORGANISATION
    assert grant.access_token is not None
    assert grant.refresh_token is not None
    for secret in (grant.access_token, grant.refresh_token, CLIENT_SECRET):
        assert secret not in done.output


def test_without_a_terminal_several_organisations_are_listed_and_none_is_taken(
    cli: Cli, base_url: str, opens
) -> None:
    opens(consent)
    done = cli("connect", "acme", *APP, "--base-url", base_url)
    assert done.exit_code == 8
    assert "2 match" in done.stderr
    assert "Name one with --tenant" in done.stderr
    assert "Northwind Traders Ltd (5d1fa7a8-" in done.stderr
    assert names() == []


@pytest.mark.parametrize("answer", ["2", "northwind traders ltd"])
def test_at_a_terminal_a_person_chooses_by_number_or_name(
    cli: Cli, base_url: str, opens, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    opens(consent)
    monkeypatch.setattr(steps, "can_ask", lambda: True)
    done = cli("connect", "acme", *APP, "--base-url", base_url, typed=f"{answer}\n")
    assert done.exit_code == 0, done.output
    assert "Connected to Northwind Traders Ltd" in done.output


def test_an_answer_that_names_nothing_is_an_error(
    cli: Cli, base_url: str, opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(consent)
    monkeypatch.setattr(steps, "can_ask", lambda: True)
    done = cli("connect", "acme", *APP, "--base-url", base_url, typed="3\n")
    assert done.exit_code == 8
    assert "'3' is wanted, and none matches" in done.stderr
    assert names() == []


def test_a_refusal_on_the_page_stores_nothing(cli: Cli, base_url: str, opens) -> None:
    opens(lambda url: consent(url, decision="cancel"))
    done = cli("connect", "acme", *APP, "--base-url", base_url)
    assert done.exit_code == 3
    assert "declined" in done.stderr
    assert names() == []


def test_an_answer_with_another_state_is_not_used(
    cli: Cli, base_url: str, opens, sandbox: Sandbox
) -> None:
    def forge(url: str) -> None:
        back = httpx.URL(url).params["redirect_uri"]
        httpx.get(f"{back}?{urlencode({'code': 'stolen', 'state': 'other'})}", trust_env=False)

    opens(forge)
    done = cli("connect", "acme", *APP, "--base-url", base_url)
    assert done.exit_code == 3
    assert "state differs" in done.stderr
    assert not any(one["path"] == "/connect/token" for one in sandbox.requests.listing())


def test_a_wrong_secret_is_named_without_showing_it(cli: Cli, base_url: str, opens) -> None:
    opens(consent)
    app = ("--client-id", CLIENT_ID, "--client-secret", "wrong-secret-1", "--port", "0")
    done = cli("connect", "acme", *app, "--base-url", base_url)
    assert done.exit_code == 8
    assert "wrong-secret-1" not in done.output
    assert names() == []


def test_client_id_and_secret_come_from_the_environment(
    cli: Cli, base_url: str, opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(consent)
    monkeypatch.setenv("XERO_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("XERO_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", base_url)
    done = cli("connect", "acme", "--port", "0", "--tenant", ORGANISATION)
    assert done.exit_code == 0, done.output


def test_what_is_missing_is_asked_for_and_the_secret_is_not_echoed(
    cli: Cli, base_url: str, opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(consent)
    monkeypatch.setattr("xero_component.cli.screen.can_ask", lambda: True)
    done = cli(
        *("connect", "acme", "--port", "0", "--base-url", base_url, "--tenant", ORGANISATION),
        typed=f"{CLIENT_ID}\n{CLIENT_SECRET}\n",
    )
    assert done.exit_code == 0, done.output
    assert "Client Secret" in done.output
    assert CLIENT_SECRET not in done.output


def test_without_a_terminal_a_missing_client_id_says_how_to_give_it(cli: Cli) -> None:
    done = cli("connect", "acme")
    assert done.exit_code == 8
    assert "XERO_CLIENT_ID" in done.stderr
    assert "--client-id" in done.stderr


def test_a_port_that_is_taken_names_the_way_out(cli: Cli, base_url: str) -> None:
    port = str(httpx.URL(base_url).port)
    done = cli("connect", "acme", *APP[:4], "--port", port, "--base-url", base_url)
    assert done.exit_code == 8
    assert "--port" in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--sandbox", "--base-url", "http://127.0.0.1:9"), 5, "No sandbox answers"),
        (("--sandbox", "--base-url", "http://sandbox.example"), 8, "on this machine"),
        (("--client-credentials", "--tenant", "X"), 2, "--tenant"),
        (("--client-id", "a b", "--client-secret", "s"), 2, "--client-id"),
        (("--client-id", "a", "--client-secret", "s", "--scopes", " "), 2, "--scopes"),
    ],
)
def test_wrong_options_say_what_would_be_right(
    cli: Cli, options: tuple[str, ...], code: int, words: str
) -> None:
    done = cli("connect", "acme", *options)
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert names() == []


def test_a_sandbox_at_its_usual_port_needs_no_address(
    cli: Cli, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xero_component.cli.connect.SANDBOX_PORT", httpx.URL(base_url).port)
    done = cli("connect", "acme", "--sandbox", "--tenant", ORGANISATION)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_one_is_refused_before_anybody_consents(
    cli: Cli, base_url: str, sandbox: Sandbox, name: str
) -> None:
    sandbox.requests.clear()
    done = cli("connect", name, "--sandbox", "--base-url", base_url)
    assert done.exit_code == 8
    assert "needs a name" in done.stderr
    assert sandbox.requests.listing() == []


def test_a_scope_that_the_sandbox_does_not_give_is_refused(cli: Cli, base_url: str) -> None:
    done = cli("connect", "acme", "--sandbox", "--base-url", base_url, "--scopes", "no.such")
    assert done.exit_code == 3
    assert "refused to connect" in done.stderr


def test_a_custom_connection_needs_no_browser(cli: Cli, base_url: str) -> None:
    done = cli("connect", "own", "--sandbox", "--client-credentials", "--base-url", base_url)
    assert done.exit_code == 0, done.output
    assert "The custom connection is to Demo Company (AU)." in done.output
    listed = cli("run", "list_contacts", "--json")
    assert listed.exit_code == 0, listed.output


def test_a_custom_connection_with_a_wrong_secret_is_not_stored(cli: Cli, base_url: str) -> None:
    app = ("--client-id", "nobody", "--client-secret", "wrong-secret-2")
    done = cli("connect", "own", "--client-credentials", *app, "--base-url", base_url)
    assert done.exit_code == 8
    assert "wrong-secret-2" not in done.output
    assert names() == []


def test_connecting_again_under_a_name_replaces_the_connection(
    cli: Cli, connected: str, base_url: str
) -> None:
    again = ("--sandbox", "--base-url", base_url, "--tenant", "Northwind Traders Ltd")
    done = cli("connect", connected, *again)
    assert done.exit_code == 0
    assert "This replaces the connection acme." in done.output
    with TokenStore() as store:
        assert [one.tenant_name for one in store.list()] == ["Northwind Traders Ltd"]


def test_in_a_process_of_its_own_the_address_is_printed_and_waited_for(base_url: str) -> None:
    command = ("-m", "xero_component", "connect", "acme", *APP, "--no-browser")
    with process(*command, "--base-url", base_url, "--tenant", ORGANISATION) as running:
        assert running.stdout is not None
        url = next(line.strip() for line in running.stdout if line.startswith("http"))
        consent(url)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert "stored as acme" in out
    assert names() == ["acme"]
