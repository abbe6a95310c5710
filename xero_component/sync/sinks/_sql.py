"""Names that every database of ours has, and SQL made of names that are quoted."""

from collections.abc import Callable, Iterable
from typing import Any

from xero_component.errors import ConfigurationError

STATES, COLUMNS, FORMATS = "_xero_streams", "_xero_columns", "_xero_format"
FORMAT = 1
"""Of the tables that we make: a place with a greater one was written by a newer version."""
_MAKE_FORMAT = "CREATE TABLE IF NOT EXISTS {schema}.{formats} (format INTEGER NOT NULL)"
_READ_FORMAT = "SELECT max(format) FROM {schema}.{formats}"
_ADD_FORMAT = "INSERT INTO {schema}.{formats} VALUES "
VALID_FROM, VALID_TO = "_valid_from", "_valid_to"


def sql(template: str, **names: str | Iterable[str]) -> str:
    """Put names into a statement, quoted; several are parted by commas."""
    return template.format_map({key: _quoted(value) for key, value in names.items()})


def _quoted(names: str | Iterable[str]) -> str:
    listed = [names] if isinstance(names, str) else names
    return ", ".join('"' + name.replace('"', '""') + '"' for name in listed)


def check_format(fetch: Callable[[str], Iterable[Any]], name: str, schema: str = "main") -> None:
    """Note the format of a place, inside the transaction that sets it up.

    `fetch` does what a statement says and returns the rows that it finds. Raises
    `ConfigurationError` for a place whose format this version does not know.
    """
    names = {"schema": schema, "formats": FORMATS}
    list(fetch(sql(_MAKE_FORMAT, **names)))
    [(found,)] = fetch(sql(_READ_FORMAT, **names))
    if found is None:
        list(fetch(sql(_ADD_FORMAT, **names) + f"({FORMAT})"))
    elif found > FORMAT:
        raise ConfigurationError(
            f"{name} was written by a newer version of xero-component.",
            advice="Update it: pip install --upgrade xero-component",
        )


def history_of(table: str) -> str:
    """Return the name of the table that keeps every version of another's rows."""
    return f"{table}_history"
