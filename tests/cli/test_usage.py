"""`usage`: what two terminals have asked of Xero, and what is left."""

import json
from datetime import UTC, datetime, timedelta

from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION


def test_calls_data_and_budget_are_shown_by_organisation(cli: Cli, connected: str) -> None:
    for _ in range(2):
        assert cli("run", "list_invoices").exit_code == 0
    assert cli("run", "get_organisation").exit_code == 0
    done = cli("usage")
    assert done.exit_code == 0, done.output
    assert ORGANISATION in done.output
    assert " 57 " in done.output
    assert "the tier Core is enough" in done.output
    assert "accounting/" not in done.output
    detailed = cli("usage", "--endpoints").output
    assert "accounting/Invoices" in detailed
    assert "accounting/Organisation" in detailed


def test_json_holds_every_count(cli: Cli, connected: str) -> None:
    assert cli("run", "list_invoices").exit_code == 0
    done = cli("usage", "--json", "--connection", connected)
    whole = json.loads(done.output)
    (row,) = whole["usage"]
    assert (row["organisation"], row["family"], row["calls"]) == (
        ORGANISATION,
        "accounting/Invoices",
        1,
    )
    assert 0 < row["wire_bytes"] <= row["decoded_bytes"]
    assert whole["remaining"][0]["minute"] == 59
    assert whole["remaining"][0]["in_flight"] == 0
    assert whole["months"][0]["decoded_bytes"] == row["decoded_bytes"]


def test_days_without_calls_are_empty(cli: Cli, connected: str) -> None:
    assert cli("run", "list_invoices").exit_code == 0
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    later = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
    done = cli("usage", "--json", "--since", tomorrow, "--until", later)
    assert json.loads(done.output)["usage"] == []


def test_before_the_first_call_there_is_nothing_to_show(cli: Cli, connected: str) -> None:
    done = cli("usage")
    assert (done.exit_code, done.output.strip()) == (0, "Nothing was asked of Xero yet.")


def test_days_that_make_no_sense_are_refused(cli: Cli, connected: str) -> None:
    for given in (("--since", "yesterday"), ("--since", "2026-11-02", "--until", "2026-11-01")):
        done = cli("usage", *given)
        assert done.exit_code == 2, done.output
        assert "--since" in done.output


def test_a_connection_that_is_not_there_is_an_error(cli: Cli, connected: str) -> None:
    done = cli("usage", "--connection", "nobody")
    assert done.exit_code != 0
    assert "nobody" in done.output
