"""The log tells what happened, in which step, in a form for machines; never whose money it was."""

import io
import json
import logging
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import client_of
from tests.clocks import FakeClock
from tests.docs.blocks import DOCS
from tests.runtimes.http.site import opened_site
from xero_component.api.call_log import address_of
from xero_component.api.wire import Call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import CONTACTS
from xero_component.core import StepContext
from xero_component.core.context import Trace
from xero_component.core.log_fields import FIELDS, bound_fields, log_fields, step_log
from xero_component.errors import BadRequestError
from xero_component.runtimes.logs import LogFormat, LogLevel, writing_logs
from xero_component.sandbox import parse_fault

ID = "0032f627-3156-4d30-9b1c-4d3b994dc921"
ours = logging.getLogger("xero_component.test")


def written(form: LogFormat, say: Any, level: LogLevel = LogLevel.DEBUG) -> str:
    stream = io.StringIO()
    with writing_logs(form, level, stream):
        say()
    return stream.getvalue()


def fails() -> None:
    try:
        raise ValueError("1,234.56 owed by Sunrise Café")
    except ValueError as error:
        raise RuntimeError("token eyJhbGciOi.eyJzdWIi.c2ln") from error


def say_failure() -> None:
    try:
        fails()
    except RuntimeError:
        ours.exception("it did not work")


def test_a_line_of_json_holds_the_step_and_the_call() -> None:
    def say() -> None:
        with log_fields(action="create_invoice", run="r1", step="s1"):
            fields = {"status": 200, "seconds": 0.25, "attempt": 2, "correlation_id": "c-1"}
            ours.info("sent", extra={**fields, "connection": "acme", "payload": "private"})

    line = json.loads(written(LogFormat.JSON, say))
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "xero_component.test",
        "message": "sent",
        "action": "create_invoice",
        "run": "r1",
        "step": "s1",
        "connection": "acme",
        "status": 200,
        "attempt": 2,
        "seconds": 0.25,
        "correlation_id": "c-1",
    }


def test_logfmt_quotes_what_it_has_to() -> None:
    def say() -> None:
        with log_fields(run='a "b" = c', step="s1"):
            ours.warning("two words")

    assert written(LogFormat.LOGFMT, say).endswith(
        'level=warning logger=xero_component.test message="two words" run="a \\"b\\" = c" step=s1\n'
    )


def test_text_is_for_a_person() -> None:
    line = written(LogFormat.TEXT, lambda: ours.info("done", extra={"action": "get_item"}))
    assert line[12:] == " info    done  action=get_item\n"


def test_unless_it_is_told_a_terminal_gets_text_and_a_file_json() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    with writing_logs(stream=screen):
        ours.info("here")
    assert screen.getvalue().endswith("here\n")
    assert json.loads(written(LogFormat.AUTO, lambda: ours.info("here")))["message"] == "here"


def test_levels_are_kept_and_put_back() -> None:
    before = logging.getLogger("xero_component").level, list(logging.getLogger().handlers)
    assert written(LogFormat.TEXT, lambda: ours.info("quiet"), LogLevel.WARNING) == ""
    assert before == (logging.getLogger("xero_component").level, logging.getLogger().handlers)


def test_an_error_is_told_by_class_and_place_and_not_by_its_text() -> None:
    line = json.loads(written(LogFormat.JSON, say_failure))
    assert line["error"] == "RuntimeError from ValueError"
    assert "in fails" in line["stack"]
    text = written(LogFormat.TEXT, say_failure)
    assert "in fails" in text.splitlines()[-1]
    for shown in (json.dumps(line), text, written(LogFormat.LOGFMT, say_failure)):
        assert "Sunrise" not in shown
        assert "1,234.56" not in shown
        assert "eyJ" not in shown


def test_an_error_that_comes_from_itself_is_told_too() -> None:
    def say() -> None:
        first, second = ValueError(), KeyError()
        first.__cause__, second.__cause__ = second, first
        ours.error("round and round", exc_info=first)

    assert json.loads(written(LogFormat.JSON, say))["error"] == "ValueError from KeyError"


