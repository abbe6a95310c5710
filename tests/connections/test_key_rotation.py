"""Keys change while the store is in use, and nobody is shut out."""

import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests.connections.fakes import ACME, BETA, a_grant
from xero_component.connections import TokenStore, generate_key
from xero_component.errors import ConfigurationError
from xero_component.runtimes.http.answers import Answer, Answers, Asked, Turn

OLD, NEW = generate_key(), generate_key()


@pytest.fixture
def key_file(database_url: str) -> Path:
    return Path(make_url(database_url).database or "").with_suffix(".key")


def keys_in(path: Path) -> list[str]:
    return path.read_text("ascii").strip().split(",")


def refresh(store: TokenStore, number: int) -> None:
    """Store new tokens as a renewal does: read, then change what was read."""
    grant = store.load("acme")[1]
    assert store.update(replace(grant, refresh_token=f"refresh-{number}"))


def answers_in(store: TokenStore) -> Answers:
    return Answers(
        store.database, seal=store.seal, unseal=store.unseal, keep_seconds=60, lease_seconds=60
    )


def break_off(_work: object) -> int:
    raise KeyboardInterrupt


def test_processes_that_are_running_go_on_through_a_rotation_of_the_key_file(
    database_url: str, key_file: Path
) -> None:
    with TokenStore(database_url) as running, TokenStore(database_url) as operator:
        running.save("acme", a_grant(), ACME)
        [old] = keys_in(key_file)
        assert operator.add_key() == 1
        new, kept = keys_in(key_file)
        assert kept == old != new
        assert running.load("acme")[1].refresh_token == "refresh-1"
        refresh(running, 2)
        running.save("beta", a_grant(), BETA)
        assert operator.drop_old_keys() == 1
        assert keys_in(key_file) == [new]
        refresh(running, 3)
        running.save("gamma", a_grant(), BETA)
    with TokenStore(database_url) as later:
        assert later.load("acme")[1].refresh_token == "refresh-3"
        assert list(later.key_use().grants.values()) == [3]
    with TokenStore(database_url, old) as stolen, pytest.raises(ConfigurationError):
        stolen.load("acme")


def test_whoever_read_before_a_rotation_and_writes_after_it_writes_under_the_new_key(
    database_url: str, key_file: Path
) -> None:
    with TokenStore(database_url) as running, TokenStore(database_url) as operator:
        running.save("acme", a_grant(), ACME)
        grant = running.load("acme")[1]
        operator.add_key()
        operator.drop_old_keys()
        assert running.update(replace(grant, refresh_token="refresh-2"))
    with TokenStore(database_url) as later:
        assert later.load("acme")[1].refresh_token == "refresh-2"


def test_what_was_read_before_a_rotation_is_decrypted_after_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TokenStore(database_url) as running, TokenStore(database_url) as operator:
        running.save("acme", a_grant(), ACME)
        find = running._find

        def find_slowly(name: str) -> object:
            row = find(name)
            operator.add_key()
            operator.drop_old_keys()
            running.seal("which reads the keys")
            return row

        monkeypatch.setattr(running, "_find", find_slowly)
        assert running.load("acme")[1].refresh_token == "refresh-1"


def test_a_consent_that_is_under_way_survives_a_rotation(database_url: str) -> None:
    life = timedelta(minutes=10)
    with TokenStore(database_url) as store, TokenStore(database_url) as operator:
        store.consent_steps.add("token", "state", "app", "the verifier", life=life)
        operator.add_key()
        assert operator.drop_old_keys() == 1
    with TokenStore(database_url) as later:
        taken = later.consent_steps.take("token", "state")
        assert taken is not None
        assert taken.details == "the verifier"


def test_an_old_key_that_a_consent_needs_is_not_dropped(database_url: str, key_file: Path) -> None:
    with TokenStore(database_url) as store:
        store.consent_steps.add("token", "state", "app", "details", life=timedelta(minutes=10))
        key_file.write_text(f"{NEW},{key_file.read_text()}")
        with pytest.raises(ConfigurationError, match="keys rotate"):
            store.drop_old_keys()
        assert store.rotate() == 0
        assert store.drop_old_keys() == 1


