"""Every destination of dlt: our tables, types and cursor, loaded by it as Parquet (extra `dlt`).

dlt is told what each column holds and may not change it. Which rows are new is ours to say: dlt
leaves out a row whose cursor did not move, and Xero changes such rows. Where the destination
merges, a record takes the place of its last version and its lists that of its last lists, and one
that is gone is marked. Where it only adds, each version is a row, as in the files of `FilesSink`.

What is in the destination, and the cursor, are noted in a folder here after the load. A run that
dies between the two loads the same rows again. https://dlthub.com/docs/general-usage/merge-loading
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.flatten import Misfit
from xero_component.sync.schema import DELETED_AT, SYNCED_AT, TENANT, Column, Type
from xero_component.sync.sink import Delta, Target
from xero_component.sync.sinks._arrow import PRECISION, SCALE
from xero_component.sync.sinks._formats import Parquet
from xero_component.sync.sinks._index import Index
from xero_component.sync.sinks._layouts import REMOVED, TableLayout
from xero_component.sync.sinks._libraries import library
from xero_component.sync.sinks._spool import Filled, Layout, SpooledSink, Writer
from xero_component.sync.sinks._texts import storable, text_fits
from xero_component.sync.stream import Stream

QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
"""Settings of dlt that hold unless its user has set them: it tells nobody of its use."""
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
"""What may be shown: anything else may hold a password."""
DATASET = "xero"
_HINTS: Mapping[Type, Mapping[str, Any]] = {
    Type.TEXT: {"data_type": "text"},
    Type.DECIMAL: {"data_type": "decimal", "precision": PRECISION, "scale": SCALE},
    Type.INTEGER: {"data_type": "bigint"},
    Type.BOOLEAN: {"data_type": "bool"},
    Type.DATE: {"data_type": "date"},
    Type.INSTANT: {"data_type": "timestamp"},
    Type.JSON: {"data_type": "text"},
}
_FROZEN = {"tables": "evolve", "columns": "evolve", "data_type": "freeze"}
_GONE_AT_ONCE = 500


class DltSink(SpooledSink):
    """Loads streams by dlt: `async with DltSink("bigquery", dataset="xero") as sink`.

    `destination` is a name that dlt knows, with its credentials where dlt looks for them, or a
    destination of dlt. `folder` keeps the cursor, and what dlt works with. Raises
    `ConfigurationError` for a destination that is not set up, `WaitError` when it takes no rows.
    """

    def __init__(
        self, destination: Any, *, dataset: str = DATASET, folder: str | Path | None = None
    ) -> None:
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._dlt = library("dlt", extra="dlt", what="A dlt sink")
        with _reporting("of that name"):
            self._destination = self._found(destination)
            capabilities = self._destination.capabilities()
        self._dataset = dataset
        self._name = f"xero_{self._destination.destination_name}_{dataset}"
        self._merges = "delete-insert" in (capabilities.supported_merge_strategies or ())
        self._pending: set[tuple[str, str, str]] = set()
        self._gone: list[tuple[Stream, str, Delta]] = []
        super().__init__(folder or default_folder(self._name), _DltParquet(), "cursor.db")

    def _found(self, destination: Any) -> Any:
        if not isinstance(destination, str):
            return destination
        try:
            return self._dlt.common.destination.Destination.from_reference(destination)
        except self._dlt.common.exceptions.DltException:
            named = f" {destination!r}" if _NAME.fullmatch(destination) else " of that name"
            raise ConfigurationError(
                f"dlt knows no destination{named}.",
                advice="Its pages list them: https://dlthub.com/docs/dlt-ecosystem/destinations/",
            ) from None

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        """Return the place of a stream."""
        if history and self._merges:
            raise ConfigurationError(
                "A dlt sink keeps no history.",
                advice="Keep it in SQLite, DuckDB, PostgreSQL or files.",
            )
        return await super().target(stream, tenant_id)

    def keep(
        self, stream: Stream, tenant_id: str, layout: Layout, delta: Delta
    ) -> Mapping[Misfit, int]:
        """Add what a delta brings; each record comes once in what is loaded at a time."""
        delta = replace(delta, rows=[storable(one) for one in delta.rows])
        return super().keep(stream, tenant_id, layout, delta)

    def _layout(self, index: Index, stream: Stream, tenant_id: str) -> Layout:
        merges = self._merges
        fits = self._form.fits
        return TableLayout(
            index,
            stream,
            tenant_id,
            fits,
            marked=merges,
            tombstones=not merges,
            alike=_alike,
        )

    def _must_publish(self, stream: Stream, tenant_id: str, delta: Delta) -> bool:
        return not self._pending.isdisjoint(_names(stream, tenant_id, delta))

    def _remember(self, stream: Stream, tenant_id: str, delta: Delta) -> None:
        super()._remember(stream, tenant_id, delta)
        self._pending |= _names(stream, tenant_id, delta)
        if delta.gone and self._merges:
            self._gone.append((stream, tenant_id, delta))

    def _begin(self) -> None:
        super()._begin()
        self._pending, self._gone = set(), []

    def _deliver(self, files: list[Filled]) -> None:
        if not files and not self._gone:
            return
        with _reporting(self._destination.destination_name):
            pipeline = self._dlt.pipeline(
                pipeline_name=self._name,
                destination=self._destination,
                dataset_name=self._dataset,
                pipelines_dir=str(self.folder / "pipelines"),
            )
            # What a run before could not load comes again by our cursor.
            pipeline.abort_packages()
            if files:
                pipeline.run([self._resource(file) for file in files]).raise_on_failed_jobs()
            self._bury(pipeline)

    def _resource(self, file: Filled) -> Any:
        key = [column.name for column in file.table.key(file.stream.primary_key)]
        hints: dict[str, Any] = {
            column.name: {
                "name": column.name,
                "nullable": column.name not in key,
                **_HINTS[column.type],
            }
            for column in map(_renamed, file.columns)
        }
        if REMOVED in hints:
            hints[REMOVED]["hard_delete"] = True
        whole = {"primary_key": key}
        each_list = {"merge_key": [TENANT, file.stream.primary_key]}
        return self._dlt.resource(
            _batches(file.path),
            name=file.table.name,
            columns=hints,
            write_disposition="merge" if self._merges else "append",
            schema_contract=_FROZEN,
            **(each_list if file.table.depth else whole if self._merges else {}),
        )

    def _bury(self, pipeline: Any) -> None:
        """Mark the records that are gone; their last version stays."""
        if not self._gone:
            return
        naming = pipeline.default_schema.naming
        with pipeline.sql_client() as client:
            for stream, tenant_id, delta in self._gone:
                table = client.make_qualified_table_name(
                    naming.normalize_table_identifier(stream.key)
                )
                columns = (DELETED_AT, SYNCED_AT, TENANT, stream.primary_key)
                names = [
                    client.escape_column_name(naming.normalize_identifier(one)) for one in columns
                ]
                statement = (
                    f"UPDATE {table} SET {names[0]} = %s, {names[1]} = %s WHERE {names[2]} = %s"  # noqa: S608 - quoted by dlt
                    f" AND {names[0]} IS NULL AND {names[3]} IN "
                )
                at = delta.at
                for some in _portions(list(delta.gone)):
                    places = "(" + ", ".join(["%s"] * len(some)) + ")"
                    client.execute_sql(statement + places, at, at, tenant_id, *some)


class _DltParquet(Parquet):
    """Parquet with texts that every database can hold."""

    def __init__(self) -> None:
        super().__init__(extra="dlt")
        self.fits[Type.JSON] = text_fits()[Type.JSON]

    def open(self, path: Path, columns: Sequence[Column]) -> Writer:
        """Begin a file."""
        return super().open(path, [_renamed(column) for column in columns])


def default_folder(name: str) -> Path:
    """Return the folder of a pipeline, in the user's data folder."""
    return platformdirs.user_data_path("xero-component", appauthor=False) / "dlt" / name