def test_other_libraries_are_heard_from_warning_on_and_without_what_they_quote() -> None:
    def say() -> None:
        theirs = logging.getLogger("httpx")
        theirs.info("GET %s", "https://api.xero.com/?where=Sunrise")
        theirs.warning("odd answer to %s", "https://api.xero.com/?where=Sunrise")
        logging.getLogger("asyncio").error("Task failed\nfuture: ValueError('Sunrise')")

    lines = [json.loads(line) for line in written(LogFormat.JSON, say).splitlines()]
    assert [line["message"] for line in lines] == ["odd answer to %s", "Task failed"]


@pytest.mark.parametrize(
    "secret",
    [
        "Bearer abc.def",
        "Basic Y2xpZW50OnNlY3JldA==",
        "xck_0123456789abcdefghij",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "gAAAAABmZ2h5dGVzdHRlc3Q=",
        "whsec_MfKQ9r8GKYqrTwjU",
        "refresh_token=abcdef",
        "'client_secret': 'abcdef'",
    ],
)
@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.LOGFMT, LogFormat.TEXT])
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(
    form: LogFormat, secret: str
) -> None:
    def say() -> None:
        with log_fields(run=secret):
            ours.info("got %s and went on", secret)

    shown = written(form, say)
    core = secret.split()[-1].split("=")[-1 if secret[-1] != "=" else 0].strip("'")
    assert core not in shown
    assert "********" in shown


def test_a_password_in_an_address_is_hidden() -> None:
    shown = written(LogFormat.TEXT, lambda: ours.info("at postgresql://me:hunter2@db/x"))
    assert "at postgresql://********@db/x" in shown


NASTY = st.text(st.characters(codec="utf-8") | st.sampled_from('\n\r\x1b\u202e\0"= '))


@given(text=NASTY)
def test_whatever_is_logged_is_one_line(text: str) -> None:
    def say() -> None:
        with log_fields(run=text):
            ours.info("%s", text)

    assert len(written(LogFormat.JSON, say).splitlines()) == 1
    for form in (LogFormat.LOGFMT, LogFormat.TEXT):
        shown = written(form, say)
        assert shown.count("\n") == 1
        assert shown[:-1].isprintable()
    assert shlex.split(written(LogFormat.LOGFMT, say))[1] == "level=info"


def test_a_long_text_is_cut() -> None:
    assert len(written(LogFormat.JSON, lambda: ours.info("x" * 100_000))) < 1200


def test_fields_are_those_of_the_running_step_alone() -> None:
    with log_fields(run="outer", step="1"), log_fields(step="2", action=None):
        assert bound_fields() == {"run": "outer", "step": "2"}
    assert bound_fields() == {}
    with pytest.raises(ValueError, match="amount"), log_fields(amount=5):
        raise AssertionError("not reached")


def test_a_step_that_fails_is_told_by_the_class_of_its_error() -> None:
    def say() -> None:
        context = StepContext(run_id="r", step_id="s", attempt=3)
        trace = Trace(calls=2, connection="acme", correlation_ids=["a", "b", "c", "d"])
        with pytest.raises(BadRequestError), step_log("create_contact", context, trace):
            raise BadRequestError("Sunrise Café is archived.", status=400)

    line = json.loads(written(LogFormat.JSON, say))
    assert line["message"] == "create_contact: BadRequestError"
    assert (line["run"], line["step"], line["step_attempt"]) == ("r", "s", 3)
    assert (line["status"], line["calls"], line["correlation_id"]) == (400, 2, "b,c,d")
    assert "Sunrise" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (Call(method="GET", path=f"/Invoices/{ID}"), f"GET /Invoices/{ID}"),
        (Call(method="GET", path="/Invoices/INV-0042/History"), "GET /Invoices/…/History"),
        (Call(method="GET", path="/Contacts/Smith"), "GET /Contacts/…"),
        (
            Call(method="PUT", path=f"/Invoices/{ID}/Attachments/pay%20slip.pdf"),
            f"PUT /Invoices/{ID}/Attachments/…",
        ),
        (Call(method="GET", path="/Smith%20Ltd"), "GET /other"),
        (Call(method="GET", path="/Projects/Smith", api=Api.PROJECTS), "GET projects:/Projects/…"),
        (Call(method="GET", path="/connections", api=Api.IDENTITY), "GET identity:/connections"),
    ],
)
def test_a_call_is_named_without_the_names_of_records(call: Call, shown: str) -> None:
    assert address_of(call) == shown


