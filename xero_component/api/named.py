"""Choosing a record by its name: exact first, then whatever the capitals, then the accents."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from xero_component.core.inputs import shortened

Row = Mapping[str, Any]

_GONE = {"ARCHIVED": "archived", "DELETED": "deleted", "VOIDED": "voided"}
_ERASED = "GDPRREQUEST"
_OFFERED = 3
_NAMED = 5
_CLOSE = 0.5


class WrongNameError(Exception):
    """A name that is not there, not unique or not usable; the text says which."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part
        """Which part of the input it is about, where it has parts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of record that is looked for."""

    kind: str
    """For messages, such as `contact`."""
    names: tuple[str, ...]
    """The fields by which it may be given; a match in an earlier one comes first."""
    status: str = "Status"
    part: str = ""

    def is_gone(self, row: Row) -> bool:
        """Tell whether a record is archived, deleted or voided."""
        return row.get(self.status) in {*_GONE, _ERASED}

    def choose(self, rows: Sequence[Row], given: str, offered: Sequence[Row] | None = None) -> Row:
        """Return the only record that is called so.

        Raises `WrongNameError` for none or several; the nearest names are those of `offered`.
        """
        live = [row for row in rows if not self.is_gone(row)]
        for name in self.names:
            found = _called(live, given, name)
            if len(found) == 1:
                return found[0]
            if found:
                raise WrongNameError(self._several(found, given), self.part)
        for name in self.names:
            for row in _called(rows, given, name):
                state = _GONE.get(row[self.status], "erased")
                message = f"the {self.kind} {shortened(str(row[name]))!r} is {state}"
                raise WrongNameError(message, self.part)
        choices = [row for row in offered if row in live] if offered is not None else live
        shown = [name for name in self.names if not name.endswith("ID")]
        known = [str(row.get(name) or "") for name in shown for row in choices]
        message = f"there is no {self.kind} {shortened(given)!r}{nearest(given, known)}"
        raise WrongNameError(message, self.part)

    def _several(self, rows: Sequence[Row], given: str) -> str:
        ids = [_identified(row) for row in rows[:_NAMED]]
        more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
        return (
            f"more than one {self.kind} is called {shortened(given)!r}; give the id of the one that"
            f" is meant: {', '.join(ids)}{more}"
        )


def _called(rows: Sequence[Row], given: str, name: str) -> list[Row]:
    """Return the rows that are called so, by the strictest comparison that finds any."""
    folds: tuple[Callable[[str], str], ...] = (str.strip, _folded, _without_accents)
    for fold in folds:
        wanted = fold(given)
        found = [row for row in rows if row.get(name) and fold(str(row[name])) == wanted]
        if found:
            return found
    return []


def _folded(text: str) -> str:
    return text.strip().casefold()


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", _folded(text))
    return "".join(part for part in parts if not unicodedata.combining(part))


def nearest(given: str, names: Iterable[str]) -> str:
    """Return up to three names that resemble what was given, as the end of a sentence."""
    by_folded = {_without_accents(name): name for name in names if name}
    close = get_close_matches(_without_accents(given), by_folded, n=_OFFERED, cutoff=_CLOSE)
    if not close:
        return ""
    *first, last = [shortened(by_folded[name]) for name in close]
    return f"; did you mean {', '.join(first)} or {last}" if first else f"; did you mean {last}"


def _identified(row: Row) -> str:
    """Name a record by its id, and by what tells it from others of the same name."""
    key = next((str(row[name]) for name in row if name.endswith("ID") and row[name]), "")
    contact = row.get("Contact")
    about = [contact.get("Name") if isinstance(contact, Mapping) else None, row.get("Date")]
    shown = ", ".join(shortened(str(part)) for part in about if part)
    return f"{key} ({shown})" if shown else key
