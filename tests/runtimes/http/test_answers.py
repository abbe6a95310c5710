"""Stored answers: one turn at a time, taken over from the dead, encrypted, gone after a day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.clocks import FakeClock
from xero_component.api.clock import Clock
from xero_component.connections import TokenStore
from xero_component.errors import OutcomeUnknownError
from xero_component.runtimes.http.answers import (
    Answer,
    Answers,
    Asked,
    Busy,
    Reused,
    Turn,
    hash_of,
)
from xero_component.runtimes.http.performing import time_left
from xero_component.store.database import Database
from xero_component.store.schema import stored_answers

DAY, LEASE = 86_400.0, 30.0
ASKED = Asked(key_hash=hash_of("caller", "key-1"), action="create_contact", fingerprint="f" * 64)
OTHER = Asked(key_hash=ASKED.key_hash, action="create_contact", fingerprint="0" * 64)
GIVEN = Answer(200, '{"Name":"Café","Total":1.10}'.encode(), headers={"Xero-Calls": "1"})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.close()


@pytest.fixture
def answers(store_url: str, database: Database, clock: FakeClock) -> Iterator[Answers]:
    with TokenStore(store_url) as store:
        yield answers_of(database, store, clock)


def answers_of(database: Database, store: TokenStore, clock: Clock | None = None) -> Answers:
    return Answers(
        database,
        seal=store.seal,
        unseal=store.unseal,
        keep_seconds=DAY,
        lease_seconds=LEASE,
        clock=clock,
    )


def turn(found: object) -> Turn:
    assert isinstance(found, Turn), found
    return found


def test_an_answer_is_given_again_digit_by_digit(answers: Answers) -> None:
    first = turn(answers.begin(ASKED))
    assert first.attempt == 1
    assert answers.finish(first, GIVEN)
    assert answers.begin(ASKED) == GIVEN
    assert answers.begin(ASKED) == GIVEN


def test_another_request_under_the_key_is_refused_at_any_time(answers: Answers) -> None:
    first = turn(answers.begin(ASKED))
    assert answers.begin(OTHER) == Reused()
    answers.finish(first, GIVEN)
    assert answers.begin(OTHER) == Reused()


def test_two_callers_may_use_the_same_key() -> None:
    assert hash_of("a", "key") != hash_of("b", "key")
    assert hash_of("a", "b") != hash_of("", "ab")


def test_while_one_works_the_others_wait(answers: Answers, clock: FakeClock) -> None:
    first = turn(answers.begin(ASKED))
    clock.advance(10)
    assert answers.begin(ASKED) == Busy(20.0)
    assert answers.keep(first)
    assert answers.begin(ASKED) == Busy(LEASE)


def test_the_dead_are_taken_over_from_and_change_nothing_any_more(
    answers: Answers, clock: FakeClock
) -> None:
    dead = turn(answers.begin(ASKED))
    clock.advance(LEASE)
    heir = turn(answers.begin(ASKED))
    assert (heir.attempt, heir.started_at) == (2, dead.started_at)
    assert not answers.keep(dead)
    assert not answers.finish(dead, Answer(500, b"{}"))
    assert not answers.release(dead)
    assert answers.finish(heir, GIVEN)
    assert answers.begin(ASKED) == GIVEN


def test_what_came_to_nothing_begins_anew(answers: Answers, clock: FakeClock) -> None:
    first = turn(answers.begin(ASKED))
    clock.advance(20)
    assert answers.release(first)
    assert answers.begin(OTHER) == Reused()
    second = turn(answers.begin(ASKED))
    assert (second.attempt, second.started_at) == (2, first.started_at + 20)
    assert not second.doubtful


def test_what_one_has_died_over_stays_doubtful_when_the_heir_comes_to_nothing(
    answers: Answers, clock: FakeClock
) -> None:
    dead = turn(answers.begin(ASKED))
    clock.advance(LEASE)
    heir = turn(answers.begin(ASKED))
    assert answers.release(heir)
    clock.advance(LEASE)
    later = turn(answers.begin(ASKED))
    assert (later.attempt, later.started_at) == (3, dead.started_at)
    assert (dead.doubtful, heir.doubtful, later.doubtful) == (False, True, True)


def test_a_clock_that_is_set_back_lengthens_no_lease(answers: Answers, clock: FakeClock) -> None:
    dead = turn(answers.begin(ASKED))
    clock.advance(-3600)
    heir = turn(answers.begin(ASKED))
    assert heir.doubtful
    assert not answers.finish(dead, GIVEN)
    with pytest.raises(OutcomeUnknownError):
        time_left(heir, 60.0, answers.now())


def test_answers_are_kept_for_a_day(answers: Answers, clock: FakeClock, database: Database) -> None:
    answers.finish(turn(answers.begin(ASKED)), GIVEN)
    clock.advance(DAY - 1)
    assert answers.begin(ASKED) == GIVEN
    assert answers.prune() == 0
    clock.advance(1)
    assert turn(answers.begin(OTHER)).attempt == 1
    clock.advance(DAY)
    assert answers.prune() == 1
    with database.read() as work:
        assert work.execute(sa.select(stored_answers)).all() == []


def test_the_database_holds_neither_key_nor_answer(answers: Answers, database: Database) -> None:
    answers.finish(turn(answers.begin(ASKED)), GIVEN)
    with database.read() as work:
        stored: Any = str(work.execute(sa.select(stored_answers)).all())
    for secret in ("key-1", "Café", "1.10", "Total"):
        assert secret not in stored


def test_of_many_at_once_one_gets_the_turn(answers: Answers) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: answers.begin(ASKED), range(24)))
    assert sum(isinstance(one, Turn) for one in found) == 1
    assert sum(isinstance(one, Busy) for one in found) == 23


def test_a_change_of_the_stores_keys_loses_no_answer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tokens.db'}"
    database = Database(url)
    with TokenStore(url) as store, TokenStore(url) as other:
        first = answers_of(database, store)
        first.finish(turn(first.begin(ASKED)), GIVEN)
        other.add_key()
        other.drop_old_keys()
        assert first.begin(ASKED) == GIVEN
    with TokenStore(url) as later:
        assert answers_of(database, later).begin(ASKED) == GIVEN
    database.close()
