"""Tables and columns, as they come out of the record types."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.catalogue.objects import OBJECTS
from xero_component.catalogue.other_objects import OTHER_OBJECTS
from xero_component.catalogue.record import reader_of
from xero_component.catalogue.records import Invoice
from xero_component.sync import STREAMS, Column, Kind, Type
from xero_component.sync.flatten import Flattener
from xero_component.sync.schema import is_column_name
from xero_component.sync.values import MISFIT, digits, fits

EVERY = [table for stream in STREAMS.values() for table in stream.table.walk()]
FITS = fits()
read_invoice = reader_of(Invoice)


def types(name: str) -> dict[str, Type]:
    [table] = [table for table in EVERY if table.name == name]
    return {column.name: column.type for column in table.columns}


def test_there_is_a_stream_for_every_object():
    read = {stream.obj.key for stream in STREAMS.values() if stream.obj}
    assert read == OBJECTS.keys() | OTHER_OBJECTS.keys()
    assert not OBJECTS.keys() & OTHER_OBJECTS.keys()
    assert list(STREAMS) == sorted(STREAMS)


@pytest.mark.parametrize("key", sorted(STREAMS))
def test_a_stream_says_what_a_user_has_to_know(key: str):
    stream = STREAMS[key]

    assert key == stream.key == stream.table.name
    assert all(scope.endswith(".read") or scope == "paymentservices" for scope in stream.scopes)
    names = {column.name for column in stream.table.columns}
    assert stream.primary_key in names
    assert stream.cursor is None or stream.cursor in names
    assert (stream.cursor is None) == (stream.reading.kind is Kind.SNAPSHOT)


@pytest.mark.parametrize("key", ["expense_claims", "receipts"])
def test_what_xero_withdraws_says_so(key: str):
    assert "February 2027" in (STREAMS[key].withdrawn or "")


def test_every_table_has_a_name_of_its_own_and_columns_that_databases_tell_apart():
    names = [table.name for table in EVERY]
    assert len(names) == len(set(names))
    for table in EVERY:
        columns = [column.name.lower() for column in table.columns]
        assert len(columns) == len(set(columns)), table.name
        assert all(is_column_name(column.name) for column in table.columns)
        assert is_column_name(table.name)


def test_types_follow_the_record_types():
    invoice = types("invoices")
    wanted = {
        "Status": Type.TEXT,
        "Total": Type.DECIMAL,
        "Date": Type.DATE,
        "UpdatedDateUTC": Type.INSTANT,
        "SentToContact": Type.BOOLEAN,
        "InvoiceAddresses": Type.JSON,
    }
    assert {name: invoice[name] for name in wanted} == wanted
    assert types("journals")["JournalNumber"] is Type.INTEGER
    assert types("receipts")["ReceiptNumber"] is Type.TEXT  # a number or a text


def test_a_copy_of_another_record_is_told_by_its_id_and_name():
    about = [name for name in types("invoices") if name.startswith("Contact")]
    assert about == ["Contact_ContactID", "Contact_Name"]
    assert "Invoice_InvoiceNumber" in types("payments")
    assert set(types("contact_groups_contacts")) == {"ContactID", "Name"}


def test_a_small_object_is_told_field_by_field():
    assert types("items")["SalesDetails_UnitPrice"] is Type.DECIMAL
    assert types("contacts")["Balances_AccountsReceivable_Outstanding"] is Type.DECIMAL


def test_lists_are_tables_keyed_by_the_record_and_the_position():
    [lines] = [one for one in STREAMS["invoices"].children if one.path == ("LineItems",)]
    [tracking] = [one for one in lines.children if one.path == ("Tracking",)]

    assert lines.name == "invoices_line_items"
    keys = ["_tenant_id", "InvoiceID", "_position"]
    assert [column.name for column in lines.key("InvoiceID")] == keys
    keys = ["_tenant_id", "InvoiceID", "_parent_position", "_position"]
    assert [column.name for column in tracking.key("InvoiceID")] == keys


@pytest.mark.parametrize(
    ("kind", "value", "fitted"),
    [
        (Type.TEXT, "/Date(0)/", "/Date(0)/"),
        (Type.TEXT, 12, "12"),
        (Type.TEXT, Decimal("1.50"), "1.50"),
        (Type.TEXT, True, MISFIT),
        (Type.DECIMAL, 7, Decimal(7)),
        (Type.DECIMAL, "much", MISFIT),
        (Type.DECIMAL, True, MISFIT),
        (Type.DECIMAL, Decimal("1E+400"), MISFIT),
        (Type.DECIMAL, Decimal("1E-400"), MISFIT),
        (Type.DECIMAL, "", None),
        (Type.INTEGER, Decimal("5.0"), 5),
        (Type.INTEGER, Decimal("5.5"), MISFIT),
        (Type.INTEGER, 2**63, MISFIT),
        (Type.INTEGER, -(2**63), -(2**63)),
        (Type.BOOLEAN, False, False),
        (Type.BOOLEAN, 1, MISFIT),
        (Type.DATE, "2026-11-20", "2026-11-20"),
        (Type.DATE, "20 Nov", MISFIT),
        (Type.DATE, "2026-11-20T00:00:00", MISFIT),
        (Type.DATE, "٢٠٢٦-١١-٢٠", MISFIT),
        (Type.DATE, [], None),
        (Type.INSTANT, "2026-11-20T08:15:30.123Z", "2026-11-20T08:15:30.123Z"),
        (Type.INSTANT, "2026-11-20", MISFIT),
        (Type.JSON, {"a": [Decimal("1.10")]}, '{"a":[1.10]}'),
    ],
)
def test_a_value_fits_its_column_exactly_or_not_at_all(kind: Type, value: Any, fitted: Any):
    found = FITS[kind](value)

    assert found is MISFIT if fitted is MISFIT else found == fitted
    assert type(found) is type(fitted)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_an_amount_keeps_every_digit(amount: Decimal):
    text = digits(amount)

    assert "E" not in text.upper()
    assert Decimal(text) == amount


def rows_of(*records: dict[str, Any], known: dict[str, list[Column]] | None = None):
    made = Flattener(STREAMS["invoices"].table, "InvoiceID", FITS, known)
    learned = made.learn(records)
    found = made.lay_out([str(number) for number in range(len(records))], records)
    columns = made.columns()
    named = {
        table: [
            dict(
                zip([one.name for one in columns[table]], row[-len(columns[table]) :], strict=True)
            )
            for row in zip(*values, strict=True)
        ]
        for table, values in found.tables.items()
    }
    return learned, named, found.misfits


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", Type.TEXT),
        (True, Type.BOOLEAN),
        (3, Type.DECIMAL),
        (Decimal("1.5"), Type.DECIMAL),
        ({"a": 1}, Type.JSON),
        (["a"], Type.JSON),
        ("/Date(0)/", Type.TEXT),
    ],
)
def test_a_new_field_becomes_a_column_of_the_type_of_its_first_value(value: Any, kind: Type):
    learned, named, misfits = rows_of({"Brand": None}, {"Brand": value}, {})

    assert [(one.table, one.column.name, one.column.type) for one in learned] == [
        ("invoices", "Brand", kind)
    ]
    assert [row["Brand"] for row in named["invoices"]] == [None, FITS[kind](value), None]
    assert not misfits


@pytest.mark.parametrize("value", [None, [], {}])
def test_a_field_without_a_value_waits_for_one(value: Any):
    learned, _, misfits = rows_of({"Brand": value})

    assert (learned, misfits) == ([], {})


def test_a_type_never_changes_and_what_does_not_fit_is_told():
    learned, named, misfits = rows_of({"Brand": 1}, {"Brand": "one"})

    assert len(learned) == 1
    assert [row["Brand"] for row in named["invoices"]] == [Decimal(1), None]
    assert [(one.table, one.field, count) for one, count in misfits.items()] == [
        ("invoices", "Brand", 1)
    ]


def test_the_type_that_a_database_has_wins():
    stored = {"invoices": [Column("Total", Type.TEXT, ("Total",))]}

    _, named, _ = rows_of({"Total": Decimal("1.10")}, known=stored)

    assert named["invoices"][0]["Total"] == "1.10"


@pytest.mark.parametrize("name", ["has space", 'quo"te', "_raw", "x" * 61, "TOTAL", "é", ""])
def test_a_field_whose_name_no_column_can_have_stays_in_the_raw_json_and_is_told(name: str):
    learned, _, misfits = rows_of({name: "value"}, {name: "again"})

    assert learned == []
    assert sum(misfits.values()) == 2


def test_new_fields_are_learned_in_lists_and_small_objects_but_not_in_copies_of_records():
    learned, named, _ = rows_of(
        {
            "Contact": {"ContactID": "c", "Shoe": 45},
            "LineItems": [{"Colour": "red", "Item": {"Size": "L"}}, {"Colour": "blue"}],
        }
    )

    assert {(one.table, one.column.name) for one in learned} == {
        ("invoices_line_items", "Colour"),
        ("invoices_line_items", "Item_Size"),
    }
    assert [row["Colour"] for row in named["invoices_line_items"]] == ["red", "blue"]


@pytest.mark.parametrize(
    ("record", "lines"),
    [
        ({}, 0),
        ({"LineItems": None}, 0),
        ({"LineItems": []}, 0),
        ({"LineItems": {}}, 0),
        ({"LineItems": {"Description": "alone"}}, 1),
        ({"LineItems": [{}, {"Tracking": None}]}, 2),
    ],
)
def test_a_list_may_be_absent_empty_or_something_else(record: dict[str, Any], lines: int):
    _, named, misfits = rows_of(record)

    assert len(named["invoices_line_items"]) == lines
    assert not misfits


@pytest.mark.parametrize("found", [["text"], [None], "text", 5])
def test_what_is_no_object_in_a_list_is_told(found: Any):
    _, named, misfits = rows_of({"LineItems": found})

    assert named["invoices_line_items"] == []
    assert sum(misfits.values()) == 1


def test_an_object_that_is_something_else_leaves_its_columns_empty_and_is_told():
    _, named, misfits = rows_of({"Contact": "somebody"}, {"Contact": []}, {"Contact": None})

    assert [row["Contact_ContactID"] for row in named["invoices"]] == [None, None, None]
    assert [(one.field, count) for one, count in misfits.items()] == [("Contact", 1)]


@given(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(["+0000", "+1300", "-1000", ""])
)
def test_a_day_is_never_shifted_whatever_zone_xero_writes_it_in(day: date, zone: str):
    midnight = datetime.combine(day, time(), UTC) - timedelta(hours=int(zone[:3] or 0))
    record = {"Date": f"/Date({int(midnight.timestamp()) * 1000}{zone})/"}

    _, named, misfits = rows_of(read_invoice(record))

    assert named["invoices"][0]["Date"] == day.isoformat()
    assert not misfits


@given(st.integers(-(10**12), 7 * 10**12), st.sampled_from(["+0000", "+1300"]))
def test_a_moment_is_in_utc_whatever_zone_stands_behind_it(ticks: int, zone: str):
    _, named, _ = rows_of(read_invoice({"UpdatedDateUTC": f"/Date({ticks}{zone})/"}))

    found = datetime.fromisoformat(named["invoices"][0]["UpdatedDateUTC"])
    assert (found - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1) == ticks


def test_lists_below_the_second_level_are_json():
    assert all(table.depth <= 2 for table in EVERY)
