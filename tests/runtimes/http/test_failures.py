"""Every failure is a problem document that says what to do next."""

import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest

from tests.docs.blocks import DOCS
from tests.runtimes.http.site import Site, assert_problem, opened_site
from xero_component import errors
from xero_component.api.client import XeroClient
from xero_component.component import component
from xero_component.errors import Group, XeroComponentError
from xero_component.runtimes.http import performing
from xero_component.runtimes.http.problems import (
    STATUSES,
    Problem,
    answer_of,
    every_kind,
)
from xero_component.sandbox import parse_fault

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTACT = {"name": "Sunrise"}
SECRET = "-".join(("hunter", "two"))


def kinds_of_errors(base: type[XeroComponentError]) -> set[type[XeroComponentError]]:
    return {base}.union(*(kinds_of_errors(one) for one in base.__subclasses__()))


def test_every_class_of_error_has_a_status_of_its_own_choice() -> None:
    public = {
        one for one in kinds_of_errors(XeroComponentError) if one.__module__ == errors.__name__
    }
    assert public - set(STATUSES) == {errors.FixInputError}
    retried = {
        status for one, (status, _) in STATUSES.items() if one.group is Group.OUTCOME_UNKNOWN
    }
    assert retried == {409}, "what repeats 5xx by itself would post twice"


def test_the_guide_explains_every_kind_of_problem() -> None:
    text = (DOCS / "server.md").read_text("utf-8")
    folder = Path(performing.__file__).parent
    named = {
        line.strip().strip('",')
        for path in folder.glob("*.py")
        for before, line in zip(
            path.read_text("utf-8").splitlines(),
            path.read_text("utf-8").splitlines()[1:],
            strict=False,
        )
        if before.strip().rstrip(",").isdecimal() and line.strip().startswith('"')
    }
    assert {"too-large", "in-progress", "no-connection"} <= named
    missing = {kind for kind in {*every_kind(), *named} if f'id="{kind}"' not in text}
    assert missing == set()


async def test_inputs_are_named_field_by_field(quiet: Site) -> None:
    reply = await quiet.act("create_contact", {"nme": "x", "email_address": 7})
    problem = assert_problem(reply, 422, "input")
    assert {one["field"] for one in problem["fields"]} == {"nme", "email_address", "name"}
    assert problem["group"] == "fix_input"
    assert problem["error"] == "InputError"
    assert quiet.sent() == []


async def test_xeros_messages_come_with_each_element(site: Site) -> None:
    problem = assert_problem(
        await site.act("create_contact", {"name": "Bayside Club"}), 422, "validation"
    )
    assert "already assigned" in problem["elements"][0]["messages"][0]
    assert problem["error"] == "ValidationError"


async def test_a_record_that_is_not_there_is_not_found(site: Site) -> None:
    gone = {"contact_id": "00000000-0000-0000-0000-00000000dead"}
    problem = assert_problem(await site.act("get_contact", gone), 404, "not-found")
    assert problem["error"] == "NotFoundError"


async def test_a_used_up_day_says_when_to_come_back(folder: Path) -> None:
    async with opened_site(folder) as site:
        site.connect()
        site.sandbox.faults.add(parse_fault("429-day@GET /Contacts"))
        reply = await site.act("list_contacts")
    problem = assert_problem(reply, 429, "rate-limit")
    assert problem["limit"] == "day"
    assert reply.headers["retry-after"] == str(problem["retry_after"])
    assert problem["retry_after"] > 0


async def test_a_write_without_an_answer_is_nobodys_success(site: Site) -> None:
    site.sandbox.faults.add(parse_fault("500*always@PUT /Contacts"))
    problem = assert_problem(await site.act("create_contact", CONTACT), 409, "outcome-unknown")
    assert problem["group"] == "outcome_unknown"


async def test_html_for_json_is_a_bad_gateway(site: Site) -> None:
    site.sandbox.faults.add(parse_fault("500-html*always@GET /Contacts"))
    assert_problem(await site.act("list_contacts"), 502, "give-up")


async def test_a_dead_connection_wants_a_person(site: Site) -> None:
    site.sandbox.faults.add(parse_fault("revoked@GET /Contacts"))
    problem = assert_problem(await site.act("list_contacts"), 424, "reconnect")
    assert problem["group"] == "reconnect"


def test_the_time_to_wait_is_whole_seconds_and_never_none() -> None:
    for ahead, seconds in ((90.2, "91"), (-5.0, "1")):
        error = errors.UnavailableError("Away.", retry_at=NOW + timedelta(seconds=ahead))
        assert answer_of(error, NOW).headers == {"Retry-After": seconds}
    assert answer_of(errors.UnavailableError("Away."), NOW).headers == {}


