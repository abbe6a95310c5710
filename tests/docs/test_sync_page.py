"""The page about streams: its commands and programs do what they say, and it names every stream."""

import re
import shlex
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, blocks
from tests.docs.conftest import Execute, Reader
from xero_component.sync import STREAMS

PAGE = DOCS / "sync.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, as the page makes files."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_run_one_after_another(
    reader: Reader, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", reader.base_url)
    said = ""
    for line in "\n".join(blocks(PAGE, "sh")).splitlines():
        command, _, file = line.partition(" > ")
        foreground = command.removesuffix("&")
        program, *arguments = shlex.split(foreground, comments=True) or [""]
        if program == "xero-component":
            done = reader.command(*arguments)
            assert done.exit_code == 0, done.output
            written = done.stdout
        else:
            assert program in {"", "echo"}
            written = " ".join(arguments)
        if file:
            folder.joinpath(file).write_text(written, "utf-8")
        said += written
    assert "demo works: it is connected to Demo Company (AU)." in said
    assert "No run goes on." in said
    assert "invoices will be read again from the beginning." in said
    assert '"type":"STATE"' in folder.joinpath("messages.jsonl").read_text("utf-8")


def test_the_programs_keep_rows_and_log_the_run(
    reader: Reader, execute: Execute, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeping, logging = blocks(PAGE, "python")
    execute(keeping)
    invoices, contacts, due = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"invoices complete \d+ ", invoices)
    assert re.fullmatch(r"contacts complete \d+ ", contacts)
    assert re.fullmatch(r"\d+\.\d\d", due)
    execute(logging)
    assert re.fullmatch(r"complete \d+\n", capsys.readouterr().out)
    assert (folder / "xero.db").exists()


def test_every_stream_is_in_the_table() -> None:
    rows = re.findall(r"(?m)^\| (.+) \| .+ \|$", PAGE.read_text("utf-8"))
    named = {name for row in rows for name in re.findall(r"[a-z_\d]{5,}", row)}
    assert named >= STREAMS.keys()
