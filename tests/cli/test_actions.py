import pytest

from tests.cli.conftest import Cli
from xero_component.cli.flags import flags_of
from xero_component.component import component


def test_every_action_is_listed_with_its_effect(cli: Cli) -> None:
    done = cli("actions")
    assert done.exit_code == 0
    for action in component.actions.values():
        row = next(line for line in done.output.splitlines() if f" {action.key} " in line)
        assert action.title in row
        assert str(action.effect) in row


@pytest.mark.parametrize("key", component.actions)
def test_every_action_is_described_with_flags_scopes_and_link(cli: Cli, key: str) -> None:
    done = cli("actions", "describe", key)
    assert done.exit_code == 0, done.output
    action = component.actions[key]
    assert action.documentation in done.output
    for flag in flags_of(action):
        assert flag.option.partition("/")[0] in done.output
    for scope in action.scopes:
        assert scope in done.output
    assert f"xero-component run {key}" in done.output


@pytest.mark.parametrize("key", component.actions)
def test_every_action_has_a_command_with_help_and_flags_of_its_own(cli: Cli, key: str) -> None:
    done = cli("run", key, "--help")
    assert done.exit_code == 0, done.output
    assert "Exit codes" in done.output
    options = [flag.option for flag in flags_of(component.actions[key])]
    assert len(set(options)) == len(options)
    own = {"--connection", "--input", "--json", "--dry-run", "--run-id", "--step-id", "--output"}
    assert not own & set(options)


def test_the_output_of_a_list_names_the_fields_of_its_records(cli: Cli) -> None:
    done = cli("actions", "describe", "list_invoices")
    assert "records.InvoiceNumber" in done.output
    assert "paging" in done.output


@pytest.mark.parametrize("command", [("actions", "describe"), ("run",)])
def test_a_mistyped_action_gets_the_nearest_one(cli: Cli, command: tuple[str, ...]) -> None:
    done = cli(*command, "create_invoce")
    assert done.exit_code == 2
    assert "did you mean create_invoice" in done.stderr


def test_help_of_run_lists_every_action(cli: Cli) -> None:
    done = cli("run", "--help")
    assert done.exit_code == 0
    for key in component.actions:
        assert key in done.output
