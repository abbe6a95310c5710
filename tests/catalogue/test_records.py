from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from xero_component.catalogue import records
from xero_component.catalogue.record import Records, reader_of
from xero_component.catalogue.records import (
    Account,
    Attachment,
    Contact,
    HistoryRecord,
    Invoice,
    Item,
    Organisation,
    Payment,
    TaxRate,
    TenantConnection,
)

TYPES = [
    Account,
    Attachment,
    Contact,
    HistoryRecord,
    Invoice,
    Item,
    Organisation,
    Payment,
    TaxRate,
    TenantConnection,
]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["/Date(1795132800000+0000)/", "2026-11-20T00:00:00", "272", "12.50"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def read(record: Any, row: dict[str, Any]) -> dict[str, Any]:
    reader_of(record)(row)
    return row


def test_an_invoice_gets_exact_amounts_and_iso_dates_down_to_its_lines() -> None:
    row = read(
        Invoice,
        {
            "Date": "/Date(1795132800000+0000)/",
            "DueDate": "2026-12-20T00:00:00",
            "UpdatedDateUTC": "/Date(1795132800123+0000)/",
            "Total": 12,
            "AmountDue": "0.30",
            "AmountPaid": Decimal("0.1"),
            "LineItems": [{"UnitAmount": 5, "Quantity": "2.0000", "AccountCode": "272"}],
            "Payments": [{"Date": "/Date(1795132800000+0000)/", "Amount": 1}],
            "Contact": {"Balances": {"AccountsReceivable": {"Outstanding": 7}}},
        },
    )
    assert row == {
        "Date": "2026-11-20",
        "DueDate": "2026-12-20",
        "UpdatedDateUTC": "2026-11-20T00:00:00.123Z",
        "Total": Decimal(12),
        "AmountDue": Decimal("0.30"),
        "AmountPaid": Decimal("0.1"),
        "LineItems": [
            {"UnitAmount": Decimal(5), "Quantity": Decimal("2.0000"), "AccountCode": "272"}
        ],
        "Payments": [{"Date": "2026-11-20", "Amount": Decimal(1)}],
        "Contact": {"Balances": {"AccountsReceivable": {"Outstanding": Decimal(7)}}},
    }
    assert type(row["Total"]) is Decimal
    assert type(row["LineItems"][0]["UnitAmount"]) is Decimal


@pytest.mark.parametrize("text", ["272", "2026-11-20T00:00:00", "/Date(0)/", "20261120", "1e3"])
@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Account, "Code"),
        (Invoice, "Reference"),
        (Invoice, "InvoiceNumber"),
        (Contact, "AccountNumber"),
        (Item, "Code"),
        (Payment, "Reference"),
        (HistoryRecord, "Details"),
    ],
)
def test_a_text_that_looks_like_a_date_or_number_stays_a_text(
    record: Any, field: str, text: str
) -> None:
    assert read(record, {field: text}) == {field: text}


def test_unknown_fields_and_unknown_values_are_kept() -> None:
    row = {
        "Type": "ACCSOMETHING",
        "Status": "HALF_PAID",
        "NewField": {"Amount": 1, "Date": "/Date(0)/"},
        "LineItems": [{"NewLineField": 3}],
    }
    assert read(Invoice, dict(row)) == row
    assert read(Organisation, {"Class": "ULTRA", "Edition": 7}) == {"Class": "ULTRA", "Edition": 7}


@pytest.mark.parametrize(
    "row",
    [
        {"Total": None, "Date": None, "LineItems": None, "Contact": None},
        {"Total": [], "Date": {}, "LineItems": {}, "Contact": []},
        {"Total": True, "Date": 5, "LineItems": [None, 1, "x", []], "Contact": "Acme"},
        {"Total": "1,000.00", "Date": "soon", "UpdatedDateUTC": ""},
    ],
)
def test_a_value_that_does_not_fit_its_field_stays_as_it_came(row: dict[str, Any]) -> None:
    assert read(Invoice, dict(row)) == row


@pytest.mark.parametrize("record", TYPES, ids=lambda record: record.__name__)
@given(data=st.data())
def test_no_reply_is_lost_and_reading_twice_changes_nothing(record: Any, data: Any) -> None:
    names = st.sampled_from(sorted(record.__annotations__)) | st.text(max_size=6)
    row = data.draw(st.dictionaries(names, values, max_size=6))
    before = set(row)
    once = read(record, row)
    assert set(once) == before
    shown = repr(once)
    assert repr(read(record, once)) == shown


def test_absent_fields_stay_absent() -> None:
    assert read(Payment, {"Amount": 0}) == {"Amount": Decimal(0)}


@pytest.mark.parametrize("name", [n for n in records.__all__ if n not in {"Records", "Paging"}])
def test_every_record_has_a_schema_that_keeps_unknown_fields(name: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(records, name))
    schema = adapter.json_schema(mode="serialization")
    assert schema["additionalProperties"] is True
    assert schema["description"]


def test_a_list_has_a_schema_with_its_records_and_paging() -> None:
    schema = TypeAdapter(Records[Item]).json_schema(mode="serialization")
    assert set(schema["properties"]) == {"records", "paging"}
    assert {"UnitPrice"} <= set(schema["$defs"]["ItemPrice"]["properties"])
