"""docs/assumptions.md and the live tests name each other, and what they name exists."""

import ast
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.live.settling import settles
from xero_component.errors import RateLimitError

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "assumptions.md"
LIVE = ROOT / "tests" / "live"
TEST_NAME = re.compile(r"`(tests/live/\w+\.py)::(\w+)`")
COLUMNS = 5


class Row(NamedTuple):
    """One assumption, as the document has it."""

    number: str
    assumed: str
    relied_on_by: str
    if_wrong: str
    settled_by: str

    @property
    def modules(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.relied_on_by)


def rows() -> list[Row]:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("| A-")]
    assert all(len(row) == COLUMNS for row in cells)
    return [Row(*(cell.strip() for cell in row)) for row in cells]


def settling_tests() -> dict[str, list[str]]:
    """Return the live tests that settle each number, read without importing them."""
    found: dict[str, list[str]] = {}
    for path in sorted(LIVE.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                continue
            for number in _numbers(node):
                found.setdefault(number, []).append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def _numbers(node: ast.AsyncFunctionDef | ast.FunctionDef) -> list[str]:
    return [
        str(decorator.args[0].value)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "settles"
        and isinstance(decorator.args[0], ast.Constant)
    ]


ROWS = rows()


def test_numbers_are_unique_and_consecutive() -> None:
    assert [row.number for row in ROWS] == [f"A-{n:03}" for n in range(1, len(ROWS) + 1)]
    assert len(ROWS) > 50


def test_every_cell_says_something_and_no_assumption_stands_twice() -> None:
    assert all(all(row) for row in ROWS)
    counted = Counter(row.assumed for row in ROWS)
    assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_module_that_relies_on_it_exists(row: Row) -> None:
    assert row.modules
    missing = [name for name in row.modules if not (ROOT / name).is_file()]
    assert missing == []
    assert all(name.startswith("xero_component/") for name in row.modules)


def test_table_and_live_tests_name_each_other() -> None:
    named = {}
    for row in ROWS:
        if found := TEST_NAME.fullmatch(row.settled_by):
            named[row.number] = ["::".join(found.groups())]
    assert named == settling_tests()


def test_where_no_test_settles_it_a_person_is_told_how() -> None:
    by_hand = [row for row in ROWS if not TEST_NAME.fullmatch(row.settled_by)]
    assert by_hand
    assert [row.number for row in by_hand if "tests/live" in row.settled_by] == []
    assert [row.number for row in by_hand if not row.settled_by.endswith(".")] == []


async def test_failing_live_test_names_its_assumption() -> None:
    @settles("A-001", "Water is dry.")
    async def looks() -> None:
        raise AssertionError("wet")

    with pytest.raises(AssertionError, match=r"(?s)A-001.*Water is dry.*wet"):
        await looks()


async def test_used_up_limit_settles_nothing() -> None:
    @settles("A-001", "Water is dry.")
    async def looks() -> None:
        raise RateLimitError("the day is used up", problem="day", retry_at=None)

    with pytest.raises(RateLimitError):
        await looks()
