"""The log of runs: what each did, also when it was interrupted, and not for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.clocks import FakeClock
from xero_component.errors import RateLimitError, ScopeError
from xero_component.store.database import Database
from xero_component.sync import STREAMS, Outcome, Report, StreamReport
from xero_component.sync.flatten import Misfit
from xero_component.sync.run_log import MOST_KEPT, SILENT, RunLog, problem_of, shown

TENANT, PLACE = "tenant", "sqlite:///xero.db"
INVOICES = [STREAMS["invoices"]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def log(store_url: str, clock: FakeClock) -> Iterator[RunLog]:
    database = Database(store_url)
    yield RunLog(database, clock)
    database.close()


def begun(log: RunLog, tenant: str = TENANT, place: str = PLACE) -> Any:
    return log.run("acme", tenant, place, INVOICES)


def test_a_run_is_logged_with_the_counts_of_each_stream(log: RunLog, clock: FakeClock):
    with begun(log) as entry:
        [going_on] = log.last()
        clock.advance(30)
        report = StreamReport("invoices", Outcome.COMPLETE, read=5, written=4, unchanged=1, calls=2)
        report.misfits[Misfit("invoices", "Total", "another type")] = 3
        entry.report = Report({"invoices": report})

    [done] = log.last()
    assert (going_on.outcome, going_on.ended_at) == (None, None)
    assert done.outcome is Outcome.COMPLETE
    assert done.ended_at is not None
    assert done.ended_at - done.started_at == timedelta(seconds=30)
    assert (done.connection, done.calls, done.reason) == ("acme", 2, None)
    counted = done.streams["invoices"]
    assert (counted["read"], counted["written"], counted["unchanged"]) == (5, 4, 1)
    assert counted["misfits"] == [
        {"table": "invoices", "field": "Total", "reason": "another type", "rows": 3}
    ]


def test_an_interrupted_run_is_logged_with_what_was_done_until_then(log: RunLog):
    def interrupted() -> None:
        with begun(log) as entry:
            entry.watch(StreamReport("invoices", read=1000, written=1000, calls=1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    [done] = log.last()
    assert (done.outcome, done.reason) == (Outcome.PAUSED, "It was interrupted.")
    assert done.streams["invoices"]["written"] == 1000


def test_a_run_tells_what_it_has_done_while_it_goes_on(
    log: RunLog, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("xero_component.sync.run_log.TOLD_EVERY", timedelta(milliseconds=5))
    told, tell = Event(), log.tell

    def noticed(run_id: int, report: Report) -> bool:
        wanted = tell(run_id, report)
        if report.streams["invoices"].read:
            told.set()
        return wanted

    monkeypatch.setattr(log, "tell", noticed)
    with begun(log) as entry:
        entry.watch(StreamReport("invoices", read=3000, written=3000, calls=3))
        assert told.wait(10)
        [going_on] = log.last()

    assert (going_on.outcome, going_on.ended_at, going_on.died) == (None, None, False)
    assert (going_on.streams["invoices"]["read"], going_on.calls) == (3000, 3)


def test_a_run_that_falls_silent_has_died(log: RunLog, clock: FakeClock):
    with begun(log):
        clock.advance(SILENT.total_seconds() + 1)
        [silent] = log.last()
        log.tell(silent.id, Report({"invoices": StreamReport("invoices")}))
        [heard] = log.last()
        assert log.pause(tenant_id=TENANT, destination=PLACE) == [heard.id]

    assert (silent.died, silent.outcome, silent.ended_at) == (True, None, None)
    assert (heard.died, heard.told_at) == (False, clock.now())
    [done] = log.last()
    assert (done.died, done.outcome) == (False, Outcome.PAUSED)


def test_a_run_is_asked_to_pause_where_it_goes_on(log: RunLog, clock: FakeClock):
    report = Report({"invoices": StreamReport("invoices")})
    with begun(log), begun(log, place="csv:x"), begun(log, tenant="other"):
        asked = log.pause(tenant_id=TENANT, destination=PLACE)
        wanted = [log.tell(run_id, report) for run_id in (1, 2, 3)]
        assert [one.ended_at for one in log.last()] == [None] * 3

    assert (asked, wanted) == ([1], [True, False, False])
    assert log.pause(tenant_id=TENANT, destination=PLACE) == []
    assert not log.tell(1, report)
    clock.advance(SILENT.total_seconds() + 1)
    assert not any(one.died for one in log.last())


def test_what_is_not_expected_is_logged_by_its_kind_alone(log: RunLog):
    with pytest.raises(ZeroDivisionError), begun(log):
        raise ZeroDivisionError("holds a secret")

    [done] = log.last()
    assert (done.outcome, done.reason) == (Outcome.FAILED, "ZeroDivisionError")


def test_the_days_limit_is_logged_with_the_time_to_go_on(log: RunLog):
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    error = RateLimitError("The day is used up.", problem="day", retry_at=moment)
    with begun(log) as entry:
        report = StreamReport("invoices", Outcome.PAUSED, error=error, reason=str(error))
        entry.report = Report({"invoices": report}, error, moment)

    [done] = log.last()
    assert (done.outcome, done.continue_at) == (Outcome.PAUSED, moment)
    assert done.reason is not None
    assert "used up" in done.reason


def test_runs_are_found_by_organisation_and_destination_the_newest_first(log: RunLog):
    for tenant, place in ((TENANT, PLACE), ("other", PLACE), (TENANT, "csv:x"), (TENANT, PLACE)):
        with begun(log, tenant, place):
            pass

    assert [one.id for one in log.last(2)] == [4, 3]
    assert [one.id for one in log.last(tenant_id=TENANT, destination=PLACE)] == [4, 1]
    assert log.last(0) == []


def test_old_runs_are_removed(log: RunLog, clock: FakeClock, monkeypatch: pytest.MonkeyPatch):
    with begun(log):
        clock.advance(91 * 24 * 3600)
    for _ in range(3):
        with begun(log):
            pass
    assert [one.id for one in log.last()] == [4, 3, 2]
    assert MOST_KEPT > 1000
    monkeypatch.setattr("xero_component.sync.run_log.MOST_KEPT", 2)
    with begun(log):
        pass
    assert [one.id for one in log.last()] == [5, 4]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://me:s3cr@t@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me@host/db?password=s3cret&x=1", "postgresql://me@host/db?password=***&x=1"),
        ("dlt:snowflake?api_key=s3cret", "dlt:snowflake?api_key=***"),
        ("sqlite:////data/xero.db", "sqlite:////data/xero.db"),
        ("csv:folder", "csv:folder"),
        ("", ""),
    ],
)
def test_a_destination_is_logged_without_its_password(address: str, told: str):
    assert shown(address) == told


def test_only_what_could_have_been_read_is_a_problem():
    closed = StreamReport("budgets", Outcome.UNAVAILABLE, error=ScopeError("no"))
    assert problem_of(Report({"budgets": closed})) is None
    error = RateLimitError("later", problem="minute")
    paused = StreamReport("items", Outcome.PAUSED, error=error)
    assert problem_of(Report({"budgets": closed, "items": paused})) is error


def test_the_log_is_in_the_file_of_the_store(tmp_path: Path, clock: FakeClock):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    for _ in range(2):
        database = Database(url)
        with begun(RunLog(database, clock)):
            pass
        database.close()
    database = Database(url)
    assert len(RunLog(database).last()) == 2
    database.close()
