"""Xero's rate limits: per tenant by minute, day and at once, and per app by minute.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Literal, TypeAlias
from zlib import crc32

Problem: TypeAlias = Literal["minute", "day", "concurrent", "appminute"]

MINUTE = 60
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one app may call; the defaults are Xero's for a Core app."""

    per_minute: int = 60
    per_day: int = 5000
    concurrent: int = 5
    app_per_minute: int = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may go on, and the headers that tell the client where it stands."""

    headers: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None


class LimitKeeper:
    """Counts calls in fixed windows that start at a different moment for each tenant.

    A refused call is not counted.
    """

    def __init__(self, limits: Limits | None, clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._clock = clock
        self._used: dict[tuple[str, int], tuple[int, int]] = {}
        self._running: Counter[str] = Counter()

    def admit(self, client_id: str, tenant_id: str) -> Verdict:
        """Count a call in, or say which limit refuses it; each call let in must be released."""
        if self._limits is None:
            return Verdict()
        tenant = f"{client_id} {tenant_id}"
        left: dict[Problem, int] = {
            "concurrent": self._limits.concurrent - self._running[tenant],
            "minute": self._limits.per_minute - self._count(tenant, MINUTE),
            "day": self._limits.per_day - self._count(tenant, DAY),
            "appminute": self._limits.app_per_minute - self._count(client_id, MINUTE),
        }
        problem = next((name for name, rest in left.items() if rest <= 0), None)
        if problem is None:
            self._running[tenant] += 1
            for key, length in ((tenant, MINUTE), (tenant, DAY), (client_id, MINUTE)):
                self._used[key, length] = self._window(key, length), self._count(key, length) + 1
            left = {name: rest - 1 for name, rest in left.items()}
        headers = {
            "X-MinLimit-Remaining": str(max(left["minute"], 0)),
            "X-DayLimit-Remaining": str(max(left["day"], 0)),
            "X-AppMinLimit-Remaining": str(max(left["appminute"], 0)),
        }
        return self.refusal(client_id, tenant_id, problem, headers) if problem else Verdict(headers)

    def release(self, client_id: str, tenant_id: str) -> None:
        """Count a call out that was let in."""
        if self._limits is not None:
            self._running[f"{client_id} {tenant_id}"] -= 1

    def refusal(
        self,
        client_id: str,
        tenant_id: str,
        problem: Problem,
        headers: Mapping[str, str] | None = None,
    ) -> Verdict:
        """Refuse a call over `problem`, whether or not that limit is really used up."""
        extra: dict[str, str] = {"X-Rate-Limit-Problem": problem}
        if problem in ("minute", "day"):
            length = MINUTE if problem == "minute" else DAY
            seconds = self._until_reset(f"{client_id} {tenant_id}", length)
            extra["Retry-After"] = str(max(1, ceil(seconds)))
        remaining: dict[Problem, str] = {
            "minute": "X-MinLimit-Remaining",
            "day": "X-DayLimit-Remaining",
        }
        if problem in remaining:
            extra[remaining[problem]] = "0"
        return Verdict({**(headers or {}), **extra}, problem)

    def _count(self, key: str, length: int) -> int:
        window, used = self._used.get((key, length), (0, 0))
        return used if window == self._window(key, length) else 0

    def _seconds(self, key: str, length: int) -> float:
        return self._clock().timestamp() + crc32(key.encode()) % length

    def _window(self, key: str, length: int) -> int:
        return int(self._seconds(key, length) // length)

    def _until_reset(self, key: str, length: int) -> float:
        return length - self._seconds(key, length) % length