LEDGER = (
    *("Sunrise", "4321.09", "4,321.09", "NOTE-TO-SELF", "sunrise@example.com", "Bayside"),
    *("PAYSLIP", "INV-0042", "%22", "where"),
)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    with writing_logs(LogFormat.JSON, LogLevel.DEBUG, stream):
        yield stream


async def test_no_line_of_the_ledger_is_logged_whatever_goes_wrong(
    tmp_path: Path, stream: io.StringIO
) -> None:
    new = {"name": "Sunrise Café", "email_address": "sunrise@example.com"}
    line = {"Description": "Sunrise", "Quantity": 1, "UnitAmount": "4321.09", "AccountCode": "200"}
    async with opened_site(tmp_path) as site:
        site.connect()
        made = (await site.act("create_contact", new)).json()
        invoice = {
            "invoice_type": "ACCREC",
            "contact_id": made["ContactID"],
            "invoice_number": "INV-0042",
            "line_items": [line],
        }
        await site.act("create_invoice", invoice, params={"run_id": "r-1", "step_id": "s-1"})
        await site.act("get_invoice", {"invoice_id": "INV-0042"})
        await site.act("list_contacts", {"where": 'Name=="Sunrise Café"'})
        await site.act("find_contact", {"name": "Sunrise Café"})
        await site.act("add_note_to_contact", {"contact_id": made["ContactID"], "note": "NOTE-TO"})
        await site.act("create_contact", {"name": "Bayside Club"})
        await site.act("raw_request", {"url": "/Contacts/Sunrise", "method": "GET"})
        file = {"object_type": "Contacts", "object_id": made["ContactID"], "file_name": "PAYSLIP"}
        await site.act("create_attachment", {**file, "file_data": "UEFZU0xJUA=="})
        for fault in ("500-html", "429-day", "revoked"):
            site.sandbox.faults.add(parse_fault(f"{fault}@PUT /Contacts"))
            await site.act("create_contact", {"name": f"Sunrise {fault}"})
    text = stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    ended = [line for line in lines if "outcome" in line]
    assert {"done", "NotFoundError", "ValidationError"} <= {line["outcome"] for line in ended}
    assert {line.get("connection") for line in ended if line.get("calls")} == {"acme"}
    sent = [line for line in lines if line.get("run") == "r-1" and "call" in line]
    assert {line["call"] for line in sent} == {"PUT /Invoices"}
    assert all(line["correlation_id"] and line["seconds"] >= 0 for line in sent)
    for part in LEDGER:
        assert part not in text
        assert json.dumps(part)[1:-1] not in text


async def test_a_call_that_is_sent_again_is_told_with_its_attempt(stream: io.StringIO) -> None:
    answers = [httpx.Response(503), httpx.Response(200, json={"Contacts": [{}]})]
    async with client_of(lambda _request: answers.pop(0), FakeClock()) as xero:
        await xero.get(CONTACTS, "Sunrise")
    again, done = [json.loads(line) for line in stream.getvalue().splitlines()[1:]]
    assert again["message"].startswith("GET /Contacts/…: unavailable; sent again in ")
    assert (again["attempt"], done["attempt"], done["status"]) == (1, 2, 200)


def test_the_guide_explains_every_field() -> None:
    text = (DOCS / "logs.md").read_text("utf-8")
    assert [name for name in FIELDS if f"`{name}`" not in text] == []
