"""The SQLite sink: exact, several organisations in one file, columns that grow, and history."""

import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from sqlite3 import connect
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync import databases
from tests.sync.model import OPENED, TENANT, Model, ModelClient, guid
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.objects import CONTACTS, INVOICES, ITEMS
from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync import STREAMS, Delta, Options, Outcome, State, Version
from xero_component.sync.sinks.sqlite import SqliteSink

amounts = st.sampled_from([0, 2, 4, 10]).flatmap(
    lambda places: st.decimals(min_value=-(10**15), max_value=10**15, places=places)
)


async def write(path: Path, *rows: dict[str, Any], stream: str = "invoices", **delta: Any) -> None:
    """Write rows to a new database, by hand."""
    key = STREAMS[stream].primary_key
    versions = [Version(row[key], "f", "{}", row) for row in rows]
    async with SqliteSink(path) as sink:
        target = await sink.target(STREAMS[stream], TENANT)
        await target.write(Delta(await target.state(), versions, **delta))


@settings(max_examples=15)
@given(st.lists(amounts, min_size=1, max_size=40))
def test_totals_in_the_database_equal_the_servers_to_the_last_digit(totals: list[Decimal]):
    model = Model()
    for number, total in enumerate(totals):
        line = {"UnitAmount": total, "Quantity": Decimal("1.0000")}
        model.put(INVOICES, guid(number), Total=total, LineItems=[line, line])

    async def read(path: Path) -> None:
        await run(ModelClient(model), path, "invoices")
        held = databases.query(path, "SELECT Total, typeof(Total) FROM invoices ORDER BY InvoiceID")
        assert [Decimal(text) for text, _ in held] == totals
        assert {kind for _, kind in held} == {"text"}
        lines = databases.query(
            path, "SELECT UnitAmount FROM invoices_line_items ORDER BY InvoiceID, _position"
        )
        assert [Decimal(text) for (text,) in lines] == [total for total in totals for _ in (1, 2)]

    with TemporaryDirectory() as folder:
        anyio.run(read, Path(folder) / "xero.db")


async def test_an_amount_that_no_binary_fraction_holds_stays_as_it_is(
    model: Model, xero: ModelClient, path: Path
):
    exact = [Decimal("0.1"), Decimal("12345678901234567.89"), Decimal("0.30"), Decimal("1E+2")]
    for number, total in enumerate(exact):
        model.put(INVOICES, guid(number), Total=total, CurrencyRate=total)

    await run(xero, path, "invoices")

    held = databases.query(path, "SELECT Total FROM invoices ORDER BY InvoiceID")
    assert [text for (text,) in held] == ["0.1", "12345678901234567.89", "0.30", "100"]


async def test_two_organisations_share_a_database_and_not_their_rows(path: Path):
    first, second = Model(), Model()
    first.put(ITEMS, guid(1), Code="FIRST")
    second.put(ITEMS, guid(1), Code="SECOND")
    other = ModelClient(second)
    other.tenant_id = "another"
    await run(ModelClient(first), path, "items")
    await run(other, path, "items")
    second.remove(ITEMS, guid(1))

    await run(other, path, "items", EVERYTHING)

    rows = databases.query(path, "SELECT _tenant_id, Code, _deleted_at IS NULL FROM items")
    assert sorted(rows) == [(TENANT, "FIRST", 1), ("another", "SECOND", 0)]


async def test_a_new_field_is_a_column_for_good(model: Model, xero: ModelClient, path: Path):
    model.put(INVOICES, guid(1), Brand=Decimal("1.5"))
    await run(xero, path, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(2), Brand="text")

    report = await run(xero, path, "invoices")

    found = databases.query(path, "SELECT Brand FROM invoices ORDER BY InvoiceID")
    assert found == [("1.5",), (None,)]
    [(misfit, count)] = report.misfits.items()
    assert (misfit.field, count) == ("Brand", 1)
    assert [row["Brand"] for row in databases.live(path, "invoices")] == [Decimal("1.5"), "text"]


async def test_a_column_that_was_learned_in_a_transaction_that_failed_is_learned_again(path: Path):
    async with SqliteSink(path) as sink:
        target = await sink.target(STREAMS["items"], TENANT)
        rows = [Version("1", "f", "{}", {"ItemID": "1", "Brand": "x"})]
        broken = [Version("2", "f", "\ud800", {"ItemID": "2", "Brand": "x"})]
        with pytest.raises(UnicodeEncodeError):
            await target.write(Delta(State(), broken))
        await target.write(Delta(State(), rows))

    assert databases.query(path, "SELECT ItemID, Brand FROM items") == [("1", "x")]


async def test_organisations_agree_on_the_type_of_a_column_that_both_learn(path: Path):
    async with SqliteSink(path) as sink:
        first = await sink.target(STREAMS["items"], TENANT)
        second = await sink.target(STREAMS["items"], "another")
        row = {"ItemID": "1", "Brand": "x"}
        await first.write(Delta(State(), [Version("1", "f", "{}", row)]))
        misfits = await second.write(
            Delta(State(), [Version("1", "f", "{}", row | {"Brand": True})])
        )

    assert sum(misfits.values()) == 1


async def test_a_column_that_a_later_version_brings_is_added(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1), Reference="kept", Url="new")
    await run(xero, path, "invoices")
    with closing(connect(path)) as older, older:
        older.execute("ALTER TABLE invoices DROP COLUMN Url")
        older.execute("DELETE FROM _xero_columns WHERE column_name = 'Url'")
    model.pass_time(1000)
    model.put(INVOICES, guid(1))

    await run(xero, path, "invoices")

    assert databases.query(path, "SELECT Reference, Url FROM invoices") == [("kept", "new")]


