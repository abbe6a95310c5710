"""Every place of the sinks, one after the other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.sinks import places
from tests.sync.sinks.places import Place

MakePlace = Callable[[Path], Place]
KINDS = {
    "duckdb": places.DuckdbPlace,
    "jsonl": places.JsonLinesPlace,
    "csv": places.CsvPlace,
    "parquet": places.ParquetPlace,
    "dlt to files": places.DltFilesPlace,
}
ON_POSTGRESQL = {
    "postgresql": places.PostgresqlPlace,
    "dlt to postgresql": places.DltPostgresqlPlace,
}
TABLES = ["duckdb", "postgresql", "csv", "parquet", "dlt to postgresql"]
"""The places that lay records out in tables; files of dlt are laid out as those of Parquet."""


def maker(kind: str, request: pytest.FixtureRequest) -> MakePlace:
    if kind in KINDS:
        return KINDS[kind]
    url = request.getfixturevalue("postgres_server").url
    return lambda folder: ON_POSTGRESQL[kind](folder, url)


@pytest.fixture(params=[*KINDS, *ON_POSTGRESQL])
def make_place(request: pytest.FixtureRequest) -> MakePlace:
    """Make an empty place in a folder; each kind in turn."""
    return maker(request.param, request)


@pytest.fixture
def place(make_place: MakePlace, tmp_path: Path) -> Place:
    return make_place(tmp_path)


@pytest.fixture(params=TABLES)
def make_tables(request: pytest.FixtureRequest) -> MakePlace:
    return maker(request.param, request)


@pytest.fixture
def tables(make_tables: MakePlace, tmp_path: Path) -> Place:
    return make_tables(tmp_path)
