"""A published OpenAPI document, mended where it is known to be wrong."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import yaml


class Side(Enum):
    """Which messages are judged by a document."""

    REQUESTS = "requests"
    ANSWERS = "answers"
    BOTH = "both"


class StaleDeviationError(Exception):
    """A deviation that the document no longer needs, or has no place for."""


@dataclass(frozen=True)
class Deviation:
    """One place where the published document is known to differ from Xero, and how it is mended."""

    at: str
    """The node: its keys joined by " > ", because paths and media types hold slashes."""
    why: str
    merge: Mapping[str, Any] = field(default_factory=dict)
    """Keys to set on the node."""
    drop: tuple[str, ...] = ()
    """Keys to take from the node."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """New names for keys of the node."""
    either: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Keys whose schemas have an alternative, and what it is."""
    side: Side = Side.BOTH
    """The messages that it is true of."""

    def apply(self, document: dict[str, Any]) -> None:
        """Mend the document; raise `StaleDeviationError` where there is nothing to mend."""
        node: Any = document
        for key in self.at.split(" > "):
            node = node.get(key) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            raise StaleDeviationError(f"there is no {self.at}")
        same = [key for key, value in self.merge.items() if node.get(key) == value]
        gone = [key for key in (*self.drop, *self.rename, *self.either) if key not in node]
        if same or gone or not (self.merge or self.drop or self.rename or self.either):
            raise StaleDeviationError(f"{self.at}: nothing to do for {same + gone}")
        node.update(deepcopy(dict(self.merge)))
        for key in self.drop:
            del node[key]
        for old, new in self.rename.items():
            node[new] = node.pop(old)
        for key, alternative in self.either.items():
            node[key] = {"anyOf": [node[key], deepcopy(dict(alternative))]}


def read(path: Path) -> dict[str, Any]:
    """Read a document; raises OSError."""
    text = path.read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


def mended(
    document: Mapping[str, Any], deviations: Iterable[Deviation], side: Side
) -> dict[str, Any]:
    """Return a copy with what is known to be wrong put right, and without its security.

    Which scope opens what is not the document's to say: it lists only those of before March 2026.
    Raises `StaleDeviationError`.
    """
    copy = deepcopy(dict(document))
    copy.pop("security", None)
    for operations in copy["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    for deviation in deviations:
        if deviation.side in (side, Side.BOTH):
            deviation.apply(copy)
    return copy
