"""Steps of a consent: found by a secret, in their browser, until they end; taken once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.connections.fakes import FakeClock
from xero_component.connections import TokenStore, generate_key
from xero_component.store.schema import consent_steps

LIFE = timedelta(minutes=10)


@pytest.fixture
def kept(store_url: str, clock: FakeClock) -> Iterator[TokenStore]:
    with TokenStore(store_url, clock=clock) as store:
        yield store


def rows(store: TokenStore) -> str:
    with store._database.read() as work:
        return str(work.execute(consent_steps.select()).all())


def test_a_step_is_found_until_it_is_taken(kept: TokenStore):
    steps = kept.consent_steps
    steps.add("token", "Asked", "main", "details", life=LIFE)

    assert steps.find("token", "Asked") == steps.find("token", "Asked")
    taken = steps.take("token", "Asked")
    assert taken is not None
    assert (taken.app, taken.details) == ("main", "details")
    assert steps.find("token", "Asked") is None
    assert steps.take("token", "Asked") is None


def test_a_step_is_found_by_its_own_token_and_kind_alone(kept: TokenStore):
    kept.consent_steps.add("token", "Asked", "main", "details", life=LIFE)

    for token, kind in (("other", "Asked"), ("token", "Choosing"), ("", "Asked")):
        assert kept.consent_steps.find(token, kind) is None
        assert kept.consent_steps.take(token, kind) is None
    assert kept.consent_steps.find("token", "Asked") is not None


def test_a_step_ends_and_is_then_removed(kept: TokenStore, clock: FakeClock):
    ends = kept.consent_steps.add("old", "Asked", "main", "details", life=LIFE)
    assert ends == clock.now() + LIFE
    clock.advance(599)
    assert kept.consent_steps.find("old", "Asked") is not None

    clock.advance(1)
    assert kept.consent_steps.find("old", "Asked") is None
    assert kept.consent_steps.take("old", "Asked") is None

    kept.consent_steps.add("new", "Asked", "main", "details", life=LIFE)
    assert rows(kept).count("Asked") == 1


def test_a_bound_step_is_for_its_browser_alone(kept: TokenStore):
    kept.consent_steps.add("bound", "Asked", "main", "x", life=LIFE, browser="mine")
    kept.consent_steps.add("free", "Asked", "main", "x", life=LIFE)
    bound, free = (kept.consent_steps.find(token, "Asked") for token in ("bound", "free"))

    assert bound is not None
    assert [bound.is_for(one) for one in ("mine", "other", "", None)] == [True, False, False, False]
    assert free is not None
    assert all(free.is_for(one) for one in ("mine", "", None))


def test_of_many_who_take_a_step_one_gets_it(kept: TokenStore, store_url: str, clock: FakeClock):
    kept.consent_steps.add("token", "Asked", "main", "details", life=LIFE)
    with TokenStore(store_url, clock=clock) as second, ThreadPoolExecutor(8) as pool:
        tries = [
            pool.submit(store.consent_steps.take, "token", "Asked") for store in (kept, second) * 4
        ]
        taken = [one.result() for one in tries]

    assert sum(one is not None for one in taken) == 1


def test_the_database_shows_neither_token_nor_browser_nor_details(kept: TokenStore):
    kept.consent_steps.add("the-token", "Asked", "main", "the-secret", life=LIFE, browser="mine")

    found = rows(kept)
    for secret in ("the-token", "the-secret", "'mine'"):
        assert secret not in found


def test_a_step_that_was_kept_under_an_older_key_can_still_be_read(store_url: str):
    old, new = generate_key(), generate_key()
    with TokenStore(store_url, key=old) as store:
        store.consent_steps.add("token", "Asked", "main", "details", life=LIFE)

    with TokenStore(store_url, key=[new, old]) as store:
        found = store.consent_steps.find("token", "Asked")

    assert found is not None
    assert found.details == "details"
