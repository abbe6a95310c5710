"""From an answer that is not 2xx to an error of `xero_component.errors`.

https://developer.xero.com/documentation/api/accounting/responsecodes
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from xero_component.api.authorisation import says_expired
from xero_component.api.preflight import named_scopes
from xero_component.api.replies import failed_elements, refusal
from xero_component.api.wire import Call, decode_json
from xero_component.catalogue.scopes import missing
from xero_component.errors import (
    BadRequestError,
    GiveUpError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    UnavailableError,
    ValidationError,
    XeroComponentError,
)

CORRELATION_HEADER = "xero-correlation-id"
LONGEST_MESSAGE = 600


def failure_of(
    call: Call,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    now: datetime,
    granted: frozenset[str] | None = None,
) -> XeroComponentError:
    """Return the error that an answer stands for; header names are lower case."""
    body, text = _read(content)
    known: dict[str, Any] = {"status": status, "correlation_id": headers.get(CORRELATION_HEADER)}
    said = _said(body) or text
    match status:
        case 401:
            return _unauthorised(call, said, granted, known)
        case 403:
            return ReconnectError(
                _join("Xero does not let this connection into the organisation", said),
                advice="Check that the organisation is still connected to the app and its Xero"
                " subscription is active, then connect again.",
                **known,
            )
        case 404:
            return NotFoundError(f"Xero has nothing at {call.label}.", **known)
        case 429:
            return _rate_limited(headers, now, known)
        case 503 if not call.writes or _is_announcement(said):
            return UnavailableError(
                _join("Xero is not available", said), retry_at=_retry_at(headers, now), **known
            )
        case 502 | 504 if not call.writes:
            return UnavailableError(
                f"Xero could not be reached behind its gateway ({status}).",
                retry_at=_retry_at(headers, now),
                **known,
            )
        case _ if status >= 500 and call.writes:
            message = _join(f"Xero answered {status} to {call.label}", said)
            return OutcomeUnknownError(message, **known)
        case _ if status >= 500:
            return GiveUpError(_join(f"Xero failed with {status} on {call.label}", said), **known)
        case _ if status >= 400:
            return _refused(status, body, said, {**known, "advice": call.if_refused})
    return GiveUpError(
        f"Xero answered {call.label} with {status}, which is not followed.",
        advice="Check the address and the base URL.",
        **known,
    )


def _unauthorised(
    call: Call, said: str, granted: frozenset[str] | None, known: dict[str, Any]
) -> XeroComponentError:
    if says_expired(said):
        return UnavailableError(
            _join("Xero calls a token expired that it has just given", said),
            advice="Try again later. If it stays so, connect again.",
            **known,
        )
    if "authorizationunsuccessful" not in said.lower().replace(" ", ""):
        return ReconnectError(_join("Xero no longer accepts the access token", said), **known)
    needed = named_scopes(call)
    lacking = missing(needed, granted) if granted is not None else needed
    return ScopeError(
        f"Xero does not allow {call.label} to this connection.", missing=lacking, **known
    )


def _rate_limited(
    headers: Mapping[str, str], now: datetime, known: dict[str, Any]
) -> RateLimitError:
    problem = limit_named(headers.get("x-rate-limit-problem", ""))
    return RateLimitError(
        f"Xero's {problem} limit is used up.",
        problem=problem,
        retry_at=_retry_at(headers, now),
        **known,
    )


def _retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    wait = retry_after(headers, now)
    return None if wait is None else now + timedelta(seconds=wait)


def limit_named(text: str) -> str:
    """Return minute, day, concurrent or appminute for what X-Rate-Limit-Problem says."""
    name = text.lower()
    for part, limit in (
        ("app", "appminute"),
        ("min", "minute"),
        ("da", "day"),
        ("con", "concurrent"),
    ):
        if part in name:
            return limit
    return name or "request"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for, as number or date; None without it."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _refused(status: int, body: Any, said: str, known: dict[str, Any]) -> XeroComponentError:
    if isinstance(body, dict):
        elements = body.get("Elements")
        problems = failed_elements(elements) if isinstance(elements, list) else []
        if problems:
            return ValidationError(refusal(problems), elements=problems, **known)
        if body.get("Type") == "ValidationException" or "modelState" in body:
            return ValidationError(_join("Xero refused it", said), **known)
    return BadRequestError(_join(f"Xero refused the request ({status})", said), **known)


def _read(content: bytes) -> tuple[Any, str]:
    """Return decoded JSON, or a text fit for a message; a web page gives neither."""
    try:
        return decode_json(content), ""
    except ValueError:
        text = content[:4096].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        title = re.search(r"<title[^>]*>([^<]{1,200})</title>", text, re.IGNORECASE)
        return None, f"a web page titled '{title[1].strip()}'" if title else "a web page"
    return None, _short(text)


def _said(body: Any) -> str:
    if isinstance(body, str):
        return _short(body)
    if not isinstance(body, dict):
        return ""
    if isinstance(body.get("problem"), dict):  # as Payroll UK and NZ wrap it
        body = body["problem"]
    lower = {str(key).lower(): value for key, value in body.items()}
    texts = [lower.get("detail") or lower.get("message") or lower.get("error_description")]
    state = lower.get("modelstate") or lower.get("invalidfields")
    if isinstance(state, dict):
        texts += [f"{name}: {_flat(value)}" for name, value in state.items()]
    elif isinstance(state, list):
        texts += [f"{i.get('name')}: {i.get('reason')}" for i in state if isinstance(i, dict)]
    if not any(texts):
        texts = [lower.get("title") or lower.get("error")]
    return _short(" ".join(str(text).strip() for text in texts if text))


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _short(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= LONGEST_MESSAGE else clean[:LONGEST_MESSAGE] + "…"


def _is_announcement(said: str) -> bool:
    return any(word in said.lower() for word in ("offline", "maintenance"))


def _join(message: str, said: str) -> str:
    return f"{message}: {said.rstrip('.')}." if said else f"{message}."
