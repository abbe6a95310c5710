"""The caller's `Idempotency-Key`: one answer for a key, whatever happens in between."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import pytest

from tests.runtimes.http.site import Site, assert_problem, opened_site
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.errors import UnavailableError
from xero_component.runtimes.http.answers import Answers, Asked, Turn, hash_of
from xero_component.runtimes.http.performing import REPEATABLE, fingerprint_of
from xero_component.sandbox import parse_fault

CONTACT = {"name": "Sunrise Café"}


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def answers_with(site: Site, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Change the times of the server's stored answers."""
    for name, value in changes.items():
        monkeypatch.setattr(site.server.answers, name, value)


def settings_with(site: Site, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    changed = site.server.settings.model_copy(update=changes)
    monkeypatch.setitem(site.server.__dict__, "settings", changed)


def asked_for(headers: dict[str, str], body: dict[str, Any], key: str = "create_contact") -> Asked:
    """Return how the server stores a request of nobody in particular."""
    fingerprint = fingerprint_of(key, "acme", None, None, body)
    hashed = hash_of("", headers["Idempotency-Key"])
    return Asked(key_hash=hashed, action=key, fingerprint=fingerprint)


async def test_the_same_key_gives_the_same_answer_and_asks_xero_once(
    site: Site, key: dict[str, str]
) -> None:
    first = await site.act("create_contact", CONTACT, headers=key)
    again = await site.act("create_contact", CONTACT, headers=key)
    assert first.status_code == 200
    assert again.content == first.content
    assert again.headers["xero-correlation-id"] == first.headers["xero-correlation-id"]
    assert len(site.written()) == 1


async def test_reads_have_their_answer_kept_too(site: Site, key: dict[str, str]) -> None:
    first = await site.act("list_contacts", headers=key)
    await site.act("create_contact", CONTACT)
    assert (await site.act("list_contacts", headers=key)).content == first.content


async def test_another_request_under_the_key_is_refused(site: Site, key: dict[str, str]) -> None:
    site.connect("beta")
    acme = {"connection": "acme"}
    await site.act("create_contact", CONTACT, headers=key, params=acme)
    for action, body, params in (
        ("create_contact", {"name": "Other"}, acme),
        ("list_contacts", {}, acme),
        ("create_contact", CONTACT, {"connection": "beta"}),
        ("create_contact", CONTACT, {**acme, "run_id": "1", "step_id": "1"}),
        ("create_contact", CONTACT, {**acme, "keep_raw": "true"}),
    ):
        reply = await site.act(action, body, headers=key, params=params)
        assert_problem(reply, 422, "idempotency-key-reused")
    assert len(site.written()) == 1


async def test_the_order_of_names_is_no_other_request(site: Site, key: dict[str, str]) -> None:
    first = await site.act("create_contact", {"name": "A", "first_name": "B"}, headers=key)
    again = await site.act("create_contact", {"first_name": "B", "name": "A"}, headers=key)
    assert again.content == first.content


async def test_a_refusal_is_an_answer_too(site: Site, key: dict[str, str]) -> None:
    taken = {"name": "Bayside Club"}
    first = await site.act("create_contact", taken, headers=key)
    again = await site.act("create_contact", taken, headers=key)
    assert_problem(first, 422, "validation")
    assert again.content == first.content
    assert len(site.written()) == 1


async def test_an_unknown_outcome_stays_unknown(site: Site, key: dict[str, str]) -> None:
    site.sandbox.faults.add(parse_fault("500@PUT /Contacts"))
    first = await site.act("create_contact", CONTACT, headers=key)
    again = await site.act("create_contact", CONTACT, headers=key)
    assert_problem(first, 409, "outcome-unknown")
    assert again.content == first.content
    assert len(site.written()) == 1


async def test_what_was_not_done_may_be_done_later(
    site: Site, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise UnavailableError("Xero is away.")

    with monkeypatch.context() as changed:
        changed.setitem(component.actions["create_contact"].__dict__, "handler", away)
        assert_problem(await site.act("create_contact", CONTACT, headers=key), 503, "unavailable")
    wrong = await site.act("create_contact", {"nme": 1}, headers=key)
    assert_problem(wrong, 422, "input")
    done = await site.act("create_contact", CONTACT, headers=key)
    assert done.json()["Name"] == "Sunrise Café"


async def test_a_dry_run_uses_no_key_up(site: Site, key: dict[str, str]) -> None:
    planned = await site.act("create_contact", CONTACT, headers=key, params={"dry_run": True})
    assert planned.json()["dry_run"]["method"] == "PUT"
    done = await site.act("create_contact", CONTACT, headers=key)
    assert done.json()["Name"] == "Sunrise Café"


async def test_of_many_at_once_all_get_the_one_answer(site: Site, key: dict[str, str]) -> None:
    site.sandbox.faults.add(parse_fault("slow:0.3@PUT /Contacts"))
    ten = (site.act("create_contact", CONTACT, headers=key) for _ in range(10))
    replies = await asyncio.gather(*ten)
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 1
    assert len(site.written()) == 1


async def test_who_cannot_wait_is_told_when_to_come_back(
    site: Site, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_with(site, monkeypatch, wait_seconds=0.0)
    site.server.answers.begin(asked_for(key, CONTACT))
    reply = await site.act("create_contact", CONTACT, headers=key)
    problem = assert_problem(reply, 409, "in-progress")
    assert problem["group"] == "wait"
    assert 0 < int(reply.headers["retry-after"]) <= 30
    assert site.sent() == []


async def test_a_long_action_keeps_its_turn(
    site: Site, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_with(site, monkeypatch, lease_seconds=0.3)
    settings_with(site, monkeypatch, wait_seconds=0.0)
    site.sandbox.faults.add(parse_fault("slow:1@PUT /Contacts"))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_act, site, key)
        await anyio.sleep(0.8)
        reply = await site.act("create_contact", CONTACT, headers=key)
    assert_problem(reply, 409, "in-progress")
    assert len(site.written()) == 1


async def _act(site: Site, headers: dict[str, str]) -> None:
    await site.act("create_contact", CONTACT, headers=headers)


async def test_after_a_crash_xeros_own_key_keeps_it_from_being_posted_twice(
    site: Site, key: dict[str, str]
) -> None:
    asked = asked_for(key, CONTACT)
    crashed = site.server.answers.begin(asked)
    assert isinstance(crashed, Turn)
    step = StepContext(run_id=f"idempotency-key {asked.key_hash}", step_id="create_contact")
    before = await invoke(component, "create_contact", CONTACT, site.world().xero, step)
    end_lease(site.server.answers, crashed)

    reply = await site.act("create_contact", CONTACT, headers=key)

    assert reply.status_code == 200
    assert reply.json()["ContactID"] == before.output["ContactID"]
    assert len({one["idempotency_key"] for one in site.written()}) == 1


async def test_long_after_a_crash_a_write_is_not_sent_again(
    site: Site, key: dict[str, str]
) -> None:
    crashed = site.server.answers.begin(asked_for(key, CONTACT))
    assert isinstance(crashed, Turn)
    end_lease(site.server.answers, crashed, begun_earlier=REPEATABLE + 1)

    reply = await site.act("create_contact", CONTACT, headers=key)

    problem = assert_problem(reply, 409, "outcome-unknown")
    assert "was stopped while it carried this request out" in problem["detail"]
    assert site.sent() == []
    assert (await site.act("create_contact", CONTACT, headers=key)).content == reply.content


async def test_after_a_crash_what_may_come_of_the_write_itself_is_no_refusal(
    site: Site, key: dict[str, str]
) -> None:
    gone = {"invoice_id": "00000000-0000-0000-0000-00000000dead"}
    crashed = site.server.answers.begin(asked_for(key, gone, "delete_invoice"))
    assert isinstance(crashed, Turn)
    end_lease(site.server.answers, crashed)

    reply = await site.act("delete_invoice", gone, headers=key)

    problem = assert_problem(reply, 409, "outcome-unknown")
    assert "When it was asked again" in problem["detail"]
    assert (await site.act("delete_invoice", gone, headers=key)).content == reply.content
    plainly = await site.act("delete_invoice", gone, headers={"Idempotency-Key": "another"})
    assert_problem(plainly, 404, "not-found")


async def test_long_after_a_crash_a_read_is_just_done_again(
    site: Site, key: dict[str, str]
) -> None:
    crashed = site.server.answers.begin(asked_for(key, {}, "list_contacts"))
    assert isinstance(crashed, Turn)
    end_lease(site.server.answers, crashed, begun_earlier=REPEATABLE + 1)
    assert (await site.act("list_contacts", headers=key)).status_code == 200


async def test_an_answer_that_cannot_be_stored_is_given_all_the_same(
    site: Site, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise UnavailableError("The disk is full.")

    answers_with(site, monkeypatch, finish=full)
    reply = await site.act("create_contact", CONTACT, headers=key)
    assert reply.json()["Name"] == "Sunrise Café"


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "é".encode()])
async def test_a_key_that_is_none_is_refused(quiet: Site, key: str) -> None:
    reply = await quiet.act("create_contact", CONTACT, headers={"Idempotency-Key": key})
    assert_problem(reply, 400, "idempotency-key")
    assert quiet.sent() == []


@pytest.mark.parametrize(("keys", "status"), [("aa", 200), ("ab", 400)])
async def test_of_two_different_keys_none_is_taken(quiet: Site, keys: str, status: int) -> None:
    headers = [("Idempotency-Key", key) for key in keys]
    reply = await quiet.caller.post("/actions/list_currencies", json={}, headers=headers)
    assert reply.status_code == status, reply.text
    assert bool(quiet.sent()) == (status == 200)


async def test_a_restart_forgets_no_answer(folder: Path, key: dict[str, str]) -> None:
    async with opened_site(folder) as site:
        site.connect()
        first = await site.act("create_contact", CONTACT, headers=key)
        sandbox = site.sandbox
    async with opened_site(folder, sandbox) as site:
        again = await site.act("create_contact", CONTACT, headers=key)
        assert again.content == first.content
        assert len(site.written()) == 1


def end_lease(answers: Answers, turn: Turn, *, begun_earlier: float = 0.0) -> None:
    """Have a turn look as its process left it when it died."""
    started_at = turn.started_at - begun_earlier
    assert answers._change(turn, leased_until=0.0, started_at=started_at)