async def test_history_keeps_every_version_with_the_time_that_it_held(
    model: Model, xero: ModelClient, path: Path
):
    keeping = Options(sweep_every=timedelta(0), history=frozenset({"contacts"}))
    model.put(CONTACTS, guid(1), Name="Before", New=1)
    await run(xero, path, "contacts", keeping)
    xero.clock.advance(60)
    model.pass_time(60_000)
    model.put(CONTACTS, guid(1), Name="After", Newer="x")
    await run(xero, path, "contacts", keeping)
    await run(xero, path, "contacts", keeping)
    xero.clock.advance(60)
    model.remove(CONTACTS, guid(1))

    await run(xero, path, "contacts", keeping)

    found = databases.query(
        path, "SELECT Name, Newer, _valid_from, _valid_to FROM contacts_history ORDER BY 3"
    )
    nine = "2026-03-02T09:0{}:00.000Z"
    assert found == [
        ("Before", None, nine.format(0), nine.format(1)),
        ("After", "x", nine.format(1), nine.format(2)),
    ]


async def test_a_row_carries_what_it_came_from(model: Model, xero: ModelClient, path: Path):
    model.put(INVOICES, guid(1), Total=Decimal("10.10"), Odd={"a": [1]})

    await run(xero, path, "invoices")

    [row] = databases.table(path, "invoices")
    assert row["_tenant_id"] == TENANT
    assert row["_synced_at"] == "2026-03-02T09:00:00.000Z"
    assert row["_deleted_at"] is None
    assert len(row["_fingerprint"]) == 16
    assert '"Total":10.10' in row["_raw"]
    assert row["Odd"] == '{"a":[1]}'


def test_the_file_is_for_its_owner_alone(path: Path):
    anyio.run(write, path, {"InvoiceID": "1"})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_state_that_another_run_has_moved_is_refused_with_its_rows(path: Path):
    await write(path, {"InvoiceID": "1"})
    async with SqliteSink(path) as sink:
        target = await sink.target(STREAMS["invoices"], TENANT)
        for stale in (State(), State(revision=5)):
            with pytest.raises(WaitError, match="Another run"):
                await target.write(Delta(stale, [Version("2", "f", "{}", {"InvoiceID": "2"})]))

    assert len(databases.table(path, "invoices")) == 1


async def test_a_state_that_is_put_back_makes_the_next_run_read_everything_and_write_nothing(
    model: Model, xero: ModelClient, path: Path
):
    for number in range(1, 4):
        model.put(INVOICES, guid(number))
        model.pass_time(600_000)
    await run(xero, path, "invoices")
    async with SqliteSink(path) as sink:
        target = await sink.target(STREAMS["invoices"], TENANT)
        await target.write(Delta(State(revision=(await target.state()).revision)))

    late = await run(xero, path, "invoices", Options(start=OPENED + timedelta(minutes=15)))
    everything = await run(xero, path, "invoices", EVERYTHING)

    assert (late.read, late.written) == (1, 0)
    assert (everything.written, everything.unchanged) == (0, 4)


async def test_windows_are_whole_seconds_of_the_cursor_field(path: Path):
    moments = ["09:00:00Z", "09:00:00.500Z", "09:00:01Z", "09:00:01.250Z", "09:00:02Z"]
    rows = [
        {"InvoiceID": str(number), "UpdatedDateUTC": f"2026-03-02T{moment}"}
        for number, moment in enumerate(moments)
    ]
    await write(path, *rows, {"InvoiceID": "undated"})
    at = [datetime(2026, 3, 2, 9, 0, second, tzinfo=UTC) for second in range(3)]

    async with SqliteSink(path) as sink:
        target = await sink.target(STREAMS["invoices"], TENANT)
        first = await target.identifiers(None, at[1])
        second = await target.identifiers(at[1], at[2])
        last = await target.identifiers(at[2])
        everything = await target.identifiers()

    assert set(first) == {"0", "1"}
    assert set(second) == {"2", "3"}
    assert set(last) == {"4", "undated"}
    assert len(everything) == 6


async def test_names_with_quotes_and_texts_of_any_kind_are_kept(
    model: Model, xero: ModelClient, path: Path
):
    odd = "'; DROP TABLE invoices; -- \" \x00 🧾 ʼ"
    model.put(INVOICES, guid(1), Reference=odd)

    await run(xero, path, "invoices")

    assert databases.query(path, "SELECT Reference FROM invoices") == [(odd,)]


async def test_a_sink_that_is_not_open_and_a_file_that_is_none_say_so(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="not open"):
        await SqliteSink(tmp_path / "x.db").target(STREAMS["items"], TENANT)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ConfigurationError):
        await SqliteSink(folder).__aenter__()
    (tmp_path / "text.db").write_text(
        "this is no database, and long enough to be told from one" * 9
    )
    with pytest.raises(ConfigurationError):
        await SqliteSink(tmp_path / "text.db").__aenter__()


async def test_a_database_that_others_hold_is_told_as_busy(
    model: Model, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("xero_component.sync.sinks.sqlite.BUSY_SECONDS", 0)
    model.put(ITEMS, guid(1))

    with closing(connect(path, isolation_level=None)) as other:

        def hold(call: int) -> None:
            other.execute("BEGIN IMMEDIATE")

        report = await run(ModelClient(model, hold), path, "items")

    assert report.outcome is Outcome.PAUSED
    assert "Run again when it is free" in (report.reason or "")
    assert (await run(ModelClient(model), path, "items")).written == 1
