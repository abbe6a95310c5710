"""The places that streams are kept in, looked into from outside with nothing of the sinks."""

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import dlt
import duckdb
import psycopg
from dlt.common.normalizers.naming import snake_case

from tests.sync import databases
from xero_component.sync import STREAMS, Sink, Stream, Target
from xero_component.sync.sinks._formats import Csv, JsonLines, Parquet
from xero_component.sync.sinks._spool import SpooledSink
from xero_component.sync.sinks.dlt import DltSink
from xero_component.sync.sinks.duckdb import DuckdbSink
from xero_component.sync.sinks.files import FilesSink
from xero_component.sync.sinks.postgresql import PostgresqlSink
from xero_component.sync.sinks.sqlite import SqliteSink

Row = dict[str, Any]
parquet = import_module("pyarrow.parquet")
"""It has no types that a check could read."""


class Place(ABC):
    """One place, empty at first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def sink(self) -> Any:
        """Return the sink that keeps rows here."""

    @abstractmethod
    def rows(self, table: str) -> list[Row]:
        """Return the present rows of a table, those that are marked as deleted included."""

    def live(self, table: str) -> Iterator[Row]:
        """Yield the raw records that are not marked as deleted, with exact numbers."""
        for row in self.rows(table):
            if row["_deleted_at"] is None:
                yield json.loads(row["_raw"], parse_float=Decimal)


class DuckdbPlace(Place):
    @property
    def path(self) -> Path:
        return self.folder / "xero.duckdb"

    def sink(self) -> DuckdbSink:
        return DuckdbSink(self.path)

    def rows(self, table: str) -> list[Row]:
        with closing(duckdb.connect(str(self.path))) as connection:
            found = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a test's own names
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def states(self) -> list[str]:
        with closing(duckdb.connect(str(self.path))) as connection:
            return [
                row[0] for row in connection.execute("SELECT state FROM _xero_streams").fetchall()
            ]


class SqlitePlace(Place):
    @property
    def path(self) -> Path:
        return self.folder / "xero.db"

    def sink(self) -> SqliteSink:
        return SqliteSink(self.path)

    def rows(self, table: str) -> list[Row]:
        return databases.table(self.path, table)


class PostgresqlPlace(Place):
    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.url = url
        self.schema = f"xero_{uuid4().hex}"

    def sink(self) -> PostgresqlSink:
        return PostgresqlSink(self.url, schema=self.schema)

    def rows(self, table: str) -> list[Row]:
        row_factory = psycopg.rows.dict_row
        with psycopg.connect(self.url) as connection:
            asked = f'SELECT *, _raw::text AS _raw FROM "{self.schema}"."{table}"'  # noqa: S608 - a test's own names
            if "line_items" in table:
                asked = asked.replace(", _raw::text AS _raw", "")
            try:
                return connection.cursor(row_factory=row_factory).execute(asked.encode()).fetchall()
            except psycopg.errors.UndefinedTable:
                return []  # dlt makes a table for the first row

    def states(self) -> list[str]:
        with psycopg.connect(self.url) as connection:
            asked = f'SELECT state FROM "{self.schema}"._xero_streams'  # noqa: S608 - a test's own names
            return [row[0] for row in connection.execute(asked.encode()).fetchall()]


def latest(rows: list[Row], identifier: str, above: list[Row] | None = None) -> list[Row]:
    """Return the last version of each record, or the objects of the lists of those above."""
    if above is not None:
        present = {(row[identifier], row["_version"]) for row in above}
        return [row for row in rows if (row[identifier], row["_version"]) in present]
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["_version"]):
        found[row[identifier]] = row
    return list(found.values())


class FilesPlace(Place):
    """Tables in files: the row with the greatest version is the present one."""

    form: Callable[[], Any]

    def sink(self) -> Any:
        return FilesSink(self.folder / "out", self.form)

    def versions(self, table: str) -> list[Row]:
        files = sorted((self.folder / "out" / table).glob("*"))
        return [row for file in files for row in self.read(file)]

    @abstractmethod
    def read(self, file: Path) -> list[Row]:
        """Return the rows of one file."""

    def rows(self, table: str) -> list[Row]:
        found = self.versions(table)
        if "line_items" in table:
            return latest(found, self.named("InvoiceID"), self.rows("invoices"))
        return latest(found, self.named(STREAMS[table].primary_key))

    def named(self, field: str) -> str:
        """Return what a field is called here."""
        return field


class JsonLinesPlace(FilesPlace):
    form = JsonLines

    def read(self, file: Path) -> list[Row]:
        lines = file.read_text("utf-8").split("\n")[:-1]
        return [json.loads(line, parse_float=Decimal) for line in lines]

    def rows(self, table: str) -> list[Row]:
        return latest(self.versions(table), STREAMS[table].primary_key)

    def live(self, table: str) -> Iterator[Row]:
        for row in self.rows(table):
            if row["_deleted_at"] is None:
                yield {name: value for name, value in row.items() if not name.startswith("_")}


class CsvPlace(FilesPlace):
    form = Csv

    def read(self, file: Path) -> list[Row]:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        return [row | {"_deleted_at": row.get("_deleted_at") or None} for row in rows]


class ParquetPlace(FilesPlace):
    form = Parquet

    def read(self, file: Path) -> list[Row]:
        found: list[Row] = parquet.ParquetFile(file).read().to_pylist()
        return found


class DltFilesPlace(ParquetPlace):
    """dlt's filesystem, which adds and does not merge."""

    def named(self, field: str) -> str:
        return snake_case.NamingConvention().normalize_path(field)

    def sink(self) -> DltSink:
        files = dlt.destinations.filesystem(f"file://{self.folder}/remote")
        return DltSink(files, folder=self.folder / "pipeline")

    def versions(self, table: str) -> list[Row]:
        files = sorted((self.folder / "remote" / "xero" / table).glob("*.parquet"))
        return [row for file in files for row in self.read(file)]


class DltPostgresqlPlace(PostgresqlPlace):
    """dlt's SQLAlchemy destination on PostgreSQL, which merges."""

    def sink(self) -> Any:
        url = self.url.replace("postgresql://xero@", "postgresql+psycopg://xero:none@")
        database = dlt.destinations.sqlalchemy(url)
        return DltSink(database, dataset=self.schema, folder=self.folder / "pipeline")


class Mortal:
    """A sink of files for runs of one stream: so many of them die, and leave it as it is."""

    def __init__(self, make: Callable[[], SpooledSink], deaths: int) -> None:
        self._make = make
        self._deaths = deaths
        self._sink: SpooledSink | None = None

    async def __aenter__(self) -> "Mortal":
        return self

    async def __aexit__(self, *_exc: Any) -> None:
        await self._end()

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        await self._end()
        self._sink = await self._make().__aenter__()
        return await self._sink.target(stream, tenant_id, history=history)

    async def _end(self) -> None:
        sink, self._sink = self._sink, None
        if sink is None:
            return
        if self._deaths:
            self._deaths -= 1
            for file in sink._files.values():
                file.writer.close()
            sink._index.close()
        else:
            await sink.__aexit__(None, None, None)


def mortal(place: Place, deaths: int) -> Sink:
    """Return a place's sink; one of files dies in the first runs."""
    sink = place.sink()
    return Mortal(place.sink, deaths) if isinstance(sink, SpooledSink) else sink
