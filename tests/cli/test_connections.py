from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION
from xero_component.connections import TokenStore
from xero_component.sandbox import Sandbox, parse_fault


def test_without_connections_the_way_to_make_one_is_shown(cli: Cli) -> None:
    done = cli("connections")
    assert done.exit_code == 0
    assert "xero-component connect NAME" in done.output


def test_the_list_shows_name_organisation_type_state_and_place_but_no_secret(
    cli: Cli, connected: str, base_url: str
) -> None:
    done = cli("connections")
    assert done.exit_code == 0
    for shown in (connected, ORGANISATION, "oauth2", "no", base_url):
        assert shown in done.output
    with TokenStore() as store:
        grant = store.load(connected)[1]
    assert str(grant.access_token) not in done.output
    assert str(grant.refresh_token) not in done.output


def test_the_list_needs_no_key(cli: Cli, connected: str, monkeypatch) -> None:
    monkeypatch.setenv("XERO_COMPONENT_KEY", "B" * 43 + "=")
    done = cli("connections")
    assert done.exit_code == 0, done.output
    assert connected in done.output
    assert "unknown: its key is missing" in done.output


def test_a_connection_that_works_is_said_to_work(cli: Cli, connected: str) -> None:
    done = cli("connections", "test", connected)
    assert done.exit_code == 0, done.output
    assert done.output == "acme works: it is connected to Demo Company (AU).\n"


def test_a_connection_that_was_withdrawn_has_to_be_made_again(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("revoked"))
    done = cli("connections", "test", connected)
    assert done.exit_code == 3
    assert "onnect" in done.stderr


def test_removing_forgets_the_tokens_and_says_what_stays(cli: Cli, connected: str) -> None:
    done = cli("connections", "remove", connected)
    assert done.exit_code == 0
    assert "disconnect it in Xero" in done.output
    with TokenStore() as store:
        assert list(store.list()) == []


def test_an_unknown_name_lists_the_known_ones(cli: Cli, connected: str) -> None:
    for command in ("remove", "test"):
        done = cli("connections", command, "acne")
        assert done.exit_code == 8
        assert "There are: acme." in done.stderr