def _renamed(column: Column) -> Column:
    """Part the names of objects inside objects as dlt does, which makes one style of all names."""
    return replace(column, name="__".join(column.path) or column.name)


def _alike(name: str) -> str:
    """Return what is left of a name in every style that dlt may give it."""
    return re.sub("[^a-z0-9]", "", name.lower())


def _batches(path: Path) -> Iterator[Any]:
    parquet = library("pyarrow.parquet", extra="dlt", what="A dlt sink")
    arrow = library("pyarrow", extra="dlt", what="A dlt sink")
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield arrow.Table.from_batches([batch])


def _names(stream: Stream, tenant_id: str, delta: Delta) -> set[tuple[str, str, str]]:
    named = [one.identifier for one in delta.rows]
    return {(stream.key, tenant_id, one) for one in [*named, *delta.gone]}


def _portions(items: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(items), _GONE_AT_ONCE):
        yield items[first : first + _GONE_AT_ONCE]


@contextmanager
def _reporting(name: str) -> Iterator[None]:
    """Tell what went wrong without what dlt says of it, which can hold data and secrets."""
    common = library("dlt.common.exceptions", extra="dlt", what="A dlt sink")
    settings = library("dlt.common.configuration.exceptions", extra="dlt", what="A dlt sink")
    wrong = (common.MissingDependencyException, settings.ConfigurationException, ImportError)
    try:
        yield
    except (common.DltException, OSError, ImportError) as error:
        cause: BaseException = error
        while cause.__cause__ is not None and not isinstance(cause, wrong):
            cause = cause.__cause__
        what = type(cause).__name__
        if isinstance(cause, wrong):
            raise ConfigurationError(
                f"The dlt destination {name} is not set up ({what}).",
                advice="Install dlt with its extra, and give it the credentials: see dlt's pages.",
            ) from None
        raise WaitError(
            f"The dlt destination {name} did not take the rows ({what}).",
            advice="dlt's log says more; run again: nothing is lost.",
        ) from None
