"""What callers send, read with care: its length, its time, its depth, and nothing said twice."""

import json
import re
from decimal import Decimal
from typing import Any

import anyio
from anyio import to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from xero_component.core.inputs import shortened
from xero_component.runtimes.http.problems import ProblemError

DEEPEST = 200
"""How many lists and objects may stand inside one another; inputs themselves allow fewer."""
LARGE = 64 * 1024
"""Bytes from which a body is decoded in a thread, so that others do not wait for it."""
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}
_MARKS = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A bracket, or a text as a whole, also one that does not end."""


async def read_object(request: Request, *, largest: int, seconds: float) -> dict[str, Any]:
    """Return the JSON object that a request holds, an empty one for an empty body.

    Numbers with a point are exact Decimals. Raises `ProblemError`.
    """
    body = await _read_body(request, largest, seconds)
    _check_media_type(request.headers.get("content-type"), empty=not body)
    if not body:
        return {}
    if len(body) < LARGE:
        return decode_object(body)
    return await to_thread.run_sync(decode_object, body)


def is_large(request: Request) -> bool:
    """Tell whether a body is better worked on in a thread; one of unknown length is."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) >= LARGE


def decode_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object strictly; raise `ProblemError` for anything else."""
    try:
        text = body.decode()
        _check_depth(text)
        value = json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_float=Decimal,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise _not_json(f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeDecodeError as error:
        raise _not_json(f"it is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise _not_json("it is nested too deep") from None
    except (ValueError, ArithmeticError) as error:
        known = isinstance(error, _RefusedError)
        raise _not_json(str(error) if known else "it holds a number that is too long") from None
    if not isinstance(value, dict):
        raise _not_json("it must be an object of named values")
    return value


class _RefusedError(ValueError):
    """JSON that is read one way here and another way there."""


async def _read_body(request: Request, largest: int, seconds: float) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > largest:
        raise _too_large(largest)
    parts, size = [], 0
    try:
        with anyio.fail_after(seconds):
            async for part in request.stream():
                size += len(part)
                if size > largest:
                    raise _too_large(largest)
                parts.append(part)
    except TimeoutError:
        raise ProblemError(
            408,
            "request-timeout",
            "The request took too long to arrive",
            f"The request did not arrive within {seconds:g} seconds.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise ProblemError(
            400, "gone", "The caller has gone", "The connection was closed within the request."
        ) from None
    return b"".join(parts)


def _too_large(largest: int) -> ProblemError:
    return ProblemError(
        413,
        "too-large",
        "The request is too large",
        f"A request has at most {largest:,} bytes.",
        headers={"Connection": "close"},
    )


def _check_media_type(given: str | None, *, empty: bool) -> None:
    if given is None and empty:
        return
    name, _, parameters = (given or "").lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "").partition("charset=")[2]
    if name.strip() == "application/json" and charset in {"", "utf-8", "utf8"}:
        return
    raise ProblemError(
        415,
        "media-type",
        "The request is not JSON",
        f"The Content-Type is {shortened(given) if given else 'missing'}.",
        advice="Send JSON in UTF-8, with Content-Type: application/json.",
    )


def _check_depth(text: str) -> None:
    """Refuse nesting before a parser follows it; brackets within texts do not count."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for found in _MARKS.finditer(text):
        depth += _BRACKETS.get(found[0], 0)
        if depth > DEEPEST:
            raise _RefusedError(f"it is nested more than {DEEPEST} deep")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, value in pairs:
        if name in known:
            raise _RefusedError(f"the name {shortened(name)!r} is there twice")
        known[name] = value
    return known


def _no_constant(name: str) -> Any:
    raise _RefusedError(f"{name} is no number")


def _not_json(reason: str) -> ProblemError:
    return ProblemError(
        400,
        "not-json",
        "The body is not JSON that can be used",
        f"The body is not JSON that can be used: {reason}.",
        advice="Nothing was sent: correct the request.",
    )
