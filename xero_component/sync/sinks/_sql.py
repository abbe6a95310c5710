"""Names that every database of ours has, and SQL made of names that are quoted."""

from collections.abc import Iterable

STATES, COLUMNS = "_xero_streams", "_xero_columns"
VALID_FROM, VALID_TO = "_valid_from", "_valid_to"


def sql(template: str, **names: str | Iterable[str]) -> str:
    """Put names into a statement, quoted; several are parted by commas."""
    return template.format_map({key: _quoted(value) for key, value in names.items()})


def _quoted(names: str | Iterable[str]) -> str:
    listed = [names] if isinstance(names, str) else names
    return ", ".join('"' + name.replace('"', '""') + '"' for name in listed)


def history_of(table: str) -> str:
    """Return the name of the table that keeps every version of another's rows."""
    return f"{table}_history"
