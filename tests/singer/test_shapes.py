"""Records are made to fit their schema: what cannot be is null and told, what is new is learned."""

import io
import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.runtimes.singer.bookmarks import BOOKMARKS
from xero_component.runtimes.singer.catalog import Chosen
from xero_component.runtimes.singer.messages import Writer
from xero_component.runtimes.singer.shapes import Shape
from xero_component.runtimes.singer.sink import SingerSink
from xero_component.sync import STREAMS, Delta, State, Version
from xero_component.sync.flatten import Misfit

INVOICES = STREAMS["invoices"].table
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=6,
)


def fitted(record: dict[str, Any]) -> tuple[dict[str, Any], Counter[Misfit]]:
    misfits: Counter[Misfit] = Counter()
    return Shape.of(INVOICES).fitted(record, "invoices", misfits), misfits


@pytest.mark.parametrize(
    ("record", "made"),
    [
        ({"Total": Decimal("0.10")}, {"Total": Decimal("0.10")}),
        ({"Total": 5}, {"Total": Decimal(5)}),
        ({"Total": ""}, {"Total": None}),
        ({"Date": "2026-11-20"}, {"Date": "2026-11-20"}),
        ({"Reference": Decimal("12.50")}, {"Reference": "12.50"}),
        ({"Contact": None, "LineItems": None}, {"Contact": None, "LineItems": None}),
        ({"LineItems": {"LineAmount": 1}}, {"LineItems": [{"LineAmount": Decimal(1)}]}),
        ({"Contact": {"Mood": "fine"}}, {"Contact": {"Mood": "fine"}}),
        ({"Unheard": "of"}, {}),
    ],
)
def test_what_fits_is_passed_on_exactly(record: dict[str, Any], made: dict[str, Any]):
    assert fitted(record) == (made, Counter())


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"Total": "a lot"}, "Total"),
        ({"Date": "20 November"}, "Date"),
        ({"SentToContact": "yes"}, "SentToContact"),
        ({"Contact": "Ann"}, "Contact"),
        ({"LineItems": [1]}, "LineItems"),
        ({"LineItems": [{"LineAmount": True}]}, "LineItems.LineAmount"),
        ({"Attachments": 5}, "Attachments"),
    ],
)
def test_what_does_not_fit_is_null_and_told(record: dict[str, Any], field: str):
    made, misfits = fitted(record)

    found: Any = made
    for name in field.split("."):
        found = found[0][name] if isinstance(found, list) else found[name]
    assert found is None
    assert misfits == {Misfit("invoices", field, "its value is of another type"): 1}


@given(st.dictionaries(st.sampled_from(Shape.of(INVOICES).names()), JSON, max_size=6))
def test_whatever_xero_sends_the_record_fits_the_schema(record: dict[str, Any]):
    made, _ = fitted(record)
    validator = jsonschema.Draft7Validator(Shape.of(INVOICES).schema())
    plain = json.loads(json.dumps(made, default=float))
    assert list(validator.iter_errors(plain)) == []


def test_the_key_is_never_null_in_the_schema():
    schema = Shape.of(INVOICES).schema(["InvoiceID"])
    assert schema["properties"]["InvoiceID"] == {"type": ["string"]}
    assert schema["properties"]["Total"] == {"type": ["null", "number"]}


def version(record: dict[str, Any]) -> Version:
    return Version(record["Code"], "f", json.dumps(record, default=str), record)


async def sent(*deltas: Delta) -> list[dict[str, Any]]:
    out = io.BytesIO()
    stream = STREAMS["currencies"]
    sink = SingerSink([Chosen(stream)], {BOOKMARKS: {}}, Writer(out))
    target = await sink.target(stream, "tenant")
    for delta in deltas:
        await target.write(delta)
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def test_a_field_that_is_new_is_announced_before_the_row_that_has_it():
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    rows: list[dict[str, Any]] = [
        {"Code": "AUD", "Symbol": None},
        {"Code": "EUR", "Symbol": "€", "code": "lower"},
    ]
    messages = await sent(
        Delta(State(sweep_began="2026-11-20T08:00:00+00:00"), [version(row) for row in rows], at=at)
    )

    assert [one["type"] for one in messages] == ["SCHEMA", "SCHEMA", "RECORD", "RECORD", "STATE"]
    assert "Symbol" not in messages[0]["schema"]["properties"]
    assert messages[1]["schema"]["properties"]["Symbol"] == {"type": ["null", "string"]}
    assert messages[3]["record"] == {"Code": "EUR", "Symbol": "€"}
    assert messages[3]["time_extracted"] == "2026-11-20T08:00:00Z"


async def test_a_list_in_which_nothing_is_left_ends_every_row():
    messages = await sent(Delta(State(swept_at="2026-11-20T08:00:00+00:00")))

    assert [one["type"] for one in messages] == ["SCHEMA", "ACTIVATE_VERSION", "STATE"]
    [_, activated, state] = messages
    assert state["value"]["bookmarks"]["currencies"]["version"] == activated["version"] > 0
