"""The budget as plain data: the dead, clocks that are set, and what is stored of it."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_component.api.limits.app_share import LEASE, AppBudget, AppCount, AppShare
from xero_component.api.limits.budget import (
    MARK,
    POLL,
    Answer,
    Budget,
    Ended,
    Place,
    Rules,
    Wish,
)
from xero_component.api.limits.window import WINDOW, Window
from xero_component.core import Priority

NOW = 1_760_000_000.0
RULES = Rules(longest_pause=5.0)
BULK = Wish(Priority.BULK)


class World:
    """One budget, asked at times of the test's choosing."""

    def __init__(self) -> None:
        self.budget = Budget()
        self.app = Window(10_000)
        self.now = NOW

    def ask(self, owner: str, *wishes: Wish, ended: tuple[Ended, ...] = ()) -> Answer:
        self.budget.settle(self.now, RULES)
        for one in ended:
            self.budget.end(self.now, one, RULES, self.app)
        return self.budget.ask(self.now, owner, wishes, RULES, self.app)

    def places(self, owner: str, *wishes: Wish) -> list[Place]:
        return [one for one in self.ask(owner, *wishes).wishes if isinstance(one, Place)]


def test_the_places_of_the_dead_come_back_after_their_lease() -> None:
    world = World()
    assert len(world.places("dead", *[Wish(lease=110.0)] * 5)) == 5
    world.now += 109.0
    assert world.places("alive", Wish()) == []
    world.now += 1.0
    assert len(world.places("alive", *[Wish()] * 5)) == 5


def test_calls_of_the_dead_count_as_made_in_their_window_only() -> None:
    world = World()
    world.places("dead", *[Wish(lease=10.0)] * 5)
    world.now += 10.0
    world.budget.settle(world.now, RULES)
    assert world.budget.minute.room(world.now) == 55
    world.now = NOW + WINDOW
    assert world.budget.minute.room(world.now) == 60


def test_who_waits_and_dies_is_waited_for_a_moment_only() -> None:
    world = World()
    held = world.places("busy", *[Wish()] * 5)
    world.ask("dead", *[Wish()] * 5)
    free = tuple(Ended(place) for place in held)
    assert world.ask("later", Wish(), ended=free).wishes == [None]
    world.now += POLL + MARK
    assert len(world.places("later", Wish())) == 1


def test_places_go_round_among_processes() -> None:
    world = World()
    held = world.places("a", *[Wish()] * 5)
    world.ask("b", *[Wish()] * 2)
    world.now += 0.01
    again = world.ask("a", *[Wish()] * 5, ended=tuple(Ended(place) for place in held))
    assert sum(isinstance(one, Place) for one in again.wishes) == 3
    assert len(world.places("b", *[Wish()] * 2)) == 2


def test_bulk_reads_wait_while_another_process_has_somebody_waiting() -> None:
    world = World()
    held = world.places("a", *[Wish()] * 5)
    world.ask("person", Wish())
    freed = tuple(Ended(place) for place in held[:2])
    assert world.ask("bulk", BULK, ended=freed).wishes == [None]
    assert len(world.places("person", Wish())) == 1


def test_a_clock_that_is_set_back_holds_up_for_a_minute_at_most() -> None:
    world = World()
    held = world.ask("a", *[Wish()] * 5).wishes
    full = tuple(Ended(one, minute=0) for one in held if isinstance(one, Place))
    world.ask("a", ended=full)
    world.ask("a", Wish())
    world.now -= 3600.0
    assert world.ask("a", Wish()).pause <= WINDOW
    world.now += WINDOW
    assert len(world.places("a", Wish())) == 1


def test_places_held_while_the_clock_is_set_back_last_no_longer_than_before() -> None:
    world = World()
    world.places("dead", *[Wish(lease=110.0)] * 5)
    world.now -= 3600.0
    assert world.places("a", Wish()) == []
    world.now += 110.0
    assert len(world.places("a", Wish())) == 1


