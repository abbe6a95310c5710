"""What changes over time: new fields, lists that shrink, rows that go and come back."""

from decimal import Decimal

import pytest

from tests.sync.model import TENANT, Model, ModelClient, guid
from tests.sync.running import EVERYTHING
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import JsonLinesPlace, Place
from tests.sync.sinks.test_exactness import value
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync import STREAMS, Delta, State, Version

pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("ignore:implicitly coercing SELECT"),  # dlt's
    pytest.mark.timeout(240),  # a load by dlt takes seconds
]


async def test_a_new_field_is_a_column_whose_type_stays(
    model: Model, xero: ModelClient, tables: Place
):
    model.put(INVOICES, guid(1), Reference="before")
    await keep(xero, tables, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(2), Brand=Decimal("1.5"))
    await keep(xero, tables, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(3), Brand="text")

    report = await keep(xero, tables, "invoices")

    found = {value(row, "InvoiceID", "invoice_id"): row for row in tables.rows("invoices")}
    brand = [found[guid(n)].get("Brand", found[guid(n)].get("brand")) or None for n in (1, 2, 3)]
    assert [None if one is None else Decimal(one) for one in brand] == [None, Decimal("1.5"), None]
    assert {misfit.field: count for misfit, count in report.misfits.items()} == {"Brand": 1}


async def test_of_names_that_a_place_cannot_tell_apart_one_is_a_column_and_the_others_are_told(
    model: Model, xero: ModelClient, tables: Place
):
    model.put(INVOICES, guid(1), BrandName="a", brandname="b", Brand_Name="c", New="d")

    report = await keep(xero, tables, "invoices")

    [row] = tables.rows("invoices")
    assert value(row, "BrandName", "brand_name") == "a"
    assert value(row, "New", "new") == "d"
    told = {misfit.field for misfit in report.misfits}
    assert told == {"brandname"} if "Brand_Name" in row else {"brandname", "Brand_Name"}
    [raw] = tables.live("invoices")
    assert raw["brandname"] + raw["Brand_Name"] == "bc"


async def test_two_organisations_that_learn_the_same_field_agree_on_it(
    model: Model, xero: ModelClient, tables: Place
):
    other_model = Model()
    other = ModelClient(other_model)
    other.tenant_id = "another"
    model.put(INVOICES, guid(1), Brand="x")
    other_model.put(INVOICES, guid(2), Brand=True, Size="large")

    await keep(xero, tables, "invoices")
    report = await keep(other, tables, "invoices")

    assert sum(report.misfits.values()) == 1
    model.pass_time(1000)
    model.put(INVOICES, guid(1), Brand="y")
    assert (await keep(xero, tables, "invoices")).written == 1
    assert len(tables.rows("invoices")) == 2


async def test_lists_are_replaced_with_their_record_and_empty_ones_vanish(
    model: Model, xero: ModelClient, tables: Place
):
    model.put(INVOICES, guid(1), LineItems=[{"Description": text} for text in "abc"])
    model.put(INVOICES, guid(2), LineItems=[{"Description": "other"}])
    await keep(xero, tables, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(1), LineItems=[{"Description": "d"}])
    await keep(xero, tables, "invoices")
    now = {value(row, "Description", "description") for row in tables.rows("invoices_line_items")}
    model.pass_time(1000)
    model.put(INVOICES, guid(1), LineItems=[])
    model.put(INVOICES, guid(2), LineItems=[])

    await keep(xero, tables, "invoices")

    assert now == {"d", "other"}
    assert tables.rows("invoices_line_items") == []


async def test_a_record_that_xero_has_no_more_is_marked_until_it_is_back(
    model: Model, xero: ModelClient, place: Place
):
    model.put(INVOICES, guid(1), Reference="here")
    model.put(INVOICES, guid(2))
    await keep(xero, place, "invoices", EVERYTHING)
    model.remove(INVOICES, guid(1))
    gone = await keep(xero, place, "invoices", EVERYTHING)
    after = [row["InvoiceID"] for row in place.live("invoices")]
    marked = [row["_deleted_at"] is not None for row in place.rows("invoices")]
    model.pass_time(1000)
    model.put(INVOICES, guid(1), Reference="back")

    await keep(xero, place, "invoices", EVERYTHING)

    assert gone.deleted == 1
    assert after == [guid(2)]
    assert sorted(marked) == [False, True]
    back = {row["InvoiceID"]: row.get("Reference") for row in place.live("invoices")}
    assert back == {guid(1): "back", guid(2): None}


async def test_texts_of_any_kind_are_kept(model: Model, xero: ModelClient, place: Place):
    odd = "'; DROP TABLE invoices; -- \" \r\n \\ \\u0000 =1+1 🧾 ʼ,"
    model.put(INVOICES, guid(1), Reference=odd, Odd={"a": [odd]})

    await keep(xero, place, "invoices")

    [row] = place.rows("invoices")
    assert value(row, "Reference", "reference") == odd
    assert [one["Odd"] for one in place.live("invoices")] == [{"a": [odd]}]


async def test_a_text_with_nul_stops_nothing(model: Model, xero: ModelClient, place: Place):
    model.put(INVOICES, guid(1), Reference="a\x00b", Odd=["\x00\\"], Url="kept")

    report = await keep(xero, place, "invoices")

    [row] = place.rows("invoices")
    [raw] = place.live("invoices")
    assert value(row, "Url", "url") == "kept"
    assert raw["Reference"] in {"a\x00b", r"a\u0000b"}
    assert raw["Odd"] in (["\x00\\"], [r"\u0000" + "\\"])
    told = raw["Reference"] != "a\x00b"
    assert bool(report.misfits) is told


async def test_a_state_of_another_run_is_refused_with_its_rows(place: Place):
    async with place.sink() as sink:
        target = await sink.target(STREAMS["invoices"], TENANT)
        await target.write(Delta(State(), [_version("1")]))
        for stale in (State(), State(revision=5)):
            with pytest.raises(WaitError, match="Another run"):
                await target.write(Delta(stale, [_version("2")]))
        assert (await target.state()).revision == 1
        assert set(await target.identifiers()) == {"1"}

    assert len(place.rows("invoices")) == 1


async def test_a_sink_that_is_not_open_says_so(place: Place):
    with pytest.raises(ConfigurationError, match="not open"):
        await place.sink().target(STREAMS["items"], TENANT)


async def test_nothing_new_makes_no_new_files(model: Model, xero: ModelClient, tmp_path):
    place = JsonLinesPlace(tmp_path)
    model.put(INVOICES, guid(1))
    for _ in range(3):
        await keep(xero, place, "invoices")

    assert len(place.versions("invoices")) == 1


def _version(identifier: str) -> Version:
    raw = f'{{"InvoiceID":"{identifier}"}}'
    return Version(identifier, "f", raw, {"InvoiceID": identifier})
