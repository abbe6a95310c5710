"""Everything that can go wrong, grouped by what the caller does next.

    XeroComponentError
    ├── DefinitionError            the component itself is wrong: an action file breaks a rule
    ├── ConfigurationError         fix the set-up: environment, key, store, extra not installed
    │   └── TenantChoiceError        none or several organisations match: choose one of those listed
    ├── FixInputError              change the input and run the step again; nothing was saved
    │   ├── InputError               refused here, before anything was written
    │   ├── ValidationError          refused by Xero, with its messages for each element
    │   ├── BadRequestError          refused by Xero as a whole: JSON, filter, header
    │   └── NotFoundError            there is no such record in this organisation
    ├── ReconnectError             a person has to connect to Xero again
    ├── ScopeError                 the connection lacks a scope (named), or the user a permission
    ├── WaitError                  the same call will work later; nothing was saved
    │   ├── RateLimitError           a limit is used up; carries when it is free again
    │   └── UnavailableError         Xero, or the way to it, is down
    ├── OutcomeUnknownError        a write was sent, and nobody knows whether it was saved
    └── GiveUpError                Xero answered what it should not: report it

`group` names the branch for machines, `advice` is what to do next in one sentence. No error holds a
token, a secret or a request body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class Group(StrEnum):
    """What the caller does next."""

    DEFINITION = "definition"
    CONFIGURE = "configure"
    FIX_INPUT = "fix_input"
    RECONNECT = "reconnect"
    ASK_SCOPE = "ask_scope"
    WAIT = "wait"
    OUTCOME_UNKNOWN = "outcome_unknown"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One input that is wrong, and what would be right."""

    field: str
    """Dotted path of the input, such as `line_items.2.unit_amount`."""
    message: str


@dataclass(frozen=True, slots=True)
class ElementProblem:
    """What Xero said about one element of a request."""

    index: int
    messages: tuple[str, ...]
    identifier: str | None = None
    """The element's id, number or name where Xero repeats it."""


class XeroComponentError(Exception):
    """Root of everything that this package raises on purpose."""

    group: ClassVar[Group] = Group.GIVE_UP
    default_advice: ClassVar[str] = ""

    def __init__(
        self,
        message: str,
        *,
        advice: str | None = None,
        status: int | None = None,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice if advice is not None else self.default_advice
        self.status = status
        self.correlation_id = correlation_id

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.advice) if part)

    def details(self) -> Mapping[str, object]:
        """Data beyond the message, for a host that shows or stores the error as JSON."""
        known = {"status": self.status, "correlation_id": self.correlation_id}
        return {name: value for name, value in known.items() if value is not None}

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain JSON data: kind, group, message, advice and its details."""
        return {
            "error": type(self).__name__,
            "group": str(self.group),
            "message": self.message,
            "advice": self.advice,
            **self.details(),
        }


class DefinitionError(XeroComponentError):
    """A file of the component breaks a rule; raised at start-up, names the file."""

    group = Group.DEFINITION


class ConfigurationError(XeroComponentError):
    """The set-up is wrong: environment variable, encryption key, store or missing extra."""

    group = Group.CONFIGURE


class TenantChoiceError(ConfigurationError):
    """No organisation, or more than one, matches what the connection asks for."""

    def __init__(self, message: str, *, choices: Sequence[tuple[str, str]], advice: str) -> None:
        super().__init__(message, advice=advice)
        self.choices = tuple(choices)
        """Tenant id and name of every organisation of this consent."""

    def details(self) -> Mapping[str, object]:
        """Return the organisations to choose from."""
        return {"choices": [{"tenant_id": key, "name": name} for key, name in self.choices]}


class FixInputError(XeroComponentError):
    """The input has to change; nothing was saved."""

    group = Group.FIX_INPUT
    default_advice = "Nothing was saved: correct the input and run the step again."


class InputError(FixInputError):
    """The input does not fit the action; nothing was written, at most names were looked up."""

    default_advice = "Nothing was sent: correct the input and run the step again."

    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[FieldProblem] = (),
        advice: str | None = None,
    ) -> None:
        super().__init__(message, advice=advice)
        self.problems = tuple(problems)

    def details(self) -> Mapping[str, object]:
        """Return each field with what is wrong about it."""
        return {"fields": [{"field": p.field, "message": p.message} for p in self.problems]}


class ValidationError(FixInputError):
    """Xero refused one or more elements (a 400, or an element marked ERROR inside a 200)."""

    def __init__(
        self,
        message: str,
        *,
        elements: Sequence[ElementProblem] = (),
        advice: str | None = None,
        status: int | None = 400,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, advice=advice, status=status, correlation_id=correlation_id)
        self.elements = tuple(elements)

    def details(self) -> Mapping[str, object]:
        """Return Xero's messages for each element."""
        elements = [
            {"index": e.index, "identifier": e.identifier, "messages": list(e.messages)}
            for e in self.elements
        ]
        return {**super().details(), "elements": elements}


