from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION, as_json
from xero_component.catalogue.scopes import missing
from xero_component.component import component
from xero_component.connections import (
    ClientCredentialsInput,
    OAuth2Input,
    TokenStore,
    client_credentials_grant,
)
from xero_component.sandbox import Sandbox


@pytest.fixture
def fresh_url() -> Iterator[str]:
    """Serve a sandbox of its own: what a user once allowed an app adds up."""
    with Sandbox(limits=None).serve() as url:
        yield url


def connect(cli: Cli, base_url: str, *more: str) -> None:
    done = cli("connect", "acme", "--sandbox", "--base-url", base_url, *more)
    assert done.exit_code == 0, done.output


def test_without_an_action_it_is_what_all_of_them_need(cli: Cli) -> None:
    done = cli("scopes")
    assert done.exit_code == 0, done.output
    listed = done.stdout.split()
    assert listed[0] == "offline_access"
    for action in component.actions.values():
        assert missing(action.scopes, listed) == ()
    assert done.stdout == " ".join(listed) + "\n"


def test_the_line_can_be_pasted_into_the_scopes_input(cli: Cli) -> None:
    line = cli("scopes", "get_invoice", "pay_invoice").stdout.strip()
    assert line == "offline_access accounting.invoices.read accounting.payments"
    assert OAuth2Input(scopes=line, client_id="app").scopes == line
    custom = cli("scopes", "get_invoice", "--client-credentials").stdout.strip()
    assert custom == "accounting.invoices.read"
    form = {"scopes": custom, "client_id": "app", "client_secret": "secret"}
    assert ClientCredentialsInput.model_validate(form).scopes == custom


def test_a_write_scope_includes_its_read_scope(cli: Cli) -> None:
    done = cli("scopes", "get_invoice", "create_invoice", "list_invoices")
    assert done.stdout == "offline_access accounting.invoices\n"


def test_an_older_app_gets_the_broad_ones(cli: Cli) -> None:
    done = cli("scopes", "create_invoice", "pay_invoice", "get_contact", "--legacy")
    assert done.stdout == "offline_access accounting.contacts.read accounting.transactions\n"


def test_pickers_read_more_than_the_action(cli: Cli) -> None:
    assert cli("scopes", "get_invoice").stdout == "offline_access accounting.invoices.read\n"
    assert cli("scopes", "create_invoice").stdout == "offline_access accounting.invoices\n"
    picked = cli("scopes", "create_invoice", "--pickers").stdout.split()
    assert {"offline_access", "accounting.contacts.read", "accounting.invoices"} <= set(picked)


def test_a_raw_request_is_said_to_depend_on_its_path(cli: Cli) -> None:
    done = cli("scopes", "raw_request")
    assert done.stdout == "offline_access\n"
    assert "the path" in done.stderr


def test_as_json_for_programs(cli: Cli) -> None:
    found = as_json(cli("scopes", "get_contact", "--json").stdout)
    listed = ["offline_access", "accounting.contacts.read"]
    assert found == {"scopes": listed, "text": " ".join(listed)}


def test_a_mistyped_action_gets_the_nearest_one(cli: Cli) -> None:
    done = cli("scopes", "get_contct")
    assert done.exit_code == 2
    assert "did you mean get_contact" in done.stderr


def test_a_connection_that_holds_all_is_said_to(cli: Cli, connected: str) -> None:
    done = cli("scopes", "pay_invoice", "--connection", connected)
    assert done.exit_code == 0, done.output
    assert done.stderr == "acme holds all of them.\n"


def test_what_a_connection_lacks_is_named_with_the_command_that_adds_it(
    cli: Cli, fresh_url: str
) -> None:
    held = "offline_access accounting.contacts"
    connect(cli, fresh_url, "--tenant", ORGANISATION, "--scopes", held)
    done = cli("scopes", "pay_invoice", "get_contact", "-c", "acme")
    assert done.exit_code == 4
    line = "offline_access accounting.contacts accounting.payments"
    assert done.stdout == line + "\n"
    assert f"xero-component connect acme --scopes '{line}'" in done.stderr
    assert "lacks accounting.payments (for pay_invoice)" in done.stderr
    assert "Add accounting.payments to the connection's scopes" in done.stderr

    connect(cli, fresh_url, "--tenant", ORGANISATION, "--scopes", line)
    assert cli("scopes", "pay_invoice", "get_contact", "-c", "acme").exit_code == 0


def test_what_is_missing_is_also_there_for_programs(cli: Cli, fresh_url: str) -> None:
    connect(cli, fresh_url, "--tenant", ORGANISATION, "--scopes", "accounting.contacts")
    done = cli("scopes", "get_contact", "pay_invoice", "-c", "acme", "--json")
    assert done.exit_code == 4
    found = as_json(done.stdout)
    assert found["connection"] == "acme"
    assert found["missing"] == ["offline_access", "accounting.payments"]


def test_a_custom_connection_needs_no_offline_access(cli: Cli, fresh_url: str) -> None:
    connect(cli, fresh_url, "--client-credentials", "--scopes", "accounting.contacts.read")
    assert cli("scopes", "get_contact", "-c", "acme").exit_code == 0
    done = cli("scopes", "create_contact", "-c", "acme")
    assert done.exit_code == 4
    assert done.stdout == "accounting.contacts\n"
    assert "connect acme --client-credentials --scopes accounting.contacts" in done.stderr


def test_scopes_that_nobody_told_are_not_called_missing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ClientCredentialsInput.model_validate({"client_id": "a", "client_secret": "b"})
    grant = client_credentials_grant(settings)
    with TokenStore() as store:
        store.save("acme", replace(grant, scopes=frozenset()))
    done = cli("scopes", "get_contact", "-c", "acme")
    assert done.exit_code == 0, done.output
    assert "not known" in done.stderr
    told = as_json(cli("scopes", "get_contact", "-c", "acme", "--json").stdout)
    assert told["missing"] is None


def test_an_unknown_connection_lists_the_known_ones(cli: Cli, connected: str) -> None:
    done = cli("scopes", "-c", "acne")
    assert done.exit_code == 8
    assert "There are: acme." in done.stderr


def test_a_trigger_needs_what_it_reads(cli: Cli) -> None:
    invoices = cli("scopes", "invoice_paid", "new_and_updated_records")
    payments = cli("scopes", "new_and_updated_records:payments")

    assert invoices.stdout == "offline_access accounting.invoices.read\n"
    assert payments.stdout == "offline_access accounting.payments.read\n"


def test_the_webhook_needs_no_scope_of_its_own(cli: Cli) -> None:
    assert cli("scopes", "webhook").stdout == "offline_access\n"


@pytest.mark.parametrize("key", ["new_and_updated_records:invoyces", "invoice_paid:payments"])
def test_a_kind_of_record_that_a_trigger_does_not_look_at_is_refused(cli: Cli, key: str) -> None:
    done = cli("scopes", key)

    assert done.exit_code == 2
    assert "Error: " in done.stderr
