"""The pages that are written by hand: their commands and programs do what they say."""

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from tests.docs.blocks import BY_HAND, DOCS, GUIDES, ROOT, blocks
from tests.docs.conftest import Execute, Reader
from xero_component.cli.app import app
from xero_component.component import component

CONNECT = DOCS / "guide" / "connect.md"
FIRST_FLOW = DOCS / "guide" / "first-flow.md"
DONE_ALREADY = ("pip install", "xero-component sandbox")
"""What a reader of these tests has done."""


def shell(reader: Reader, script: str) -> "subprocess.CompletedProcess[str]":
    """Run the commands of a page, one after another, until one fails."""
    steps = "\n".join(
        line for line in script.splitlines() if not line.strip().startswith(DONE_ALREADY)
    )
    command = f'xero-component() {{ "{sys.executable}" -m xero_component "$@"; }}'
    return subprocess.run(  # noqa: S603 - the commands of the guide
        ["bash", "-euo", "pipefail", "-c", f"{command}\n{steps}"],  # noqa: S607 - the reader's shell
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "XERO_COMPONENT_BASE_URL": reader.base_url,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=55,
    )


def test_the_commands_of_the_first_flow_lead_to_a_paid_invoice(reader: Reader) -> None:
    done = shell(reader, "\n".join(blocks(FIRST_FLOW, "sh")))
    assert done.returncode == 0, done.stdout + done.stderr
    out = " ".join(done.stdout.split())
    assert "demo works: it is connected to Demo Company (AU)." in out
    assert "Nothing was sent. The request would be:" in out
    assert "[ 330.00, 330.00 ]" in out
    assert '[ "PAID", 0.00 ]' in out
    assert "exit code 2" in out
    assert done.stderr.count("Error: ") == 1
    listed = reader.command(
        *("run", "list_invoices", "--connection", "demo"), "--invoice-numbers", "ORC-1001"
    )
    assert listed.stdout.count("ORC-1001") == 1


def test_the_program_of_the_first_flow_does_the_same_and_only_once(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks(FIRST_FLOW, "python")
    execute(program)
    assert capsys.readouterr().out == "ORC-1002 PAID 65.67\n"


@pytest.mark.parametrize("command", "".join(blocks(CONNECT, "sh")).splitlines())
def test_the_commands_about_connecting_run(reader: Reader, command: str) -> None:
    done = reader.command(*shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout


def test_the_program_about_errors_meets_one(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks(DOCS / "errors.md", "python")
    execute(program)
    assert capsys.readouterr().out.startswith("to be corrected: Xero refused it")


def test_the_program_for_those_who_come_from_the_sdk_approves_the_drafts(
    reader: Reader, execute: Execute
) -> None:
    drafts = ("run", "list_invoices", "--connection", "demo", "--statuses", "DRAFT")
    assert "DRAFT" in reader.command(*drafts).stdout
    [program] = blocks(DOCS / "guide" / "moving-from-the-sdk.md", "python")
    execute(program)
    assert reader.command(*drafts).stdout == "No records.\n"


def test_the_program_of_the_readme_runs(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks(ROOT / "README.md", "python")
    execute(program)
    assert capsys.readouterr().out.endswith("300.00\n")


def test_the_program_about_batches_sends_again_what_failed(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks(DOCS / "batches.md", "python")
    execute(program)
    small, large, again, total = capsys.readouterr().out.splitlines()
    assert (small, large, total) == ("LAMP-S created", "LAMP-L created", "3 created, 0 failed")
    assert again.startswith("LAMP-S failed ")


def test_the_programs_about_triggers_say_what_happens(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    polling, _hints, trying = blocks(DOCS / "triggers.md", "python")
    execute(polling)
    execute(trying)
    assert capsys.readouterr().out == "Sunrise Café\n['Sunrise Café']\n"


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_every_program_of_a_page_is_python(page: Path) -> None:
    for program in blocks(page, "python"):
        compile(program, page.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_every_guide_is_linked_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in GUIDES if f"docs/guide/{page.name}" not in text] == []


def test_the_guides_name_only_actions_and_commands_that_exist() -> None:
    commands = typer.main.get_group(app).commands.keys()
    for page in GUIDES:
        text = page.read_text("utf-8")
        for key in re.findall(r"xero-component run (\w+)|xero\.run\(\s*\"(\w+)\"", text):
            assert "".join(key) in component.actions, page.name
        assert set(re.findall(r"(?m)^ *xero-component (\w+)", text)) <= commands, page.name
