"""What a Prometheus reads: this process's calls, and the budgets that all share."""

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from xero_component.api.limits import BudgetKey
from xero_component.api.limits.shared import SharedLimits
from xero_component.api.usage import CallRecord
from xero_component.errors import UnavailableError
from xero_component.runtimes.http.metrics import Metrics
from xero_component.store.schema import grants

KEY = BudgetKey("6f1c4b8e", "app")
OK = CallRecord(
    family="accounting/Invoices",
    outcome="ok",
    status=200,
    seconds=0.3,
    wire_bytes=100,
    decoded_bytes=1000,
)
WHOSE = {"app": "app", "organisation": "6f1c4b8e"}


@pytest.fixture
def limits(store_url: str) -> Iterator[SharedLimits]:
    with SharedLimits(store_url) as opened:
        yield opened


@pytest.fixture
def metrics(limits: SharedLimits) -> Metrics:
    return Metrics(limits, limits.database)


async def call(limits: SharedLimits, record: CallRecord, headers: dict[str, str]) -> None:
    async with limits.slot(KEY) as slot:
        slot.record = record
        slot.observe(headers)


def values(metrics: Metrics, name: str) -> list[tuple[dict[str, str], float]]:
    families = text_string_to_metric_families(metrics.render().decode())
    return [
        (dict(sample.labels), sample.value)
        for family in families
        for sample in family.samples
        if sample.name == name
    ]


async def test_calls_durations_and_bytes_are_counted(
    metrics: Metrics, limits: SharedLimits
) -> None:
    lost = CallRecord(family="accounting/Items", outcome="lost")
    for record in (OK, OK, lost):
        await call(limits, record, {})
    ok = WHOSE | {"endpoint": "accounting/Invoices", "status": "200", "outcome": "ok"}
    gone = WHOSE | {"endpoint": "accounting/Items", "status": "none", "outcome": "lost"}
    assert values(metrics, "xero_calls_total") == [(ok, 2.0), (gone, 1.0)]
    (count,) = values(metrics, "xero_call_seconds_count")
    assert count == ({"endpoint": "accounting/Invoices"}, 2.0)
    assert values(metrics, "xero_received_bytes_total") == [
        (WHOSE | {"form": "received"}, 200.0),
        (WHOSE | {"form": "unpacked"}, 2000.0),
    ]


async def test_what_is_left_is_that_of_all_processes(
    metrics: Metrics, limits: SharedLimits, store_url: str
) -> None:
    with SharedLimits(store_url) as other:
        await call(other, OK, {"x-minlimit-remaining": "17", "x-daylimit-remaining": "4000"})
    assert values(metrics, "xero_minute_remaining") == [(WHOSE, 17.0)]
    assert values(metrics, "xero_day_remaining") == [(WHOSE, 4000.0)]
    assert values(metrics, "xero_calls_in_flight") == [(WHOSE, 0.0)]
    assert values(metrics, "xero_calls_total") == []


def test_renewals_are_counted_by_app(metrics: Metrics, limits: SharedLimits) -> None:
    row = {
        "connection_type": "oauth2",
        "client_id": "app",
        "secrets": "sealed",
        "requested_scopes": "",
        "scopes": "",
        "issuer": "",
    }
    with limits.database.write() as work:
        work.execute(grants.insert().values(id="a", generation=3, **row))
        work.execute(grants.insert().values(id="b", generation=4, **row))
    assert values(metrics, "xero_token_changes_total") == [({"app": "app"}, 7.0)]


async def test_without_its_store_the_process_still_shows_its_own_counts(
    metrics: Metrics, limits: SharedLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call(limits, OK, {})
    assert values(metrics, "xero_store_up") == [({}, 1.0)]

    def unavailable() -> None:
        raise UnavailableError("The store cannot be used now.")

    with monkeypatch.context() as patch:
        patch.setattr(limits.database, "read", unavailable)
        assert values(metrics, "xero_store_up") == [({}, 0.0)]
        assert values(metrics, "xero_minute_remaining") == []
        assert len(values(metrics, "xero_calls_total")) == 1


@pytest.mark.parametrize("name", ['a"b\nc\\d', "émoji 🦊"])
async def test_names_that_need_care_are_written_with_it(
    metrics: Metrics, limits: SharedLimits, name: str
) -> None:
    async with limits.slot(BudgetKey(name, "app")) as slot:
        slot.record = OK
    ((labels, _),) = values(metrics, "xero_calls_total")
    assert labels["organisation"] == name
