"""Opening a sink by its address, as a command line or a form gives it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from xero_component.errors import ConfigurationError
from xero_component.sync.sink import Sink

FORMS = (
    "sqlite:///file.db",
    "duckdb:///file.duckdb",
    "postgresql://user@host/database?schema=xero",
    "jsonl:folder",
    "csv:folder",
    "parquet:folder",
    "dlt:destination?dataset=xero&folder=folder",
)
"""What an address looks like. Behind three slashes a path is relative, behind four it is not."""


def open_sink(url: str) -> Sink:
    """Return the sink of an address, to be used as `async with open_sink(url) as sink`.

    Raises `ConfigurationError` when there is no such sink, or its extra is not installed.
    """
    kind, colon, rest = url.strip().partition(":")
    make = _KINDS.get(kind.lower()) if colon else None
    if make is None:
        raise _wrong("That is no address of a sink.")
    return make(kind.lower(), rest)


def _sqlite(_kind: str, rest: str) -> Sink:
    from xero_component.sync.sinks.sqlite import SqliteSink

    return SqliteSink(_file(rest))


def _duckdb(_kind: str, rest: str) -> Sink:
    from xero_component.sync.sinks.duckdb import DuckdbSink

    return DuckdbSink(_file(rest))


def _postgresql(_kind: str, rest: str) -> Sink:
    from xero_component.sync.sinks.postgresql import SCHEMA, PostgresqlSink, check_address

    if not rest.startswith("//"):
        raise _wrong("That is no address of a PostgreSQL database.")
    check_address(f"postgresql:{rest}")
    parts = urlsplit(f"postgresql:{rest}")
    options = dict(parse_qsl(parts.query))
    schema = options.pop("schema", SCHEMA)
    url = f"postgresql://{parts.netloc}{parts.path}?{urlencode(options)}"
    return PostgresqlSink(url, schema=schema)


def _files(kind: str, rest: str) -> Sink:
    from xero_component.sync.sinks.files import FORMATS, FilesSink

    if not rest.strip("/"):
        raise _wrong("The address names no folder.")
    return FilesSink(rest.removeprefix("//"), FORMATS[kind])


def _dlt(_kind: str, rest: str) -> Sink:
    from xero_component.sync.sinks.dlt import DATASET, DltSink

    destination, _, query = rest.removeprefix("//").partition("?")
    options = dict(parse_qsl(query))
    dataset, folder = options.pop("dataset", DATASET), options.pop("folder", None)
    if not destination or options:
        raise _wrong("That is no dlt destination with a dataset and a folder.")
    return DltSink(destination, dataset=dataset, folder=folder)


def _file(rest: str) -> Path:
    """Return the path behind three slashes."""
    path = rest.removeprefix("///")
    if path == rest or not path:
        raise _wrong("The address names no file.")
    return Path(path)


def _wrong(message: str) -> ConfigurationError:
    """Say what addresses look like; the one that was given may hold a password."""
    return ConfigurationError(message, advice=f"Give one of these: {', '.join(FORMS)}.")


_KINDS: Mapping[str, Callable[[str, str], Sink]] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "postgresql": _postgresql,
    "postgres": _postgresql,
    "jsonl": _files,
    "csv": _files,
    "parquet": _files,
    "dlt": _dlt,
}
