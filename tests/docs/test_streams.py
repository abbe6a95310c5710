"""The page about streams tells of every one, as it is."""

import runpy
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, blocks
from tests.docs.conftest import Execute, Reader
from xero_component.sync import STREAMS

PAGE = DOCS / "sync-streams.md"


def test_the_tables_are_those_of_the_code() -> None:
    written = runpy.run_path(str(Path(DOCS / "streams.py")))["written"]
    text = PAGE.read_text("utf-8")

    assert written(text) == text, "run: python docs/streams.py"
    assert all(f"| `{key}` |" in text for key in STREAMS)
    assert all(one in text for stream in STREAMS.values() for one in stream.missing)


def test_the_programs_run(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in blocks(PAGE, "python"):
        execute(code)

    assert capsys.readouterr().out.splitlines() == [
        "FigureID PeriodEndUTC ['accounting.reports.profitandloss.read']",
        "profit_and_loss_cash profit_and_loss_cash",
        "Fish out of Water: Finding Your Brand Ridgeway University",
    ]
