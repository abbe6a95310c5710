"""Places that cannot be written to: full, read-only, in use, or of a newer version."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from errno import ENOSPC
from pathlib import Path
from sqlite3 import connect

import anyio
import duckdb
import psycopg
import pytest

from tests.postgres import Server
from tests.sync.killed_run import ROWS, books
from tests.sync.model import Model, ModelClient, guid
from tests.sync.running import EVERYTHING
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import (
    CsvPlace,
    DuckdbPlace,
    JsonLinesPlace,
    Place,
    PostgresqlPlace,
    SqlitePlace,
)
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync import open_sink

NEWER = "UPDATE {schema}_xero_format SET format = 2"


def mark_sqlite(path: Path) -> None:
    with closing(connect(path)) as connection, connection:
        connection.execute(NEWER.format(schema=""))


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path):
    path = tmp_path / "xero.db"
    async with open_sink(f"sqlite:///{path}"):
        pass
    mark_sqlite(path)
    before = path.read_bytes()

    with pytest.raises(ConfigurationError, match="newer version") as refused:
        await open_sink(f"sqlite:///{path}").__aenter__()

    assert "upgrade" in refused.value.advice
    assert path.read_bytes() == before


async def test_so_are_duckdb_and_files(tmp_path: Path):
    path = tmp_path / "xero.duckdb"
    async with open_sink(f"duckdb:///{path}"), open_sink(f"jsonl:{tmp_path}/out"):
        pass
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(NEWER.format(schema=""))
    mark_sqlite(tmp_path / "out" / "cursor.db")

    for address in (f"duckdb:///{path}", f"jsonl:{tmp_path}/out"):
        with pytest.raises(ConfigurationError, match="newer version"):
            await open_sink(address).__aenter__()


async def test_so_is_a_schema_of_postgresql(postgres_server: Server, tmp_path: Path):
    place = PostgresqlPlace(tmp_path, postgres_server.url)
    async with place.sink():
        pass
    with psycopg.connect(place.url, autocommit=True) as other:
        other.execute(NEWER.format(schema=f'"{place.schema}".').encode())

    with pytest.raises(ConfigurationError, match="newer version"):
        await place.sink().__aenter__()


@pytest.mark.parametrize("kind", [JsonLinesPlace, CsvPlace])
async def test_of_two_runs_at_once_into_a_folder_the_second_is_told_to_wait(
    kind: type[Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("xero_component.sync.sinks._index.BUSY_SECONDS", 0)
    place = kind(tmp_path)
    async with place.sink():
        with pytest.raises(WaitError, match="Another run is writing"):
            await place.sink().__aenter__()


FULL = """
import anyio, resource, signal, sys
from tests.sync.killed_run import books
from tests.sync.model import ModelClient
from xero_component.errors import XeroComponentError
from xero_component.sync import STREAMS, open_sink, sync

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

async def main(address):
    async with open_sink(address) as sink:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
        report = await sync(ModelClient(books()), [STREAMS["invoices"]], sink)
    return report.streams["invoices"].error

for address in sys.argv[1:]:
    try:
        told = anyio.run(main, address)
    except XeroComponentError as error:
        told = error
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(address.partition(":")[0], type(told).__name__)
"""
"""No file may grow beyond a few pages: what a full disk looks like to who writes."""


def test_a_full_disk_is_told_and_the_next_run_completes_what_is_there(tmp_path: Path):
    places = {
        f"sqlite:///{tmp_path}/xero.db": SqlitePlace(tmp_path),
        f"duckdb:///{tmp_path}/xero.duckdb": DuckdbPlace(tmp_path),
        f"csv:{tmp_path}/out": CsvPlace(tmp_path),
    }
    command = [sys.executable, "-W", "ignore", "-c", FULL, *places]
    full = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)  # noqa: S603 - our own
    told = [line.split() for line in full.stdout.splitlines()]
    assert told == [[kind, "WaitError"] for kind in ("sqlite", "duckdb", "csv")], full.stderr

    for place in places.values():
        anyio.run(keep, ModelClient(books()), place, "invoices", EVERYTHING)

        assert len(place.rows("invoices")) == ROWS
        assert len(place.rows("invoices_line_items")) == 3 * ROWS


async def test_files_of_a_delivery_that_broke_off_are_outdone_by_those_of_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = CsvPlace(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", once(Path.rename))
        with pytest.raises(WaitError, match="cannot be written to"):
            await keep(ModelClient(books()), place, "invoices")
    delivered = len(list((tmp_path / "out").rglob("*.csv")))

    report = await keep(ModelClient(books()), place, "invoices")

    assert delivered == 1
    assert report.written == len(place.rows("invoices")) == ROWS
    lines = place.rows("invoices_line_items")
    assert len(lines) == len({(row["InvoiceID"], row["_position"]) for row in lines}) == 3 * ROWS


def once(rename: Callable[..., Path]) -> Callable[..., Path]:
    """Return what does so once, and then finds the disk full."""
    left = iter([True])

    def renamed(*arguments: Path) -> Path:
        if next(left, None) is None:
            raise OSError(ENOSPC, "No space left on device")
        return rename(*arguments)

    return renamed


@pytest.mark.filterwarnings("ignore:implicitly coercing SELECT")  # dlt's
async def test_an_amount_of_a_million_digits_is_told_and_takes_no_room(
    model: Model, xero: ModelClient, place: Place
):
    huge = Decimal("1E+1000000")
    model.put(INVOICES, guid(1), Total=huge, Reference=huge, Url="kept")

    report = await keep(xero, place, "invoices")

    [row] = place.live("invoices")
    assert row["Url"] == "kept"
    assert [Decimal(row[name]) for name in ("Total", "Reference")] == [huge, huge]
    assert report.written == 1


@pytest.mark.parametrize("address", ["sqlite:////proc/x.db", "duckdb:////proc/x.db", "csv:/proc/x"])
async def test_a_folder_that_may_not_be_written_to_is_told(address: str):
    with pytest.raises(ConfigurationError):
        await open_sink(address).__aenter__()
