"""Faults on request: what Xero, or the network before it, does on a bad day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

KINDS: Mapping[str, str] = {
    "429-minute": "refused over the minute limit, with Retry-After",
    "429-day": "refused over the day limit, with Retry-After",
    "429-concurrent": "refused over the number of calls at once, without Retry-After",
    "500": "not executed; JSON body; remembered under the idempotency key as Xero does",
    "500-html": "not executed; HTML page; remembered under the idempotency key",
    "502": "not executed; HTML page of a proxy",
    "503-text": "not executed; plain text of a maintenance window",
    "504": "executed, and then the proxy's HTML page in place of the reply",
    "empty-200": "executed, and the reply's body lost",
    "half-json": "executed, and half of the reply's body lost",
    "html-200": "not executed; an HTML page with status 200",
    "slow": "slow:<seconds>: executed, and the reply held back",
    "reset-before": "the connection is reset before the request is executed",
    "reset-after": "executed, and the connection reset in place of a reply",
    "drift": "before each page is read, an old record is touched and moves to the end",
    "drift-equal": "likewise, records of the list get one and the same UpdatedDateUTC",
    "drift-silent": "likewise, a record of the list changes, and its UpdatedDateUTC does not",
    "drift-add": "likewise, somebody adds a record to the list",
    "drift-archive": "likewise, somebody archives a record of the list",
    "drift-void": "likewise, somebody voids a record of the list",
    "drift-delete": "likewise, somebody deletes a record of the list",
    "token-expired": "the presented access token expires",
    "revoked": "the user withdraws the app's consent",
    "webhook-repeat": "a webhook delivery comes twice, byte for byte the same",
    "webhook-repeat-events": "its events come again in another delivery, under other numbers",
    "webhook-reorder": "a webhook delivery comes after the one that follows it",
    "webhook-lose": "a webhook delivery is not sent until it is asked for",
}
"""Each kind of fault and what it does."""

_TEXT = re.compile(r"(?P<kind>[^*@]+)(?:\*(?P<count>\d+|always))?(?:@(?P<match>.+))?")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_LONGEST_DELAY = 600.0
_DRIFT = "drift"
_WEBHOOK = "webhook-"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, how many requests it strikes (None: every one), and which.

    `match` is a method, a path prefix below the API's base, or both: `GET /Invoices`. Faults of
    webhooks strike deliveries in place of requests, and have none.
    Raises ValueError for a kind that does not exist.
    """

    kind: str
    count: int | None = 1
    match: str = ""

    def __post_init__(self) -> None:
        name, _, parameter = self.kind.partition(":")
        if name not in KINDS or bool(parameter) != (name == "slow"):
            raise ValueError(f"There is no fault {self.kind!r}; choose from: {', '.join(KINDS)}")
        if name == "slow" and not 0 < self.delay <= _LONGEST_DELAY:
            raise ValueError(f"slow takes between 0 and {_LONGEST_DELAY:.0f} seconds")
        if self.count is not None and self.count < 1:
            raise ValueError("A fault strikes at least one request")
        if self.match and self.of_webhooks:
            raise ValueError("A fault of webhooks strikes deliveries: leave out the part from @")
        method, prefix = self._target()
        if (method and method not in _METHODS) or (prefix and not prefix.startswith("/")):
            raise ValueError(f"{self.match!r} is not a method, a path from '/' on, or both")

    @property
    def name(self) -> str:
        """The kind without its parameter."""
        return self.kind.partition(":")[0]

    @property
    def delay(self) -> float:
        """Seconds that `slow` holds a reply back; 0 for every other kind."""
        name, _, parameter = self.kind.partition(":")
        try:
            return float(parameter) if name == "slow" else 0.0
        except ValueError:
            raise ValueError(f"slow takes a number of seconds, not {parameter!r}") from None

    @property
    def is_drift(self) -> bool:
        """Whether it changes a list between two of its pages."""
        return self.name.startswith(_DRIFT)

    @property
    def of_webhooks(self) -> bool:
        """Whether it strikes deliveries of webhooks, and no requests."""
        return self.name.startswith(_WEBHOOK)

    def strikes(self, method: str, path: str, query: str) -> bool:
        """Tell whether this fault is meant for a request."""
        if self.of_webhooks:
            return False
        if self.is_drift and (method != "GET" or "page=" not in query.lower()):
            return False
        if self.name == "token-expired" and path.startswith("/connect/"):
            return False
        wanted, prefix = self._target()
        return wanted in ("", method) and path.lower().startswith(prefix.lower())

    def _target(self) -> tuple[str, str]:
        """Take `match` apart into method and path prefix, either of them empty for any."""
        if self.match.startswith("/"):
            return "", self.match
        method, _, prefix = self.match.partition(" ")
        return method.upper(), prefix.strip()

    def __str__(self) -> str:
        count = "*always" if self.count is None else f"*{self.count}" if self.count > 1 else ""
        return self.kind + count + (f"@{self.match}" if self.match else "")


def parse_fault(text: str) -> Fault:
    """Read `kind[*count|*always][@[METHOD ]/path]`, such as `503-text*2@GET /Invoices`.

    Raises ValueError.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"A fault is written kind*count@METHOD /path, not {text!r}")
    count, match = found["count"] or "1", (found["match"] or "").strip()
    return Fault(found["kind"].strip(), None if count == "always" else int(count), match)


class FaultBoard:
    """The faults that are waiting to strike, oldest first."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = list(faults)
        self._lock = Lock()

    def pending(self) -> list[Fault]:
        """List the faults that have not struck for the last time."""
        with self._lock:
            return list(self._faults)

    def add(self, *faults: Fault) -> None:
        """Put faults at the end of the queue."""
        with self._lock:
            self._faults.extend(faults)

    def clear(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._faults.clear()

    def take(self, method: str, path: str, query: str) -> list[Fault]:
        """Use up what strikes a request: the first fault meant for it, and a drift beside it."""
        with self._lock:
            meant = [fault for fault in self._faults if fault.strikes(method, path, query)]
            drifts = [fault for fault in meant if fault.is_drift][:1]
            others = [fault for fault in meant if not fault.is_drift][:1]
            for fault in drifts + others:
                self._use(fault)
            return drifts + others

    def take_for_delivery(self) -> str:
        """Use up the first fault of webhooks and return its kind; empty when there is none."""
        with self._lock:
            for fault in self._faults:
                if fault.of_webhooks:
                    self._use(fault)
                    return fault.kind
            return ""

    def _use(self, fault: Fault) -> None:
        place = next(i for i, kept in enumerate(self._faults) if kept is fault)
        if fault.count == 1:
            del self._faults[place]
        elif fault.count is not None:
            self._faults[place] = replace(fault, count=fault.count - 1)
