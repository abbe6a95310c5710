"""What is particular to DuckDB and PostgreSQL: types, history, and others at the database."""

import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE

import anyio
import duckdb
import psycopg
import pytest

from tests.postgres import Server
from tests.sync.model import TENANT, Model, ModelClient, guid
from tests.sync.running import EVERYTHING
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import DuckdbPlace, Place, PostgresqlPlace
from xero_component.catalogue.objects import CONTACTS, INVOICES
from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync import STREAMS, Options, Outcome
from xero_component.sync.sinks.postgresql import PostgresqlSink


@pytest.fixture
def postgresql(postgres_server: Server, tmp_path: Path) -> PostgresqlPlace:
    return PostgresqlPlace(tmp_path, postgres_server.url)


@pytest.fixture(params=["duckdb", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "duckdb":
        return DuckdbPlace(tmp_path)
    found: Place = request.getfixturevalue("postgresql")
    return found


async def test_columns_have_the_types_of_what_they_hold(
    model: Model, xero: ModelClient, postgresql: PostgresqlPlace
):
    model.put(INVOICES, guid(1), Total=Decimal("10.10"), Date="2026-03-02", HasErrors=False)
    await keep(xero, postgresql, "invoices")

    with psycopg.connect(postgresql.url) as connection:
        found = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = 'invoices'",
            (postgresql.schema,),
        )
        types: dict[str, str] = dict(found.fetchall())

    assert types["Total"] == "numeric"
    assert types["Date"] == "date"
    assert types["UpdatedDateUTC"] == types["_synced_at"] == "timestamp with time zone"
    assert types["HasErrors"] == "boolean"
    assert types["_raw"] == "jsonb"


async def test_duckdb_adds_amounts_up_exactly(model: Model, xero: ModelClient, tmp_path: Path):
    place = DuckdbPlace(tmp_path)
    for number in range(10):
        model.put(INVOICES, guid(number), Total=Decimal("0.1"))
    await keep(xero, place, "invoices")

    with closing(duckdb.connect(str(place.path))) as connection:
        found = connection.execute("SELECT sum(Total), typeof(sum(Total)) FROM invoices").fetchall()

    assert found == [(Decimal(1), "DECIMAL(38,12)")]
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o600


async def test_history_keeps_every_version_with_the_time_that_it_held(
    model: Model, xero: ModelClient, database: Place
):
    keeping = Options(sweep_every=timedelta(0), history=frozenset({"contacts"}))
    model.put(CONTACTS, guid(1), Name="Before")
    await keep(xero, database, "contacts", keeping)
    xero.clock.advance(60)
    model.pass_time(60_000)
    model.put(CONTACTS, guid(1), Name="After", Newer="x")
    await keep(xero, database, "contacts", keeping)
    await keep(xero, database, "contacts", keeping)
    xero.clock.advance(60)
    model.remove(CONTACTS, guid(1))

    await keep(xero, database, "contacts", keeping)

    rows = sorted(database.rows("contacts_history"), key=lambda row: row["_valid_from"])
    assert [(row["Name"], row["Newer"]) for row in rows] == [("Before", None), ("After", "x")]
    assert [row["_valid_from"].minute for row in rows] == [0, 1]
    assert [row["_valid_to"].minute for row in rows] == [1, 2]


async def test_two_organisations_share_a_database_and_not_their_rows(database: Place):
    first, second = Model(), Model()
    first.put(INVOICES, guid(1), Reference="FIRST")
    second.put(INVOICES, guid(1), Reference="SECOND")
    other = ModelClient(second)
    other.tenant_id = "another"
    await keep(ModelClient(first), database, "invoices")
    await keep(other, database, "invoices")
    second.remove(INVOICES, guid(1))

    await keep(other, database, "invoices", EVERYTHING)

    rows = {row["_tenant_id"]: row for row in database.rows("invoices")}
    assert rows[TENANT]["Reference"] == "FIRST"
    assert [rows[TENANT]["_deleted_at"] is None, rows["another"]["_deleted_at"] is None] == [
        True,
        False,
    ]


async def test_organisations_are_read_into_postgresql_at_the_same_time(
    postgresql: PostgresqlPlace,
):
    clients = []
    for number in range(4):
        model = Model(page_size=10)
        for row in range(40):
            fields = {f"Field{number}_{row % 5}": "x", "LineItems": [{f"Line{number}": row}]}
            model.put(INVOICES, guid(row), **fields)
            model.pass_time(2000)
        client = ModelClient(model)
        client.tenant_id = str(number)
        clients.append(client)

    async with anyio.create_task_group() as tasks:
        for client in clients:
            tasks.start_soon(keep, client, postgresql, "invoices")

    assert len(postgresql.rows("invoices")) == 160
    assert len(postgresql.rows("invoices_line_items")) == 160


async def test_others_at_the_database_keep_their_tables_and_settings(
    model: Model, xero: ModelClient, postgresql: PostgresqlPlace
):
    model.put(INVOICES, guid(1))
    with psycopg.connect(postgresql.url, autocommit=True) as other:
        other.execute("CREATE TEMPORARY TABLE invoices (mine TEXT)")
        await keep(xero, postgresql, "invoices")
        assert other.execute("SELECT * FROM invoices").fetchall() == []
        found = other.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall()

    assert found == []
    assert len(postgresql.rows("invoices")) == 1


async def test_a_table_that_others_have_locked_is_waited_for_and_then_told(
    model: Model, xero: ModelClient, postgresql: PostgresqlPlace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("xero_component.sync.sinks.postgresql.BUSY_SECONDS", 0.05)
    model.put(INVOICES, guid(1))
    await keep(xero, postgresql, "invoices")
    model.pass_time(1000)
    model.put(INVOICES, guid(1), Reference="later")
    lock = f'LOCK TABLE "{postgresql.schema}".invoices IN ROW EXCLUSIVE MODE'
    stop = lock.replace("ROW EXCLUSIVE", "ACCESS EXCLUSIVE")

    with psycopg.connect(postgresql.url) as other:
        other.execute(stop.encode())
        report = await keep(xero, postgresql, "invoices")

    assert report.outcome is Outcome.PAUSED
    assert isinstance(report.error, WaitError)
    assert (await keep(xero, postgresql, "invoices")).written == 1


async def test_a_server_that_was_restarted_is_connected_to_again(
    model: Model, xero: ModelClient, postgresql: PostgresqlPlace
):
    async with postgresql.sink() as sink:
        target = await sink.target(STREAMS["invoices"], TENANT)
        with psycopg.connect(postgresql.url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'xero-component'"
            )
        with pytest.raises(WaitError):
            await target.state()

        assert (await target.state()).revision == 0


async def test_a_server_that_is_not_there_is_told_without_the_password():
    with pytest.raises(WaitError) as failed:
        await PostgresqlSink("postgresql://me:secret@127.0.0.1:1/books").__aenter__()

    assert "secret" not in str(failed.value)
    assert "books on 127.0.0.1" in str(failed.value)


def test_a_duckdb_file_that_another_process_has_open_is_told_as_busy(tmp_path: Path):
    place = DuckdbPlace(tmp_path)
    code = f"import duckdb; c = duckdb.connect({str(place.path)!r}); print(flush=True); input()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as other:  # noqa: S603 - our own
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(WaitError, match="lock"):
            anyio.run(place.sink().__aenter__)
        other.kill()


async def test_a_file_that_is_no_duckdb_database_is_told(tmp_path: Path):
    place = DuckdbPlace(tmp_path)
    place.path.write_text("this is no database, and long enough to be told from one" * 99)

    with pytest.raises(ConfigurationError):
        await place.sink().__aenter__()
