"""Usage and budgets, read back: what was asked of Xero, what is left, and what it may come to.

https://developer.xero.com/pricing
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from xero_component.api import usage_rows
from xero_component.api.limits import rows
from xero_component.api.limits.budget import Budget, Rules
from xero_component.api.limits.limiter import BudgetKey
from xero_component.store.database import Database

GIGABYTE = 1_000_000_000
TIERS = {"Core": 10, "Plus": 50, "Advanced": 250}
"""Gigabytes of a month that Xero's paid tiers include; Starter's are not limited."""
FREE = "accounting/Organisation"
"""What Xero does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was asked of one part of Xero, for one organisation by one app, on one day (UTC)."""

    day: date
    app: str
    tenant_id: str
    family: str
    calls: int
    limited: int
    """Those of the calls that Xero turned away, as a limit was used up."""
    wire_bytes: int
    decoded_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What is left of one organisation's limits, as far as it is known."""

    app: str
    tenant_id: str
    minute: int
    day: int | None
    """None until Xero has told."""
    day_closed_until: datetime | None
    day_ends_by: datetime | None
    """The latest moment at which Xero's day begins anew for the organisation."""
    in_flight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """What one app has received in a calendar month (UTC), less what Xero does not count.

    Xero does not say whether it counts bytes as sent, which are compressed, or as they are read.
    """

    app: str
    month: date
    wire_bytes: int
    decoded_bytes: int
    expected_wire_bytes: int
    """What it comes to by the end of the month, if it goes on as it did."""
    expected_decoded_bytes: int

    @property
    def tier(self) -> str:
        """The smallest paid tier that is sure to be enough."""
        for name, size in TIERS.items():
            if self.expected_decoded_bytes <= size * GIGABYTE:
                return name
        return "Enterprise"


def usage(
    database: Database, since: date, until: date, tenants: Sequence[str] | None = None
) -> list[Usage]:
    """Return the usage from one day to another, both included, by day and organisation."""
    with database.read() as work:
        return [Usage(**row) for row in usage_rows.read(work, since, until, tenants)]


def remaining(database: Database, now: datetime, rules: Rules | None = None) -> list[Remaining]:
    """Return what is left of every organisation's limits."""
    with database.read() as work:
        budgets = rows.all_budgets(work)
    return [
        _remaining(key, budget, now.timestamp(), rules or Rules())
        for key, budget in sorted(budgets.items(), key=lambda one: (one[0].app, one[0].tenant))
    ]


def egress(database: Database, today: date) -> list[Egress]:
    """Return what each app has received in the month of a day, and what that may come to."""
    first = today.replace(day=1)
    apps: dict[str, list[Usage]] = {}
    for one in usage(database, first, today):
        apps.setdefault(one.app, []).append(one)
    return [_egress(app, first, today, found) for app, found in apps.items()]


def _egress(app: str, first: date, today: date, found: Sequence[Usage]) -> Egress:
    counted = [one for one in found if one.family != FREE]
    wire = sum(one.wire_bytes for one in counted)
    decoded = sum(one.decoded_bytes for one in counted)
    days = monthrange(first.year, first.month)[1]
    passed = (today - min(one.day for one in found)).days + 1
    to_come = days - today.day
    return Egress(
        app=app,
        month=first,
        wire_bytes=wire,
        decoded_bytes=decoded,
        expected_wire_bytes=wire + wire * to_come // passed,
        expected_decoded_bytes=decoded + decoded * to_come // passed,
    )


def _remaining(key: BudgetKey, budget: Budget, now: float, rules: Rules) -> Remaining:
    budget.settle(now, rules)
    closed = budget.day.closed_until(now)
    ends_by = None if budget.day.remaining is None else budget.day.ends_by
    return Remaining(
        app=key.app,
        tenant_id=key.tenant,
        minute=max(budget.minute.room(now), 0),
        day=0 if closed is not None else budget.day.remaining,
        day_closed_until=None if closed is None else datetime.fromtimestamp(closed, UTC),
        day_ends_by=None if ends_by is None else datetime.fromtimestamp(ends_by, UTC),
        in_flight=len(budget.places),
    )
