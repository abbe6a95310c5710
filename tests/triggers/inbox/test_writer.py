from collections.abc import Iterator, Sequence
from threading import Event

import pytest
import sqlalchemy as sa

from xero_component.errors import ConfigurationError
from xero_component.store.database import Database
from xero_component.store.schema import webhook_gaps as gaps
from xero_component.triggers._inbox.writer import Writer


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    made = Writer(database)
    yield made
    made.close()


def numbers(database: Database) -> list[int]:
    with database.read() as work:
        return sorted(work.scalars(sa.select(gaps.c.first)))


class Inserting:
    """A change that keeps the sizes of the groups in which it was asked for."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go_on = Event()
        self.begun = Event()

    def __call__(self, work: sa.Connection, asked: Sequence[int]) -> list[int]:
        self.sizes.append(len(asked))
        self.begun.set()
        assert self.go_on.wait(10)
        for number in asked:
            if number < 0:
                raise ValueError("not this one")
            gap = {"feed": "", "era": 1, "since": 0, "until": 0, "found_at": 0}
            work.execute(sa.insert(gaps).values(**gap, first=number, last=number))
        return [number * 2 for number in asked]


def test_what_is_asked_during_a_commit_shares_the_next_one(writer: Writer, database: Database):
    insert = Inserting()
    first = writer.submit(insert, 0)
    assert insert.begun.wait(10)
    more = [writer.submit(insert, number) for number in range(1, 51)]
    insert.go_on.set()

    assert first.result(10) == 0
    assert [one.result(10) for one in more] == [2 * n for n in range(1, 51)]
    assert insert.sizes == [1, 50]
    assert numbers(database) == list(range(51))


def test_one_that_cannot_be_carried_out_fails_alone(writer: Writer, database: Database):
    insert = Inserting()
    writer.submit(insert, 0)
    assert insert.begun.wait(10)
    asked = [writer.submit(insert, number) for number in (1, -1, 2)]
    insert.go_on.set()

    assert [asked[0].result(10), asked[2].result(10)] == [2, 4]
    with pytest.raises(ValueError, match="not this one"):
        asked[1].result(10)
    assert numbers(database) == [0, 1, 2]


def test_who_gave_up_waiting_is_left_out(writer: Writer, database: Database):
    insert = Inserting()
    writer.submit(insert, 0)
    assert insert.begun.wait(10)
    given_up, kept = writer.submit(insert, 1), writer.submit(insert, 2)
    assert given_up.cancel()
    insert.go_on.set()

    assert kept.result(10) == 4
    assert numbers(database) == [0, 2]


def test_closing_carries_out_what_was_asked_first(writer: Writer, database: Database):
    insert = Inserting()
    insert.go_on.set()
    asked = [writer.submit(insert, number) for number in range(5)]
    writer.close()

    assert [one.result(0) for one in asked] == [0, 2, 4, 6, 8]
    with pytest.raises(ConfigurationError, match="closed"):
        writer.submit(insert, 9)
    writer.close()