def test_a_day_closed_before_the_clock_was_set_back_opens_within_a_day() -> None:
    world = World()
    (place,) = world.places("a", Wish())
    world.ask("a", ended=(Ended(place, problem="day", wait=7200.0),))
    world.now -= 10 * 86_400.0
    world.ask("a", Wish())
    world.now += 86_400.0
    assert len(world.places("a", Wish())) == 1


def test_a_place_that_was_taken_back_can_still_be_given_back() -> None:
    world = World()
    (place,) = world.places("slow", Wish(lease=1.0))
    world.now += 5.0
    world.ask("other", Wish())
    world.ask("slow", ended=(Ended(place, minute=30),))
    assert world.budget.minute.in_flight == len(world.budget.places) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "bulk", "end", "lose", "wait", "back"]),
            st.sampled_from(["a", "b", "c"]),
            st.integers(0, 70),
        ),
        max_size=40,
    )
)
def test_whatever_happens_the_counts_agree_and_survive_the_database(
    steps: list[tuple[str, str, int]],
) -> None:
    world = World()
    held: list[Place] = []
    for what, owner, number in steps:
        match what:
            case "ask" | "bulk":
                wish = Wish(lease=30.0) if what == "ask" else BULK
                held += world.places(owner, *[wish] * (number % 7))
            case "end" | "lose" if held:
                told = number % 61 if what == "end" else None
                world.ask(owner, ended=(Ended(held.pop(number % len(held)), minute=told),))
            case "wait":
                world.now += number
            case "back":
                world.now -= number
        budget = world.budget
        assert len(budget.places) <= RULES.concurrent
        assert budget.minute.in_flight == len(budget.places)
        stored = msgspec.json.encode(budget)
        world.budget = msgspec.json.decode(stored, type=Budget)
        assert world.budget == budget


class Row:
    """An app's row that all shares of a test draw from."""

    def __init__(self) -> None:
        self.budget = AppBudget()
        self.locked = 0

    def __call__(self) -> "Row":
        self.locked += 1
        return self

    def __enter__(self) -> AppBudget:
        return self.budget

    def __exit__(self, *_given: object) -> None:
        return None


def share(row: Row, owner: str, limit: int = 1000) -> AppCount:
    return AppCount(AppShare(owner, limit), row)


def sent(count: AppCount, now: float, calls: int) -> int:
    """Send calls as long as there is room; return how many went."""
    for number in range(calls):
        if count.wait(now) > 0:
            return number
        count.end(now, count.begin(now), None)
    return calls


def test_a_busy_process_asks_the_apps_row_rarely() -> None:
    row = Row()
    assert sent(share(row, "a"), NOW, 600) == 600
    assert row.locked < 20


def test_all_processes_together_keep_within_the_apps_limit() -> None:
    row = Row()
    shares = [share(row, str(number)) for number in range(4)]
    went = sum(sent(one, NOW, 7) for _ in range(100) for one in shares)
    assert 800 <= went <= 1000
    assert min(one.wait(NOW) for one in shares) > 0
    assert sum(sent(one, NOW + WINDOW, 7) for one in shares) == 28


def test_little_left_of_the_apps_minute_is_shared_call_by_call() -> None:
    row = Row()
    one, other = share(row, "a"), share(row, "b")
    sent(one, NOW, 40)
    one.wait(NOW)
    one.end(NOW, one.begin(NOW), 3)
    assert sent(other, NOW, 100) + sent(one, NOW, 100) <= 3


def test_a_429_of_the_app_holds_back_every_process_that_asks() -> None:
    row = Row()
    one, other = share(row, "a"), share(row, "b")
    one.wait(NOW)
    one.end(NOW, one.begin(NOW), None)
    one.exhausted(NOW, 20.0)
    assert one.wait(NOW) == other.wait(NOW) == 20.0
    assert other.wait(NOW + 20.0) == 0.0


def test_what_a_dead_process_drew_is_counted_as_used_and_forgotten() -> None:
    row = Row()
    sent(share(row, "dead"), NOW, 100)
    drawn = row.budget.minute.in_flight
    row.budget.settle(NOW + LEASE, 1000)
    assert drawn > 0
    assert (row.budget.minute.in_flight, row.budget.drawn) == (0, {})
