"""Read reports of the ledger as a client would."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.sandbox.accounting.client import LedgerClient


def report(xero: LedgerClient, name: str, **query: str) -> dict[str, Any]:
    reply = xero.get(f"Reports/{name}", **query)
    assert reply.status == 200, reply.response
    (found,) = reply.json["Reports"]
    assert isinstance(found, dict)
    return found


def columns(found: dict[str, Any]) -> list[str]:
    """The labels of the header."""
    (header,) = (row for row in found["Rows"] if row["RowType"] == "Header")
    return [cell["Value"] for cell in header["Cells"]]


def rows(found: dict[str, Any], title: str | None = None) -> dict[str, list[str]]:
    """The values of all rows, or those of one section, by label."""
    return {row["Cells"][0]["Value"]: values(row) for row in _rows(found, title)}


def figures(found: dict[str, Any], label: str) -> list[Decimal]:
    """The amounts of the row with a label."""
    return [Decimal(value) for value in rows(found)[label]]


def values(row: dict[str, Any]) -> list[str]:
    return [cell["Value"] for cell in row["Cells"][1:]]


def _rows(found: dict[str, Any], title: str | None) -> Iterator[dict[str, Any]]:
    for section in found["Rows"]:
        if section["RowType"] == "Section" and title in (None, section["Title"]):
            yield from section["Rows"]


def titles(found: dict[str, Any]) -> list[str]:
    """The titles of the sections that have one."""
    sections = [row["Title"] for row in found["Rows"] if row["RowType"] == "Section"]
    return [title for title in sections if title]
