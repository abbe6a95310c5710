"""The state of a poll: what the host stores, and hands back at the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from xero_component.errors import InputError
from xero_component.triggers._polling.memory import MOST_KNOWN, Memory

VERSION = 1


@dataclass(slots=True)
class PollState:
    """Where reading stands for one object of one organisation."""

    object: str
    tenant: str | None
    memory: Memory
    cursor: datetime | None = None
    """From where the next look reads; what changed before has been told."""
    number: int = 0
    """The last journal that has been told."""
    swept_at: datetime | None = None
    """When everything was compared last, in Xero's time; None before all has been noted."""

    def written(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        return {
            "version": VERSION,
            "object": self.object,
            "tenant": self.tenant,
            "cursor": _written(self.cursor),
            "number": self.number,
            "swept_at": _written(self.swept_at),
            "horizon": _written(self.memory.horizon),
            "known": self.memory.packed(),
        }

    @classmethod
    def read(cls, state: Mapping[str, Any], most: int = MOST_KNOWN) -> Self:
        """Read a state that `written` made; raises `InputError` for anything else."""
        version = state.get("version")
        if version != VERSION:
            raise InputError(
                f"The trigger's state has version {version!r}; this library reads {VERSION}.",
                advice="Use the version of the library that made it, or switch the trigger off and"
                " on again: what happens in between is then not told.",
            )
        try:
            return cls(
                object=_text(state["object"]),
                tenant=state["tenant"],
                memory=Memory.unpacked(_text(state["known"]), _moment(state["horizon"]), most),
                cursor=_moment(state["cursor"]),
                number=int(state["number"]),
                swept_at=_moment(state["swept_at"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise InputError(
                f"The trigger's state is damaged ({type(error).__name__}: {error}).",
                advice="Hand back the state exactly as the last poll returned it.",
            ) from None


def fresh(obj: str, tenant: str | None, most: int = MOST_KNOWN) -> PollState:
    """Return the state of a poll that has never looked."""
    return PollState(obj, tenant, Memory(most=most))


def belongs(state: PollState, obj: str, tenant: str | None) -> bool:
    """Tell whether a state was made for this object of this organisation."""
    return state.object == obj and state.tenant == tenant


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
