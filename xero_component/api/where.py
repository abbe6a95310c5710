"""Clauses of Xero's filter language, with values quoted so that they stay values.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#retrieving-a-filtered-list
"""

import re
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from xero_component.errors import InputError

Value = str | bool | int | Decimal | date | UUID | None

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*")
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def clause(field: str, comparison: str, value: Value) -> str:
    """Compare a field with a value: `clause("Contact.Name", "==", 'Ltd "X"')`.

    Raises `InputError` for a field or comparison that the language does not know.
    """
    if not _FIELD.fullmatch(field):
        raise InputError(f"{field!r} is not the name of a field, such as Contact.Name.")
    if comparison not in _COMPARISONS:
        raise InputError(f"{comparison!r} is not one of {', '.join(sorted(_COMPARISONS))}.")
    return f"{field}{comparison}{literal(value)}"


def all_of(*clauses: str) -> str:
    """Join clauses that must all hold."""
    return " AND ".join(f"({part})" for part in clauses)


def any_of(*clauses: str) -> str:
    """Join clauses of which one must hold."""
    return " OR ".join(f"({part})" for part in clauses)


def literal(value: Value) -> str:
    """Write a value as the language has it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case UUID():
            return f'guid("{value}")'
        case datetime():
            moment = value.utctimetuple()[:6]
            return f"DateTime({', '.join(str(part) for part in moment)})"
        case date():
            return f"DateTime({value.year}, {value.month}, {value.day})"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
