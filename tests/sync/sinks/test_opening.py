"""Sinks by their address, and what is said where a library is missing."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync import open_sink
from xero_component.sync.opening import FORMS
from xero_component.sync.sinks.dlt import DltSink
from xero_component.sync.sinks.duckdb import DuckdbSink
from xero_component.sync.sinks.files import FilesSink
from xero_component.sync.sinks.postgresql import PostgresqlSink
from xero_component.sync.sinks.sqlite import SqliteSink


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("sqlite:///xero.db", SqliteSink),
        ("SQLite:////var/xero.db", SqliteSink),
        ("duckdb:///xero.duckdb", DuckdbSink),
        ("postgresql://me:secret@host/books?schema=ledger&sslmode=require", PostgresqlSink),
        ("postgres://host/books", PostgresqlSink),
        ("jsonl:out", FilesSink),
        ("csv:/var/out", FilesSink),
        ("parquet:out", FilesSink),
        ("dlt:filesystem?dataset=books&folder=here", DltSink),
    ],
)
def test_an_address_gives_its_sink(address: str, kind: type):
    assert isinstance(open_sink(address), kind)


def test_paths_are_relative_behind_three_slashes_and_whole_behind_four():
    relative, whole = open_sink("sqlite:///a/b.db"), open_sink("duckdb:////a/b.db")

    assert isinstance(relative, SqliteSink)
    assert isinstance(whole, DuckdbSink)
    assert (relative.path, whole.path) == (Path("a/b.db"), Path("/a/b.db"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "xero.db",
        "mysql://host/books",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "duckdb:file",
        "postgresql:books",
        "csv:",
        "parquet:///",
        "dlt:",
        "dlt:filesystem?database=x",
        "dlt:no-such-destination",
        "postgresql://host/books?schema=a%20b",
    ],
)
def test_other_addresses_are_refused(address: str):
    with pytest.raises(ConfigurationError):
        open_sink(address)


def test_a_refusal_shows_every_form_and_no_password():
    with pytest.raises(ConfigurationError) as refused:
        open_sink("mysql://me:secret@host/books")

    assert "secret" not in f"{refused.value} {refused.value.advice}"
    assert all(form in refused.value.advice for form in FORMS)


@pytest.mark.parametrize(
    ("address", "library", "extra"),
    [
        ("duckdb:///{folder}/x.duckdb", "duckdb", "duckdb"),
        ("duckdb:///{folder}/x.duckdb", "pyarrow", "duckdb"),
        ("postgresql://localhost/x", "psycopg", "postgres"),
        ("parquet:{folder}", "pyarrow", "parquet"),
        ("dlt:filesystem", "dlt", "dlt"),
    ],
)
async def test_a_missing_library_is_told_with_its_extra(
    address: str, library: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(ConfigurationError) as missing:
        await open_sink(address.format(folder=tmp_path)).__aenter__()

    assert f"xero-component[{extra}]" in missing.value.advice


def test_streams_and_every_sink_are_imported_without_the_libraries():
    code = (
        "import sys, xero_component.sync\n"
        "from xero_component.sync.sinks import dlt, duckdb, files, postgresql\n"
        "assert not {'duckdb', 'dlt', 'pyarrow', 'psycopg'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=50)  # noqa: S603 - our own


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hush@bell@127.0.0.1:1/db",
        "postgresql://u:hush/bell@127.0.0.1:1/db",
        "postgresql://u:hush?bell@127.0.0.1:1/db",
        "postgresql://u:hush#bell@127.0.0.1:1/db",
        "postgresql://u:hush@127.0.0.1:1bell/db",
        "postgresql://u:hushbell/db",
        "postgresql://u:hush[bell@127.0.0.1:1/db",
        "postgresql://u:hush%zzbell@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?password=hush&bell",
        "dlt:postgresql://u:hush@bell/db",
    ],
)
async def test_no_part_of_a_password_that_was_written_wrongly_is_shown(address: str):
    with pytest.raises((ConfigurationError, WaitError)) as refused:
        await open_sink(address).__aenter__()
    for part in ("hush", "bell"):
        assert part not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///books",
        "postgresql://host",
        "postgresql://me@host:5432/books?sslmode=require",
        "postgres://me:p%40ss%2Fw%C3%B6rt@[::1]:5432/books",
        "postgresql://me:wört@host/b%20c",
        "postgresql://me@one:5432,two:5433/books?target_session_attrs=read-write",
        "postgresql://me@%2Fvar%2Frun%2Fpostgresql/books",
        "postgresql:///books?host=/var/run/postgresql&application_name=a%40b",
    ],
)
def test_every_form_of_a_postgresql_address_is_taken(address: str):
    sink: Any = open_sink(address)
    assert conninfo_to_dict(sink._url) == conninfo_to_dict(address)


def test_an_endless_address_is_refused_at_once():
    with pytest.raises(ConfigurationError):
        open_sink(f"postgresql://{'a,' * 50_000}@@")
