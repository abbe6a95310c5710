from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import START
from xero_component.triggers._polling.memory import MOST_KNOWN, Memory

IDS = st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))
SAID = st.binary(min_size=8, max_size=8)
MOMENTS = st.none() | st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def filled(number: int, most: int) -> Memory:
    memory = Memory(most=most)
    for key in range(number):
        memory.put(name(key), b"12345678", START + timedelta(seconds=key))
    return memory


def name(key: int) -> str:
    return str(UUID(int=key))


@given(st.dictionaries(IDS, st.tuples(SAID, MOMENTS), max_size=50))
def test_a_memory_is_read_back_as_it_was_written(rows: dict[str, tuple[bytes, datetime | None]]):
    memory = Memory(START)
    for identifier, (said, moment) in rows.items():
        memory.put(identifier, said, moment)
    back = Memory.unpacked(memory.packed(), START)

    assert list(back.identifiers()) == list(rows)
    assert {identifier: back.get(identifier) for identifier in rows} == {
        identifier: said for identifier, (said, _) in rows.items()
    }
    assert back.packed() == memory.packed()


@given(st.text(max_size=80))
def test_text_that_is_no_memory_is_refused_or_read_as_one(text: str):
    try:
        memory = Memory.unpacked(text, None)
    except ValueError:
        return
    assert Memory.unpacked(memory.packed(), None).packed() == memory.packed()


@pytest.mark.parametrize("text", ["AAAA", "%%%%", "é" * 4, "AAA"])
def test_damaged_text_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        Memory.unpacked(text, None)


def test_the_last_that_was_said_counts():
    memory = Memory()
    memory.put(name(1), b"12345678", START)
    memory.put(name(1), b"87654321", START)

    assert (memory.get(name(1)), len(memory)) == (b"87654321", 1)


def test_ids_are_the_same_in_any_capitals():
    identifier = str(uuid4())
    memory = Memory()
    memory.put(identifier.upper(), b"12345678", START)

    assert memory.get(identifier) == b"12345678"
    assert list(memory.identifiers()) == [identifier]


def test_a_memory_of_everything_is_complete():
    memory = filled(5, most=5)
    memory.trim(START + timedelta(days=1))

    assert memory.is_complete
    assert len(memory) == 5


def test_what_changed_longest_ago_is_forgotten_and_the_horizon_says_up_to_when():
    memory = filled(8, most=5)
    memory.trim(START + timedelta(days=1))

    assert list(memory.identifiers()) == [name(key) for key in (3, 4, 5, 6, 7)]
    assert memory.horizon == START + timedelta(seconds=3)


def test_the_horizon_only_moves_forward():
    later = START + timedelta(hours=1)
    memory = filled(8, most=5)
    memory.horizon = later
    memory.trim(START + timedelta(days=1))

    assert memory.horizon == later


def test_what_the_next_look_shows_again_is_kept_however_much_it_is():
    memory = filled(8, most=2)
    memory.trim(START + timedelta(seconds=4))

    assert list(memory.identifiers()) == [name(key) for key in (4, 5, 6, 7)]
    assert memory.horizon == START + timedelta(seconds=4)


def test_before_anything_was_read_nothing_is_forgotten():
    memory = filled(8, most=2)
    memory.trim(None)

    assert (len(memory), memory.horizon) == (8, None)


def test_what_xero_does_not_date_is_kept():
    memory = filled(4, most=2)
    memory.put(name(9), b"12345678", None)
    memory.trim(START + timedelta(days=1))

    assert list(memory.identifiers()) == [name(3), name(9)]


@given(
    rows=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=60),
    most=st.integers(0, 20),
    kept=st.integers(0, 5000),
)
def test_of_what_is_forgotten_the_horizon_is_later(
    rows: list[tuple[int, int]], most: int, kept: int
):
    memory, moments = Memory(most=most), dict[str, datetime]()
    for key, milliseconds in rows:
        moments[name(key)] = START + timedelta(milliseconds=milliseconds)
        memory.put(name(key), b"12345678", moments[name(key)])
    shown_from = START + timedelta(milliseconds=kept)
    memory.trim(shown_from)

    forgotten = [moment for key, moment in moments.items() if memory.get(key) is None]
    recent = sum(moment >= shown_from.replace(microsecond=0) for moment in moments.values())
    assert all(memory.horizon and moment < memory.horizon for moment in forgotten)
    assert memory.horizon is None or memory.horizon <= shown_from
    assert len(memory) <= max(most, recent)


def test_a_full_memory_is_less_than_0_4_megabytes():
    assert len(filled(MOST_KNOWN, MOST_KNOWN).packed()) < 400_000
