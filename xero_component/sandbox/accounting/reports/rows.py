"""What every report is made of: rows of cells, whose values are text.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import cents
from xero_component.sandbox.accounting.rendering import milliseconds
from xero_component.sandbox.accounting.reports.periods import long_day
from xero_component.sandbox.accounting.tables import Record

ACCOUNT = "account"
"""Name of the attribute that says which account a cell is about."""


def money(amount: Decimal) -> str:
    """Write an amount with its two decimals."""
    return f"{cents(amount):f}"


def amounts(values: Iterable[Decimal]) -> list[str]:
    """Write the amounts of a row."""
    return [money(value) for value in values]


def cell(value: str, name: str = "", identifier: str = "") -> Record:
    """Make a cell, and say what it is about where there is something to say."""
    if not name:
        return {"Value": value}
    return {"Value": value, "Attributes": [{"Value": identifier, "Id": name}]}


def header(*labels: str) -> Record:
    """Make the row with the names of the columns."""
    return {"RowType": "Header", "Cells": [cell(label) for label in labels]}


def row(label: str, values: Iterable[str], name: str = "", identifier: str = "") -> Record:
    """Make a row, all cells of which are about the same record."""
    cells = [cell(value, name, identifier) for value in (label, *values)]
    return {"RowType": "Row", "Cells": cells}


def summary(label: str, values: Iterable[str]) -> Record:
    """Make a row that adds up others."""
    return {"RowType": "SummaryRow", "Cells": [cell(value) for value in (label, *values)]}


def section(title: str, *rows: Record) -> Record:
    """Put rows under a title; an empty one is shown as well."""
    return {"RowType": "Section", "Title": title, "Rows": list(rows)}


def report(
    ledger: Ledger, name: str, titles: Sequence[str], rows: Sequence[Record], kind: str = ""
) -> Record:
    """Make a report; its id and its type are its name without the spaces, or `kind`."""
    kind = kind or name.replace(" ", "")
    return {
        "ReportID": kind,
        "ReportName": name,
        "ReportType": kind,
        "ReportTitles": list(titles),
        "ReportDate": long_day(ledger.today),
        "UpdatedDateUTC": f"/Date({milliseconds(ledger.now)})/",
        "Fields": [],
        "Rows": list(rows),
    }
