import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.served import as_json, requests
from xero_component.connections import TokenStore
from xero_component.sandbox import Sandbox

INVOICE = {
    "invoice_type": "ACCREC",
    "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
    "invoice_status": "AUTHORISED",
    "due_date": "2027-01-31",
}
LINES = '[{"Description": "Beans", "Quantity": 2.5, "UnitAmount": 0.10, "AccountCode": "200"}]'
NAME = "Zoë 🍰 קפה [red]bold[/red]"


def write_invoice(cli: Cli, *more: str) -> dict[str, object]:
    flags = [part for name, value in INVOICE.items() for part in (f"--{name}", value)]
    flags = [part.replace("_", "-") if part.startswith("--") else part for part in flags]
    done = cli("run", "create_invoice", *flags, "--line-items", LINES, "--json", *more)
    assert done.exit_code == 0, done.output
    made: dict[str, object] = as_json(done.stdout)
    return made


def test_flags_make_the_input_and_amounts_keep_their_digits(cli: Cli, connected: str) -> None:
    invoice = write_invoice(cli)
    assert invoice["Status"] == "AUTHORISED"
    done = cli("run", "get_invoice", "--invoice-id", str(invoice["InvoiceID"]), "--json")
    assert '"Total": 0.28' in done.stdout
    assert '"SubTotal": 0.25' in done.stdout


def test_names_in_any_script_come_back_as_they_are(cli: Cli, connected: str) -> None:
    done = cli("run", "create_contact", "--name", NAME, "--json")
    assert done.exit_code == 0, done.output
    assert as_json(done.stdout)["Name"] == NAME
    listed = cli("run", "list_contacts", "--search-term", "Zoë 🍰")
    assert NAME in listed.stdout


def test_control_codes_in_names_do_not_reach_the_terminal(cli: Cli, connected: str) -> None:
    made = cli("run", "create_contact", "--name", "Evil\x1b[31m\u202eeman")
    listed = cli("run", "list_contacts", "--search-term", "Evil")
    for done in (made, listed):
        assert "Evil\ufffd[31m\ufffdeman" in done.stdout
        assert "\x1b" not in done.output
        assert "\u202e" not in done.output


def test_a_list_is_a_table_with_its_paging(cli: Cli, connected: str) -> None:
    done = cli("run", "list_invoices", "--statuses", "AUTHORISED, PAID", "--page-size", "2")
    assert done.exit_code == 0, done.output
    for shown in ("InvoiceNumber", "AmountDue", "InvoiceID", "INV-0001", "page 1 of"):
        assert shown in done.stdout


def test_an_empty_list_says_so(cli: Cli, connected: str) -> None:
    done = cli("run", "list_contacts", "--search-term", "nobody has this name")
    assert done.stdout == "No records.\n"


def test_a_record_shows_its_values_and_its_lines(cli: Cli, connected: str) -> None:
    done = cli("run", "get_invoice", "--invoice-id", "INV-0002")
    assert done.exit_code == 0, done.output
    for shown in ("Contact.Name", "City Agency", "3365.84", "LineItems", "Payments"):
        assert shown in done.stdout


def test_what_is_not_given_is_not_sent_and_what_is_empty_or_false_is(
    cli: Cli, connected: str
) -> None:
    flags = ("--name", "A", "--city", "", "--additional-fields", '{"IsCustomer": false}')
    done = cli("run", "create_contact", *flags, "--dry-run", "--json")
    contact = as_json(done.stdout)["dry_run"]["body"]["Contacts"][0]
    assert contact["Addresses"][0]["City"] == ""
    assert contact["IsCustomer"] is False
    assert "EmailAddress" not in contact


def test_null_comes_through_the_whole_input_and_flags_come_on_top(cli: Cli, connected: str) -> None:
    given = json.dumps({"name": "A", "email_address": None})
    done = cli("run", "create_contact", "--input", given, "--name", "B", "--dry-run", "--json")
    contact = as_json(done.stdout)["dry_run"]["body"]["Contacts"][0]
    assert contact == {"Name": "B", "EmailAddress": None}


