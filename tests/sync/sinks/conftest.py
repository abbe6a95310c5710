"""Every place of the sinks, one after the other."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.sinks import places
from tests.sync.sinks.places import Place

MakePlace = Callable[[Path], Place]
LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
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
BY_DLT = ["dlt to files", "dlt to postgresql"]
"""A load by dlt takes a second: in short, one test tells their whole story (`test_dlt.py`)."""
USUAL = [kind for kind in (*KINDS, *ON_POSTGRESQL) if LONG or kind not in BY_DLT]
TABLES = [kind for kind in USUAL if kind not in {"jsonl", "dlt to files"}]
"""The places that lay records out in tables; files of dlt are laid out as those of Parquet."""


def maker(kind: str, request: pytest.FixtureRequest) -> MakePlace:
    if kind in KINDS:
        return KINDS[kind]
    url = request.getfixturevalue("postgres_server").url
    return lambda folder: ON_POSTGRESQL[kind](folder, url)


@pytest.fixture(params=USUAL)
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


@pytest.fixture(params=BY_DLT)
def by_dlt(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return maker(request.param, request)(tmp_path)
