"""From the rows and cells of a report to its figures, whatever is in them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.sync.reports.figures import amount_of, columns_of, figures_of

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**15)
TEXTS = st.text(max_size=6)


def cells(texts: list[str], account: str | None) -> list[dict[str, Any]]:
    told = [{"Value": account, "Id": "account"}] if account else []
    return [{"Value": text, "Attributes": told} for text in texts]


LINES = st.builds(
    lambda kind, texts, account: {"RowType": kind, "Cells": cells(texts, account)},
    st.sampled_from(["Row", "SummaryRow"]),
    st.lists(TEXTS, min_size=1, max_size=4),
    st.none() | st.uuids().map(str),
)
SECTIONS = st.recursive(
    LINES,
    lambda inner: st.builds(
        lambda title, rows: {"RowType": "Section", "Title": title, "Rows": rows},
        st.none() | TEXTS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


def cells_in(row: dict[str, Any]) -> list[str]:
    if row["RowType"] == "Section":
        return [text for inner in row["Rows"] for text in cells_in(inner)]
    return [cell["Value"] for cell in row["Cells"]][1:]


@given(st.lists(SECTIONS, max_size=5), st.lists(TEXTS, max_size=4))
def test_every_cell_but_the_labels_is_a_figure_in_its_order(
    rows: list[dict[str, Any]], columns: list[str]
):
    header = {"RowType": "Header", "Cells": cells(columns, None)}
    report = {"Rows": [header, *rows]}

    figures = list(figures_of(report))

    assert [figure.value for figure in figures] == [text for row in rows for text in cells_in(row)]
    assert columns_of(report) == columns
    for figure in figures:
        inside = figure.number < len(columns)
        assert figure.column == (columns[figure.number] if inside else "")


@given(AMOUNTS)
def test_an_amount_is_read_to_the_last_digit_however_it_is_written(amount: Decimal):
    plain = f"{amount:f}"
    dressed = f"({amount.copy_abs():,f})" if amount.is_signed() else f"{amount:,f}"

    for text in (plain, dressed, f" {plain} "):
        assert amount_of(text) == (amount, False)
    assert amount_of(plain + "%") == (amount, True)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_is_not(text: str):
    number, is_percentage = amount_of(text)

    assert number is None or number.is_finite()
    assert not is_percentage or "%" in text


@pytest.mark.parametrize(
    "text", ["", "-", "(1.00", "1.00)", "1,00", "NaN", "Infinity", "1e5", "١٢", "2026-11-20"]
)
def test_what_is_no_number_is_none(text: str):
    assert amount_of(text) == (None, False)


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"Rows": None},
        {"Rows": "none"},
        {"Rows": [None, {"RowType": "Section"}, {"RowType": "Row"}, {}]},
        {"Rows": [{"RowType": "Row", "Cells": [{"Value": None}]}]},
    ],
)
def test_a_report_without_figures_has_none(report: dict[str, Any]):
    assert list(figures_of(report)) == []


def test_a_line_is_about_its_account_unless_xero_worked_it_out():
    nobody = "00000000-0000-0000-0000-000000000000"
    rows = [
        {"RowType": "Row", "Cells": cells(["Sales", "1.00"], "a7")},
        {"RowType": "Row", "Cells": cells(["Current Year Earnings", "2.00"], nobody)},
    ]

    found = [(figure.about, figure.account_id) for figure in figures_of({"Rows": rows})]

    assert found == [("a7", "a7"), ("Current Year Earnings", None)]