def test_the_input_comes_from_a_file_or_standard_input(
    cli: Cli, connected: str, tmp_path: Path
) -> None:
    file = tmp_path / "input.json"
    file.write_text('{"name": "From a file ☕"}', "utf-8-sig")
    done = cli("run", "create_contact", "--input", f"@{file}", "--dry-run", "--json")
    assert "From a file ☕" in done.stdout
    typed = '{"name": "From standard input"}'
    done = cli("run", "create_contact", "--input", "-", "--dry-run", "--json", typed=typed)
    assert "From standard input" in done.stdout


def test_a_dry_run_shows_the_request_hides_the_token_and_sends_nothing(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.requests.clear()
    with TokenStore() as store:
        token = str(store.load(connected)[1].access_token)
    for form in ((), ("--json",)):
        done = cli("run", "create_contact", "--name", "Dry", "--dry-run", *form)
        assert done.exit_code == 0, done.output
        for shown in ("PUT", "/api.xro/2.0/Contacts", "Bearer ********", "Idempotency-Key"):
            assert shown in done.stdout
        assert token not in done.output
    assert sandbox.requests.listing() == []


def test_the_same_run_and_step_post_once(cli: Cli, connected: str, sandbox: Sandbox) -> None:
    step = ("--run-id", "r1", "--step-id", "s1", "--date", "2026-11-20")
    first, again = write_invoice(cli, *step), write_invoice(cli, *step)
    assert first["InvoiceID"] == again["InvoiceID"]
    sent = requests(sandbox, "PUT", "/Invoices")
    assert len(sent) == 2
    assert len({one["idempotency_key"] for one in sent}) == 1
    assert write_invoice(cli)["InvoiceID"] != first["InvoiceID"]


def test_a_run_id_without_a_step_id_is_refused(cli: Cli, connected: str) -> None:
    done = cli("run", "create_contact", "--name", "A", "--run-id", "r1")
    assert done.exit_code == 2
    assert "--step-id" in done.stderr


def test_a_file_goes_up_and_comes_down_byte_for_byte(
    cli: Cli, connected: str, tmp_path: Path
) -> None:
    invoice_id = str(write_invoice(cli)["InvoiceID"])
    content = bytes(range(256)) * 3
    source, target = tmp_path / "in.bin", tmp_path / "out.bin"
    source.write_bytes(content)
    where = ("--object-type", "Invoices", "--object-id", invoice_id, "--file-name", "a #1.bin")
    done = cli("run", "create_attachment", *where, "--file-data", f"@{source}")
    assert done.exit_code == 0, done.output
    done = cli("run", "get_attachment", *where, "--output", str(target))
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == content
    assert "768 bytes" in done.stderr
    assert "--output FILE" in cli("run", "get_attachment", *where).stdout


def test_output_without_bytes_is_json(cli: Cli, connected: str, tmp_path: Path) -> None:
    target = tmp_path / "contacts.json"
    assert cli("run", "list_contacts", "-o", str(target)).exit_code == 0
    assert as_json(target.read_text("utf-8"))["records"]


def test_an_output_into_no_folder_is_refused_before_anything_is_sent(
    cli: Cli, connected: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.requests.clear()
    done = cli("run", "list_contacts", "--output", str(tmp_path / "none" / "x.json"))
    assert done.exit_code == 2
    assert sandbox.requests.listing() == []


def test_a_result_that_cannot_be_written_is_shown_instead(
    cli: Cli, connected: str, tmp_path: Path
) -> None:
    done = cli("run", "create_contact", "--name", "Kept", "--output", str(tmp_path))
    assert done.exit_code == 8
    assert "The action was done" in done.stderr
    assert "Kept" in done.stdout


def test_a_raw_request_sends_json_text_with_its_digits(cli: Cli, connected: str) -> None:
    body = '{"Name": "Raw", "Discount": 1.10}'
    request = ("run", "raw_request", "--url", "/Contacts", "--method", "PUT", "--dry-run", "--json")
    done = cli(*request, "--data", body)
    assert '"Discount": 1.10' in done.stdout
    whole = json.dumps({"url": "/Contacts", "method": "PUT", "data": {"Discount": 1.5}})
    done = cli("run", "raw_request", "--input", whole, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    assert '"Discount": 1.5' in done.stdout


def test_an_unknown_flag_gets_the_nearest_one(cli: Cli, connected: str) -> None:
    done = cli("run", "get_invoice", "--invoce-id", "1")
    assert done.exit_code == 2
    assert "--invoice-id" in done.stderr


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--line-items", "{"), "--line-items: is not JSON"),
        (("--line-items", "@/no/such/file"), "cannot be read"),
        (("--line-items", "[NaN]"), "--line-items: is not JSON"),
        (("--line-items", "[" * 100_000), "--line-items: is not JSON"),
        (("--input", "[1]"), "--input: must be a JSON object"),
        (("--input", "null"), "--input: must be a JSON object"),
        (("--input", '{"lines": 1}'), "lines: is not an input"),
        (("--due-date", "tomorrow"), "due_date: must be a date"),
        (("--contact-id", ""), "contact_id: must not be empty"),
    ],
)
def test_input_that_cannot_be_used_is_named_and_nothing_is_sent(
    cli: Cli, connected: str, sandbox: Sandbox, flags: tuple[str, str], words: str
) -> None:
    sandbox.requests.clear()
    given = {f"--{name.replace('_', '-')}": value for name, value in INVOICE.items()}
    given |= {flags[0]: flags[1]}
    done = cli("run", "create_invoice", *(part for pair in given.items() for part in pair))
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert "Traceback" not in done.output
    assert sandbox.requests.listing() == []


def test_the_connection_is_chosen_by_option_environment_or_being_the_only_one(
    cli: Cli, connected: str, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("run", "list_connections").exit_code == 0
    other = ("--sandbox", "--base-url", base_url, "--tenant", "Northwind Traders Ltd")
    assert cli("connect", "north", *other).exit_code == 0
    done = cli("run", "list_contacts")
    assert done.exit_code == 8
    assert "acme, north" in done.stderr
    assert "Alder & Finch" in cli("run", "list_contacts", "-c", "north").stdout
    monkeypatch.setenv("XERO_COMPONENT_CONNECTION", "north")
    assert "Alder & Finch" in cli("run", "list_contacts").stdout
    assert "acme, north" in cli("run", "list_contacts", "-c", "south").stderr


def test_a_query_picks_from_the_result_with_exact_digits(cli: Cli, connected: str) -> None:
    invoice = write_invoice(cli)
    number = str(invoice["InvoiceNumber"])
    query = f"records[?InvoiceNumber=='{number}'].Total"
    done = cli("run", "list_invoices", "--invoice-numbers", number, "--query", query)
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == ["[", "0.28", "]"]


@pytest.mark.parametrize("query", ["records[", "", "a b"])
def test_a_query_that_cannot_be_read_names_the_option(
    cli: Cli, connected: str, sandbox: Sandbox, query: str
) -> None:
    done = cli("run", "list_contacts", "--query", query)
    assert done.exit_code == 2
    assert "--query" in done.output
    assert requests(sandbox, "GET", "/Contacts") == []


def test_a_query_that_fails_on_the_result_shows_it_whole(cli: Cli, connected: str) -> None:
    done = cli("run", "create_contact", "--name", "Zed", "--query", "nope(@)")
    assert done.exit_code == 8
    assert "Zed" in done.stdout
    assert "The action was done, but --query failed" in done.output


def test_a_batch_shows_what_became_of_each_record_and_exits_by_the_worst(
    cli: Cli, connected: str
) -> None:
    records = [{"name": "Batch 1 🍰"}, {"name": "Bayside Club"}, {"name": "Batch 3"}]
    done = cli("run", "create_contacts", "--records", json.dumps(records))
    assert done.exit_code == 2
    assert "2 created, 1 failed." in done.stdout
    assert "Batch 1 🍰" in done.stdout
    assert "already assigned" in done.stdout
    again = cli("run", "create_contacts", "--records", json.dumps([{"name": "Batch 4"}]), "--json")
    assert again.exit_code == 0
    assert as_json(again.stdout)["created"] == 1
