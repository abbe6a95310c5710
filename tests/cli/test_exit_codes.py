import pytest

import xero_component.core
from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION
from xero_component.cli.exit_codes import EPILOG, EXIT_CODES
from xero_component.cli.reporting import paragraph_of
from xero_component.connections import TokenStore
from xero_component.errors import DefinitionError, Group, ReconnectError
from xero_component.sandbox import Sandbox, parse_fault

RAW = ("run", "raw_request", "--url", "/Contacts")
PUT = (*RAW, "--method", "PUT", "--data", '{"Name": "A"}')
GET = (*RAW, "--method", "GET")


def test_every_group_has_a_code_of_its_own_that_the_help_names() -> None:
    assert set(EXIT_CODES) == set(Group)
    assert len(set(EXIT_CODES.values())) == len(Group)
    for code in EXIT_CODES.values():
        assert f" {code} " in EPILOG


@pytest.mark.parametrize(
    ("fault", "command", "code"),
    [
        ("429-day", GET, 5),
        ("503-text", GET, 5),
        ("reset-after", PUT, 6),
        ("html-200", GET, 7),
        ("revoked", GET, 3),
    ],
)
def test_each_trouble_ends_with_the_code_of_its_group(
    cli: Cli, connected: str, sandbox: Sandbox, fault: str, command: tuple[str, ...], code: int
) -> None:
    with TokenStore() as store:
        grant = store.load(connected)[1]
    sandbox.faults.add(parse_fault(f"{fault}@/Contacts"))
    done = cli(*command)
    assert done.exit_code == code, done.output
    assert done.stderr.startswith("Error: ")
    assert f"exit code {code}" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.output
    assert str(grant.access_token) not in done.output
    assert str(grant.client_secret) not in done.output


def test_a_missing_scope_is_named(cli: Cli, base_url: str) -> None:
    scopes = ("--scopes", "offline_access accounting.contacts.read")
    where = ("--sandbox", "--base-url", base_url, "--tenant", ORGANISATION)
    assert cli("connect", "reader", *where, *scopes).exit_code == 0
    done = cli("run", "create_contact", "--name", "A")
    assert done.exit_code == 4
    assert "accounting.contacts" in done.stderr


def test_what_xero_refuses_is_wrong_input(cli: Cli, connected: str) -> None:
    done = cli("run", "create_contact", "--name", "Bayside Club")
    assert done.exit_code == 2
    assert "already assigned" in done.stderr
    assert cli("run", "get_invoice", "--invoice-id", "INV-9999").exit_code == 2


def test_a_broken_component_has_its_own_code(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> object:
        raise DefinitionError("actions/x.py: expected exactly one Action, found 0.")

    monkeypatch.setattr(xero_component.core, "look_up", broken)
    done = cli("run", "get_invoice", "--invoice-id", "1")
    assert done.exit_code == 9
    assert "actions/x.py" in done.stderr


def test_what_nobody_expected_shows_neither_traceback_nor_its_text(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> object:
        raise RuntimeError("Bearer eyJhbGciOi")

    monkeypatch.setattr(xero_component.core, "look_up", broken)
    done = cli("run", "get_invoice", "--invoice-id", "1")
    assert done.exit_code == 1
    assert "RuntimeError" in done.stderr
    assert "eyJhbGciOi" not in done.output
    assert "Traceback" not in done.output


def test_wrong_usage_is_two(cli: Cli) -> None:
    for command in (("nothing",), ("--nothing",), ("connect",), ("manifest", "--format", "xml")):
        assert cli(*command).exit_code == 2


def test_every_command_tells_the_exit_codes_in_its_help(cli: Cli) -> None:
    commands = ("connect", "connections", "actions", "run", "manifest", "sandbox", "demo")
    for command in ((), *((name,) for name in commands), ("connections", "test")):
        done = cli(*command, "--help")
        assert done.exit_code == 0
        assert "Exit codes" in done.output


def test_an_error_is_one_paragraph_without_control_codes() -> None:
    text = paragraph_of(ReconnectError("Gone\x1b[2J.", correlation_id="c-1"))
    assert text.startswith("Error: Gone\ufffd[2J. Connect to Xero again")
    assert text.endswith("(exit code 3, correlation id c-1)")
