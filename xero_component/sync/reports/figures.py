"""From the nested rows and cells of a report to one figure each.

https://developer.xero.com/documentation/api/accounting/reports
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_NUMBER = re.compile(r"(-?)(\(?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?(\)?)(%?)", re.ASCII)
_ACCOUNT = frozenset({"account", "accountid"})
_NOBODY = "00000000-0000-0000-0000-000000000000"
"""What Xero gives as the account of lines that it works out, such as Current Year Earnings."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report, and where it stands."""

    section: str
    row_type: str
    cells: Sequence[Mapping[str, Any]]

    @property
    def texts(self) -> list[str]:
        """What its cells say."""
        return [text_of(cell) for cell in self.cells]

    def attribute(self, names: frozenset[str]) -> str | None:
        """Return what the first cell that knows says about one of some names in lower case."""
        for cell in self.cells:
            for one in _dicts(cell.get("Attributes")):
                value = one.get("Value")
                if str(one.get("Id")).lower() in names and isinstance(value, str) and value:
                    return value
        return None


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in one line and one column."""

    section: str
    row_type: str
    label: str
    account_id: str | None
    column: str
    number: int
    """1 for the first column of figures."""
    value: str

    @property
    def about(self) -> str:
        """What the line is recognised by: its account where it has one, else what it is called."""
        return self.account_id or self.label


def figures_of(report: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield every figure of a report, line by line."""
    columns = columns_of(report)
    for line in lines_of(report):
        if not line.cells:
            continue
        label, *values = line.texts
        account = line.attribute(_ACCOUNT)
        account = None if account == _NOBODY else account
        for number, value in enumerate(values, start=1):
            column = columns[number] if number < len(columns) else ""
            yield Figure(line.section, line.row_type, label, account, column, number, value)


def columns_of(report: Mapping[str, Any]) -> list[str]:
    """Return what the columns are called, that of the labels first."""
    for row in _dicts(report.get("Rows")):
        if row.get("RowType") == "Header":
            return [text_of(cell) for cell in _dicts(row.get("Cells"))]
    return []


def lines_of(report: Mapping[str, Any]) -> Iterator[Line]:
    """Yield every line of a report, those of sections within sections too."""
    yield from _lines(report.get("Rows"), ())


def _lines(rows: Any, titles: tuple[str, ...]) -> Iterator[Line]:
    for row in _dicts(rows):
        if row.get("RowType") == "Section":
            title = row.get("Title")
            yield from _lines(row.get("Rows"), (*titles, title) if title else titles)
        elif row.get("RowType") != "Header":
            cells = _dicts(row.get("Cells"))
            yield Line(" / ".join(titles), str(row.get("RowType") or ""), cells)


def amount_of(text: str) -> tuple[Decimal | None, bool]:
    """Return the number that a cell shows, and whether it is a percentage; None for no number.

    Negative ones may stand in parentheses, and thousands may be set off by commas.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None or bool(found[2]) != bool(found[5]):
        return None, False
    number = Decimal(found[3].replace(",", "") + (found[4] or ""))
    is_negative = bool(found[1]) != bool(found[2])
    return (number.copy_negate() if is_negative else number), bool(found[6])


def text_of(cell: Mapping[str, Any]) -> str:
    """Return what a cell shows."""
    value = cell.get("Value")
    return "" if value is None else str(value)


def _dicts(values: Any) -> list[Mapping[str, Any]]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
