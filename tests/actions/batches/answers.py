"""What Xero answers to a batch."""

from collections.abc import Sequence
from typing import Any

from tests.actions.wire import Run, Wire
from xero_component.errors import InputError

SENT_AT = "2026-03-02T08:00:00Z"
NO_ID = "00000000-0000-0000-0000-000000000000"


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def created(index: int, record: dict[str, Any]) -> dict[str, Any]:
    return {"index": index, "outcome": "created", "record": record}


def unknown(index: int, since: str = SENT_AT) -> dict[str, Any]:
    return {"index": index, "outcome": "unknown", "messages": ["lost"], "unknown_since": since}


def failed(index: int) -> dict[str, Any]:
    return {"index": index, "outcome": "failed", "messages": ["Refused."]}


def not_sent(index: int) -> dict[str, Any]:
    return {"index": index, "outcome": "not_sent", "messages": ["Not sent: the day is used up."]}


def outcomes(told: Any) -> list[str]:
    return [row["outcome"] for row in told["results"]]


def sent_in(wire: Wire, plural: str) -> list[list[dict[str, Any]]]:
    return [one.body[plural] for one in wire.sent if one.method == "PUT"]


async def refusal(run: Run, wire: Wire, key: str, **raw: Any) -> str:
    """Run what must be refused before anything is sent, and return the message."""
    try:
        await run(key, **raw)
    except InputError as error:
        assert wire.sent == []
        return error.message
    raise AssertionError("it was not refused")


def listing(plural: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A page that is the only one."""
    count = len(rows)
    paging = {"page": 1, "pageSize": 1000, "pageCount": 1, "itemCount": count}
    return {plural: list(rows), "pagination": paging, "DateTimeUTC": "/Date(1772442000000)/"}
