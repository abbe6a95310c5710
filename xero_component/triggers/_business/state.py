"""The state of a business event: where polling stands, and what records said when last seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from xero_component.errors import InputError
from xero_component.triggers._business.snapshots import MOST_BYTES, Snapshots
from xero_component.triggers._business.watch import Watch

VERSION = 1


@dataclass(slots=True)
class WatchState:
    """What one flow remembers between two looks."""

    event: str
    poll: Mapping[str, Any]
    watched: Snapshots

    def written(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        return {
            "version": VERSION,
            "event": self.event,
            "poll": dict(self.poll),
            "fields": list(self.watched.paths),
            "watched": self.watched.packed(),
            "complete": self.watched.is_complete,
        }

    @classmethod
    def read(cls, state: Mapping[str, Any], most: int = MOST_BYTES) -> Self:
        """Read a state that `written` made; raises `InputError` for anything else."""
        require_version(state, VERSION)
        try:
            poll, event = state["poll"], state["event"]
            if not isinstance(poll, Mapping) or not isinstance(event, str):
                raise TypeError("an object was expected")
            watched = Snapshots.unpacked(
                state["watched"],
                tuple(state["fields"]),
                is_complete=bool(state["complete"]),
                most=most,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(error) from None
        return cls(event, poll, watched)

    def is_of(self, event: str, watch: Watch) -> bool:
        """Tell whether the state was made for this event and these fields."""
        return self.event == event and self.watched.paths == watch.paths


def require_version(state: Mapping[str, Any], version: int) -> None:
    """Raise `InputError` for a state that another version of the library made."""
    found = state.get("version")
    if found != version:
        raise InputError(
            f"The trigger's state has version {found!r}; this library reads {version}.",
            advice="Use the version of the library that made it, or switch the trigger off and on"
            " again: what happens in between is then not told.",
        )


def damaged(error: Exception) -> InputError:
    """Return the error for a state that cannot be read."""
    return InputError(
        f"The trigger's state is damaged ({type(error).__name__}: {error}).",
        advice="Hand back the state exactly as the last poll returned it.",
    )