class BadRequestError(FixInputError):
    """Xero could not read the request: JSON, enum value, `where`, header or idempotency key."""


class NotFoundError(FixInputError):
    """The record does not exist in the connected organisation."""

    default_advice = "Check the id or number, and that the connection is to the right organisation."


class ReconnectError(XeroComponentError):
    """Xero no longer accepts this connection; only a person's consent brings it back."""

    group = Group.RECONNECT
    default_advice = "Connect to Xero again and choose the organisation."


class ScopeError(XeroComponentError):
    """The connection lacks a scope, or the user who connected lacks a permission in Xero."""

    group = Group.ASK_SCOPE

    def __init__(
        self,
        message: str,
        *,
        missing: Sequence[str] = (),
        status: int | None = None,
        correlation_id: str | None = None,
    ) -> None:
        advice = "Ask an administrator whether the user who connected may do this in Xero."
        if missing:
            advice = f"Add {' '.join(missing)} to the connection's scopes and connect again"
            if status is not None:  # it was Xero that refused, which may have another reason
                advice += (
                    "; if it is there already, the user who connected lacks the permission in Xero"
                )
            advice += "."
        super().__init__(message, advice=advice, status=status, correlation_id=correlation_id)
        self.missing = tuple(missing)

    def details(self) -> Mapping[str, object]:
        """Return the scopes to add."""
        return {**super().details(), "missing_scopes": list(self.missing)}


class WaitError(XeroComponentError):
    """The same call works later; nothing was saved."""

    group = Group.WAIT
    default_advice = "Nothing was saved: run the step again later."

    def __init__(
        self,
        message: str,
        *,
        retry_at: datetime | None = None,
        advice: str | None = None,
        status: int | None = None,
        correlation_id: str | None = None,
    ) -> None:
        if advice is None and retry_at is not None:
            advice = f"Nothing was saved: run the step again at {retry_at:%Y-%m-%d %H:%M:%S} UTC."
        super().__init__(message, advice=advice, status=status, correlation_id=correlation_id)
        self.retry_at = retry_at
        """When to come back (aware, UTC), where it is known."""

    def details(self) -> Mapping[str, object]:
        """Return when to come back."""
        moment = self.retry_at.isoformat() if self.retry_at else None
        return {**super().details(), "retry_at": moment}


class RateLimitError(WaitError):
    """One of Xero's limits is used up (minute, day, concurrent or appminute)."""

    def __init__(
        self,
        message: str,
        *,
        problem: str,
        retry_at: datetime | None = None,
        status: int | None = 429,
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, retry_at=retry_at, status=status, correlation_id=correlation_id)
        self.problem = problem

    def details(self) -> Mapping[str, object]:
        """Return which limit, and when it is free again."""
        return {**super().details(), "limit": self.problem}


class UnavailableError(WaitError):
    """Xero is in maintenance or cannot be reached, and the request was not carried out."""


class OutcomeUnknownError(XeroComponentError):
    """A write was sent, and no answer says whether Xero carried it out."""

    group = Group.OUTCOME_UNKNOWN
    default_advice = (
        "It may or may not have been saved: look in Xero before running the step again."
    )

    def __init__(
        self,
        message: str,
        *,
        idempotency_key: str | None = None,
        status: int | None = None,
        correlation_id: str | None = None,
    ) -> None:
        advice = self.default_advice
        if idempotency_key is not None:
            advice += (
                " If it had a run and a step id, running it with the same ones within six minutes"
                " cannot post it twice."
            )
        super().__init__(message, advice=advice, status=status, correlation_id=correlation_id)
        self.idempotency_key = idempotency_key

    def details(self) -> Mapping[str, object]:
        """Return the key that keeps a repeat from posting twice."""
        return {**super().details(), "idempotency_key": self.idempotency_key}


class GiveUpError(XeroComponentError):
    """Xero's answer cannot be used: an error of its own, HTML for JSON, half a body."""

    default_advice = "Try once more; if it stays, report it to Xero with the correlation id."
