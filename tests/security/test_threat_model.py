"""Each line of the threat model names tests, and each of these is there."""

import ast
import re
from functools import cache

import pytest

from tests.docs.blocks import ROOT

PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ATTACKERS = (
    "stolen database",
    "forged webhook",
    "hostile flow author",
    "hostile callback",
    "hostile answer of Xero",
    "hostile page in the browser",
    "name of a file",
)


def lines() -> list[str]:
    """Return the lines of the tables of attempts."""
    text = PAGE.read_text("utf-8").partition("## Lines\n")[2].partition("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith("| attempt |")]


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize("line", lines(), ids=lambda line: line[2:60].strip())
def test_a_line_names_tests_that_are_there(line: str) -> None:
    named = NAMED.findall(line)
    assert named
    for file, test in named:
        assert (ROOT / file).exists(), file
        assert test in functions_of(file), f"{file} has no {test}"


def test_the_model_knows_its_attackers() -> None:
    text = PAGE.read_text("utf-8")
    assert [one for one in ATTACKERS if one not in text] == []
    assert len(lines()) > 50


def test_every_test_of_this_folder_that_stops_an_attack_is_in_the_model() -> None:
    text = PAGE.read_text("utf-8")
    for path in (ROOT / "tests" / "security").glob("test_*.py"):
        if path.name != "test_threat_model.py":
            assert path.name in text, path.name