def test_a_problem_holds_what_its_schema_says() -> None:
    choice = errors.TenantChoiceError("Two.", choices=[("1", "Acme")], advice="Choose.")
    unknown = errors.OutcomeUnknownError("Perhaps.", idempotency_key="k", status=504)
    scope = errors.ScopeError("No.", missing=["accounting.contacts"], correlation_id="c-1")
    for error in (choice, unknown, scope):
        read = Problem.model_validate_json(answer_of(error, NOW).body)
        assert set(Problem.model_fields) >= read.model_fields_set
        assert read.model_extra is None
    assert Problem.model_validate_json(answer_of(scope, NOW).body).correlation_id == "c-1"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/actions/list_contacts", "POST"),
        ("/connections", "GET"),
        ("/connections/acme", "GET, DELETE"),
        ("/inbox/subscriptions/flow", "PUT, DELETE"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(quiet: Site, path: str, methods: str) -> None:
    reply = await quiet.caller.patch(path)
    problem = assert_problem(reply, 405, "method-not-allowed")
    assert reply.headers["allow"] == methods
    assert problem["advice"] == f"It takes {methods}."


async def test_what_xero_warns_of_is_in_a_header(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def warned(xero: XeroClient, _data: object) -> dict[str, object]:
        xero._trace.warnings.extend(["Größe\r\nSet-Cookie: a=b", "w" * 5000, *["more"] * 50])
        return {}

    monkeypatch.setitem(component.actions["get_contact"].__dict__, "handler", warned)
    reply = await site.act("get_contact", {"contact_id": "Bayside Club"})
    told = json.loads(reply.headers["xero-warnings"])
    assert told[:2] == ["Größe\r\nSet-Cookie: a=b", "w" * 200]
    assert len(told) == 10
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/", 404, "address"),
        ("GET", "/actions", 404, "address"),
        ("GET", "/actions/list_contacts", 405, "method-not-allowed"),
        ("POST", "/actions/list_contact", 404, "address"),
        ("POST", "/actions/../actions/nope", 404, "address"),
        ("POST", "/triggers/webhook/poll", 404, "address"),
        ("POST", "/triggers/new_and_updated_records/nope", 404, "address"),
        ("GET", "/data-sources/nope", 404, "address"),
        ("GET", "/docs", 404, "address"),
        ("GET", "/connections/nobody", 404, "no-connection"),
        ("DELETE", "/connections/", 404, "no-connection"),
        ("DELETE", "/connections/%20", 404, "no-connection"),
        ("GET", "/inbox/events/7", 404, "address"),
        ("GET", "/inbox/events/99999999999999999999", 422, "parameters"),
        ("POST", "/actions/list_contacts?connection=nobody", 404, "no-connection"),
        ("POST", "/actions/list_contacts?dryrun=true", 422, "parameters"),
        ("POST", "/actions/list_contacts?run_id=1", 422, "input"),
        ("GET", "/data-sources/contacts?page=0", 422, "parameters"),
        ("GET", "/inbox/events?category=%00", 400, "nul"),
    ],
)
async def test_wrong_addresses_and_parameters(
    quiet: Site, method: str, path: str, status: int, kind: str
) -> None:
    reply = await quiet.caller.request(method, path)
    problem = assert_problem(reply, status, kind)
    assert problem.get("advice") or kind == "nul"
    assert list(problem)[:4] == ["type", "title", "status", "detail"]
    assert quiet.sent() == []
    assert len(quiet.server.store.list()) == 1


async def test_an_address_that_is_nearly_right_is_named(quiet: Site) -> None:
    reply = await quiet.act("create_contat")
    assert "did you mean create_contact" in reply.json()["detail"]
    reply = await quiet.caller.post("/triggers/invoice_payd/poll")
    assert "did you mean invoice_paid" in reply.json()["detail"]


async def test_with_several_connections_one_must_be_chosen(site: Site) -> None:
    site.connect("beta")
    problem = assert_problem(await site.act("list_contacts"), 422, "parameters")
    assert "acme, beta" in problem["advice"]
    chosen = await site.act("list_contacts", params={"connection": "beta"})
    assert chosen.status_code == 200


@pytest.mark.parametrize("with_key", [False, True])
async def test_what_nobody_foresaw_is_logged_and_tells_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, with_key: bool
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(f"the secret is {SECRET}")

    action = component.actions["list_contacts"]
    monkeypatch.setitem(action.__dict__, "handler", broken)
    headers = {"Idempotency-Key": "k-unexpected"} if with_key else {}
    with caplog.at_level(logging.ERROR):
        problem = assert_problem(
            await site.act("list_contacts", headers=headers), 500, "unexpected"
        )
    assert problem["instance"].startswith("urn:uuid:")
    assert problem["instance"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "in broken" in caplog.text
    assert SECRET not in caplog.text + str(problem)
    assert "Traceback" not in str(problem)


async def test_what_nobody_foresaw_in_a_route_is_logged_too(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError(f"the secret is {SECRET}")

    monkeypatch.setattr(site.server.store, "list", broken)
    with caplog.at_level(logging.ERROR):
        problem = assert_problem(await site.caller.get("/connections"), 500, "unexpected")
    assert problem["instance"] in caplog.text
    assert SECRET not in caplog.text


async def test_an_action_that_takes_too_long_is_ended(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = site.server.settings.model_copy(update={"action_seconds": 0.05})
    monkeypatch.setitem(site.server.__dict__, "settings", limits)
    site.sandbox.faults.add(
        parse_fault("slow:20@GET /Contacts"), parse_fault("slow:20@PUT /Contacts")
    )
    assert_problem(await site.act("list_contacts"), 503, "unavailable")
    site.sandbox.faults.add(parse_fault("slow:20@GET /Contacts"))
    assert_problem(await site.caller.get("/data-sources/contacts"), 503, "unavailable")
    problem = assert_problem(await site.act("create_contact", CONTACT), 409, "outcome-unknown")
    assert "longer than 0.05 seconds" in problem["detail"]


async def test_who_does_not_send_what_was_announced_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = site.server.settings.model_copy(update={"body_seconds": 0.05})
    monkeypatch.setitem(site.server.__dict__, "settings", limits)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep(20)

    headers = {"Content-Type": "application/json"}
    reply = await site.caller.post("/actions/list_contacts", content=slow(), headers=headers)
    assert_problem(reply, 408, "request-timeout")
