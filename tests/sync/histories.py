"""Random histories of an organisation: what people do in Xero between any two calls."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.sync.model import Model, guid
from xero_component.catalogue import objects as catalogue
from xero_component.catalogue.objects import (
    CONTACTS,
    INVOICES,
    ITEMS,
    JOURNALS,
    LINKED_TRANSACTIONS,
    MANUAL_JOURNALS,
    QUOTES,
    TRACKING_CATEGORIES,
    Pages,
    XeroObject,
)
from xero_component.sync import Stream, stream_of

PAGE = 3
MOST_ROWS = 9
DATED = ("put", "put", "put", "void", "wait", "wait long")
"""What moves the date of a row, and so is seen without comparing everything."""
KINDS = (*DATED, "silently", "remove")


def small(obj: XeroObject[Any]) -> XeroObject[Any]:
    """Return an object whose pages hold few rows, so that there are many."""
    return replace(obj, page_size=PAGE) if obj.page_size else obj


WAYS = [
    small(obj)
    for obj in (
        INVOICES,
        CONTACTS,
        QUOTES,
        ITEMS,
        MANUAL_JOURNALS,
        LINKED_TRANSACTIONS,
        TRACKING_CATEGORIES,
        JOURNALS,
    )
]
"""One of each way of reading: pages with and without numbers of rows, whole lists, scans."""
EVERY_OBJECT = [small(obj) for obj in catalogue.OBJECTS.values()]
LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"


@dataclass(frozen=True)
class Step:
    """One thing that happens to one row."""

    kind: str
    row: int
    value: int

    def apply(self, model: Model, obj: XeroObject[Any]) -> None:
        if obj.pages is Pages.OFFSET:
            self._post(model, obj)
            return
        name = guid(self.row)
        known = name in model.rows.get(obj.path, {})
        content = {"Reference": f"as of {self.value}"}
        if self.kind == "wait":
            model.pass_time(self.value % 700)
        elif self.kind == "wait long":
            model.pass_time(600_000)
        elif self.kind == "put" or not known:
            model.put(obj, name, **content)
        elif self.kind == "void":
            model.put(obj, name, Status="VOIDED")
        elif self.kind == "silently":
            model.silently(obj, name, **content)
        else:
            model.remove(obj, name)

    def _post(self, model: Model, obj: XeroObject[Any]) -> None:
        number = len(model.rows.get(obj.path, {})) * 2 + 1
        model.put(obj, guid(number), JournalNumber=number, Reference=f"as of {self.value}")


def steps(kinds: Sequence[str]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step, st.sampled_from(kinds), st.integers(1, MOST_ROWS), st.integers(0, 10_000)
    )


@dataclass(frozen=True)
class History:
    """An organisation, what happens before each call, and when each run dies."""

    obj: XeroObject[Any]
    before: list[Step]
    during: list[list[Step]]
    """What happens before the first, second, … call of all runs together."""
    deaths: list[int]
    """After how many operations each run dies; the last runs do not."""
    sweep_calls: int | None

    @property
    def stream(self) -> Stream:
        return stream_of(self.obj)


def histories(
    kinds: Sequence[str] = KINDS, objects: Sequence[XeroObject[Any]] = WAYS
) -> st.SearchStrategy[History]:
    return st.builds(
        History,
        st.sampled_from(objects),
        st.lists(steps(kinds), max_size=25),
        st.lists(st.lists(steps(kinds), max_size=4), max_size=12),
        st.lists(st.integers(0, 14), max_size=4),
        st.sampled_from([None, 1, 2]),
    )