def test_an_answer_that_comes_in_the_middle_of_a_rotation_can_be_read(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = Asked(key_hash="0" * 64, action="void", fingerprint="f"), Answer(200, b"done")
    with TokenStore(database_url) as store, TokenStore(database_url) as operator:
        store.save("acme", a_grant(), ACME)
        answers = answers_in(store)
        turn = answers.begin(asked)
        assert isinstance(turn, Turn)
        write = store.database.write

        def write_after_a_rotation() -> AbstractContextManager[sa.Connection]:
            operator.add_key()
            operator.drop_old_keys()
            return write()

        monkeypatch.setattr(store.database, "write", write_after_a_rotation)
        assert answers.finish(turn, answer)
        assert operator.add_key() == 1
        assert operator.drop_old_keys() == 1
    with TokenStore(database_url) as later:
        assert answers_in(later).begin(asked) == answer


def test_rotations_at_full_speed_disturb_no_reader_and_no_writer(database_url: str) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            with TokenStore(database_url) as store:
                while not done.is_set():
                    store.update(store.load("acme")[1])
        except BaseException as error:
            failures.append(error)

    with TokenStore(database_url) as operator:
        operator.save("acme", a_grant(), ACME)
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(15):
            operator.add_key()
            operator.drop_old_keys()
        done.set()
        for thread in threads:
            thread.join()
        assert failures == []
        connection, grant = operator.load("acme")
        assert (connection.name, grant.refresh_token) == ("acme", "refresh-1")
        assert grant.generation > 0


def test_keys_in_the_environment_rotate_in_four_steps_on_every_machine(store_url: str) -> None:
    with TokenStore(store_url, OLD) as store:
        store.save("acme", a_grant(), ACME)
    first_step, second_step = f"{OLD},{NEW}", f"{NEW},{OLD}"
    with TokenStore(store_url, first_step) as slow, TokenStore(store_url, second_step) as quick:
        refresh(quick, 2)
        refresh(slow, 3)
        assert quick.rotate() == 1
        assert slow.load("acme")[1].refresh_token == "refresh-3"
    with TokenStore(store_url, NEW) as store:
        assert store.load("acme")[1].refresh_token == "refresh-3"


def test_keys_that_were_given_are_not_changed_from_here(store_url: str) -> None:
    with TokenStore(store_url, OLD) as store:
        store.save("acme", a_grant(), ACME)
        for change in (store.add_key, store.drop_old_keys):
            with pytest.raises(ConfigurationError, match="cannot be changed here") as caught:
                change()
            assert OLD not in str(caught.value)
        assert store.load("acme")[1].refresh_token == "refresh-1"


def test_an_old_key_that_is_needed_is_not_dropped(database_url: str, key_file: Path) -> None:
    with TokenStore(database_url) as store:
        store.save("acme", a_grant(), ACME)
        [old] = keys_in(key_file)
        key_file.write_text(f"{NEW},{old}")
        with pytest.raises(ConfigurationError, match="keys rotate"):
            store.drop_old_keys()
        assert keys_in(key_file) == [NEW, old]
        assert list(store.key_use().grants.values()) == [0, 1]
        assert store.rotate() == 1
        assert store.drop_old_keys() == 1
        assert store.load("acme")[1].refresh_token == "refresh-1"


def test_a_missing_key_stops_a_rotation_before_anything_changes(
    database_url: str, key_file: Path
) -> None:
    with TokenStore(database_url) as store:
        store.save("acme", a_grant(), ACME)
        old = key_file.read_text()
        key_file.write_text(OLD)
    with TokenStore(database_url) as store:
        assert store.key_use().unknown == 1
        for change in (store.add_key, store.rotate, store.drop_old_keys):
            with pytest.raises(ConfigurationError):
                change()
        assert keys_in(key_file) == [OLD]
        key_file.write_text(old)
        assert store.load("acme")[1].refresh_token == "refresh-1"


def test_a_rotation_that_is_broken_off_can_be_done_again(
    database_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TokenStore(database_url) as running, TokenStore(database_url) as operator:
        running.save("acme", a_grant(), ACME)
        steps = iter([operator._encrypt_anew, break_off])
        monkeypatch.setattr(operator, "_encrypt_anew", lambda work: next(steps)(work))
        with pytest.raises(KeyboardInterrupt):
            operator.add_key()
        assert len(keys_in(key_file)) == 2
        assert running.load("acme")[1].refresh_token == "refresh-1"
        monkeypatch.undo()
        operator.add_key()
        assert operator.drop_old_keys() == 2
        assert running.load("acme")[1].refresh_token == "refresh-1"


def test_fingerprints_tell_keys_apart_and_give_nothing_away(store_url: str) -> None:
    with TokenStore(store_url, [NEW, OLD]) as store:
        store.save("acme", a_grant(), ACME)
        use = store.key_use()
    assert list(use.grants.values()) == [1, 0]
    assert use.place == "the `key` that was given"
    assert all(len(fingerprint) == 8 for fingerprint in use.grants)
    for key in (NEW, OLD):
        assert key[:8] not in repr(use)
