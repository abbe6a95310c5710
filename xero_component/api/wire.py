"""What goes over the wire, without sending it: paths, bodies, headers and whole calls.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import gc
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

import msgspec

from xero_component.catalogue.apis import Api
from xero_component.core.inputs import shortened
from xero_component.errors import InputError

JSON = "application/json"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KEYED_METHODS = frozenset({"POST", "PUT", "PATCH"})

LONGEST_ADDRESS = 16_000
"""Characters of path and query; servers commonly refuse longer ones, and httpx much longer ones."""

LONGEST_LABEL = 400
"""Characters of a path that messages show: a name that a user gave may be of any length."""

LARGE_BODY = 256 * 1024
"""Bytes from which a body is decoded with the cycle collector paused."""

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode_json(value: Any) -> bytes:
    """Write JSON with exact decimals; raise `InputError` for what JSON cannot hold."""
    _require_json(value)
    return _encoder.encode(value)


def _require_json(value: Any) -> None:
    """Refuse numbers that are none, which would go out as null, and half characters."""
    match value:
        case str():
            if not _is_unicode(value):
                raise InputError("Half a character (a lone surrogate) cannot be sent.")
        case float() | Decimal():
            if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
                raise InputError(f"{value} is not a number that can be sent.")
        case Mapping():
            for name, item in value.items():
                _require_json(name)
                _require_json(item)
        case list() | tuple():
            for item in value:
                _require_json(item)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode_json(body: bytes) -> Any:
    """Read JSON with every number that has a point as an exact Decimal; raise `ValueError`."""
    try:
        with _no_collection(len(body) >= LARGE_BODY):
            return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    except InvalidOperation:
        raise ValueError("not JSON that can be read: a number is beyond all bounds") from None


@contextmanager
def _no_collection(pause: bool) -> Iterator[None]:
    """Pause the cycle collector: decoded JSON has no cycles, and looking for them doubles the time.

    https://docs.python.org/3/library/gc.html
    """
    pause = pause and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def path_of(*segments: str) -> str:
    """Join segments, each percent-encoded whole; raise `InputError` for `.`, `..` and empty."""
    for segment in segments:
        if segment in {"", ".", ".."} or "\x00" in segment or not _is_unicode(segment):
            raise InputError(
                f"{shortened(segment)!r} cannot be part of an address: give an id, number or name."
            )
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, complete but for authorisation and idempotency key."""

    method: str
    path: str
    """Percent-encoded path below the API's base, from `path_of`."""
    api: Api = Api.ACCOUNTING
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    scopes: frozenset[str] = frozenset()
    """What the call needs, so that Xero's refusal can name what is missing."""
    timeout: float | None = None
    """Seconds for the whole exchange, where the caller sets them."""
    if_refused: str | None = None
    """What to advise when Xero refuses the change itself, where there is another way."""

    def __post_init__(self) -> None:
        """Raise `InputError` for an address that no server would take."""
        pairs = (part for pair in self.query.items() for part in pair)
        length = len(self.path) + sum(len(quote(part, errors="replace")) + 1 for part in pairs)
        if length > LONGEST_ADDRESS:
            raise InputError(
                f"The address of the request would have {length:,} characters; at most"
                f" {LONGEST_ADDRESS:,} can be sent: ask for less at once."
            )

    @property
    def writes(self) -> bool:
        """Whether the call can change the books."""
        return self.method not in SAFE_METHODS

    @property
    def takes_key(self) -> bool:
        """Whether Xero honours an Idempotency-Key on it."""
        return self.method in KEYED_METHODS

    @property
    def label(self) -> str:
        """How messages name the call: without query, which may hold names from the ledger."""
        return f"{self.method} {shortened(self.path, LONGEST_LABEL)}"


def json_call(method: str, path: str, body: Any = None, **rest: Any) -> Call:
    """Build a call with a JSON body that asks for a JSON reply."""
    headers = {"Accept": JSON, **rest.pop("headers", {})}
    if body is None:
        return Call(method=method, path=path, headers=headers, **rest)
    headers["Content-Type"] = JSON
    return Call(method=method, path=path, headers=headers, body=encode_json(body), **rest)


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer: its status is 2xx."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()
