"""What a Prometheus reads: this process's calls, and what all share: budgets, usage, renewals.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from xero_component.api.limits import BudgetKey, LineLimiter
from xero_component.api.usage import CallRecord
from xero_component.api.usage_report import remaining
from xero_component.errors import XeroComponentError
from xero_component.store.database import Database
from xero_component.store.schema import grants

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 100.0)
"""The limits of the histogram's classes; Xero mostly answers within a second."""
WHOSE = ("app", "organisation")


class Metrics:
    """Counts the calls that go through `limits`; make one for each server process.

    Organisations are named by their ids. What the processes share is read from the database when
    the metrics are.
    """

    def __init__(self, limits: LineLimiter, database: Database) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "xero_calls",
            "Calls to Xero by this process.",
            (*WHOSE, "endpoint", "status", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "xero_call_seconds",
            "Seconds from sending a call to its whole answer.",
            ("endpoint",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "xero_received_bytes",
            "Bytes of Xero's answers: as received, and as unpacked.",
            (*WHOSE, "form"),
            registry=self._registry,
        )
        self._registry.register(_Shared(database, limits))
        limits.watch(self._count)

    def render(self) -> bytes:
        """Write everything in Prometheus' text format; it may block for a read of the database."""
        return written(self._registry)

    def _count(self, key: BudgetKey, record: CallRecord) -> None:
        status = "none" if record.status is None else str(record.status)
        labels = (key.app, key.tenant, record.family, status, record.outcome)
        self._calls.labels(*labels).inc(record.requests)
        if record.status is not None:
            self._seconds.labels(record.family).observe(record.seconds)
        self._bytes.labels(key.app, key.tenant, "received").inc(record.wire_bytes)
        self._bytes.labels(key.app, key.tenant, "unpacked").inc(record.decoded_bytes)


class _Shared(Collector):
    """What is the same in every process, as it is in the database now."""

    def __init__(self, database: Database, limits: LineLimiter) -> None:
        self._database = database
        self._limits = limits

    def describe(self) -> list[Metric]:
        """Name nothing beforehand, so that registering needs no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read the database; without it, only say that it is away."""
        up = GaugeMetricFamily("xero_store_up", "Whether the store can be read.")
        try:
            found = [*self._budgets(), self._renewals()]
        except XeroComponentError:
            found = []
        up.add_metric((), float(bool(found)))
        yield up
        yield from found

    def _budgets(self) -> Iterator[Metric]:
        minute = GaugeMetricFamily(
            "xero_minute_remaining", "Calls left of Xero's minute.", labels=WHOSE
        )
        day = GaugeMetricFamily("xero_day_remaining", "Calls left of Xero's day.", labels=WHOSE)
        flying = GaugeMetricFamily("xero_calls_in_flight", "Calls in flight.", labels=WHOSE)
        for one in remaining(self._database, datetime.now(UTC), self._limits.rules):
            whose = (one.app, one.tenant_id)
            minute.add_metric(whose, one.minute)
            flying.add_metric(whose, one.in_flight)
            if one.day is not None:
                day.add_metric(whose, one.day)
        yield from (minute, day, flying)

    def _renewals(self) -> Metric:
        renewals = CounterMetricFamily(
            "xero_token_changes",
            "Times that the tokens of an app's consents were renewed, or found to be refused.",
            labels=("app",),
        )
        counted = sa.select(grants.c.client_id, sa.func.sum(grants.c.generation))
        with self._database.read() as work:
            for app, changes in work.execute(counted.group_by(grants.c.client_id)):
                renewals.add_metric((app,), changes)
        return renewals
