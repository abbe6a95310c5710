"""The token and the app's secret are nowhere that a person or a log can see them."""

import json
import logging
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.wiring import EXPIRED, HTML, INVOICE, NOT_ALLOWED, StubAuthorisation, client_of
from tests.clocks import FakeClock
from xero_component.api.retry import RetryPolicy
from xero_component.catalogue.objects import INVOICES
from xero_component.connections import HostManagedConnection
from xero_component.core.context import DryRunStop, StepContext, Trace
from xero_component.errors import ReconnectError, XeroComponentError

SECRETS = ("tok-SECRET-one", "tok-SECRET-two", "tok-SECRET-three", "cl13nt-SECRET")
BODY_TEXT = "private-body-text"

Answer = Callable[[httpx.Request], httpx.Response]


class SecretAuthorisation(StubAuthorisation):
    """As a connection would: it holds the app's secret, too."""

    def __init__(self) -> None:
        super().__init__(*SECRETS[:3])
        self.client_secret = SECRETS[3]


def answers(*found: httpx.Response | Exception) -> Answer:
    left = list(found)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"].startswith("Bearer tok-SECRET"), "it is in use"
        now = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(now, Exception):
            raise now
        return now

    return answer


OK = httpx.Response(200, json={"Invoices": [{"InvoiceID": INVOICE}]})
OUTCOMES: dict[str, Answer] = {
    "success": answers(OK),
    "renewed": answers(httpx.Response(401, json=EXPIRED), OK),
    "always expired": answers(httpx.Response(401, json=EXPIRED)),
    "no scope": answers(httpx.Response(401, json=NOT_ALLOWED)),
    "forbidden": answers(httpx.Response(403, json={"Detail": "AuthenticationUnsuccessful"})),
    "invalid": answers(httpx.Response(400, json={"ErrorNumber": 10, "Elements": []})),
    "missing": answers(httpx.Response(404, text="gone")),
    "minute": answers(httpx.Response(429, headers={"X-Rate-Limit-Problem": "minute"})),
    "day": answers(httpx.Response(429, headers={"X-Rate-Limit-Problem": "day"})),
    "fault": answers(httpx.Response(500, content=HTML)),
    "gateway": answers(httpx.Response(502)),
    "offline": answers(httpx.Response(503, text="offline for maintenance")),
    "redirect": answers(httpx.Response(302, headers={"Location": "https://evil.example"})),
    "html": answers(httpx.Response(200, content=HTML)),
    "reset": answers(httpx.ReadError("reset")),
    "refused": answers(httpx.ConnectError("refused")),
    "bad header": answers(
        httpx.LocalProtocolError(f"Illegal header value b'Bearer {SECRETS[0]}\\n'")
    ),
}


async def shown(answer: Answer, *, write: bool) -> list[str]:
    """Return every text that a run leaves behind for a person to see."""
    trace = Trace()
    texts: list[Any] = []
    authorisation = SecretAuthorisation()
    async with client_of(answer, FakeClock(), authorisation, RetryPolicy(retries=2)) as xero:
        bound = xero.for_step(StepContext(run_id="r", step_id="s", keep_raw=True), trace)
        try:
            if write:
                await bound.create(INVOICES, {"Reference": BODY_TEXT})
            else:
                await bound.get(INVOICES, INVOICE)
        except XeroComponentError as error:
            texts += [str(error), repr(error), json.dumps(error.as_dict()), error.advice]
            texts += traceback.format_exception(error)
        texts += [repr(xero), str(xero), repr(bound), repr(trace)]
    return [str(text) for text in texts]


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_no_outcome_shows_a_secret(
    caplog: pytest.LogCaptureFixture, outcome: str, write: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    texts = await shown(OUTCOMES[outcome], write=write)
    texts += [record.getMessage() for record in caplog.records]
    assert len(texts) > 4
    for text in texts:
        assert "SECRET" not in text
        assert BODY_TEXT not in text


async def test_what_is_logged_names_the_call_without_its_query(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="xero_component")
    await shown(OUTCOMES["renewed"], write=False)
    ours = [record.getMessage() for record in caplog.records if record.name == "xero_component"]
    assert ours == [f"GET /Invoices/{INVOICE} -> 200 (-)"]


async def test_a_dry_run_shows_no_secret() -> None:
    async with client_of(OUTCOMES["success"], FakeClock(), SecretAuthorisation()) as xero:
        bound = xero.for_step(StepContext(dry_run=True), Trace())
        with pytest.raises(DryRunStop) as stopped:
            await bound.create(INVOICES, {"Reference": "visible"})
    for text in (repr(stopped.value), str(stopped.value), repr(stopped.value.request)):
        assert "SECRET" not in text
    assert stopped.value.request.body == {"Invoices": [{"Reference": "visible"}]}


async def test_a_hosts_token_is_hidden_when_it_runs_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    connection = HostManagedConnection("tok-SECRET", "tenant-1")
    expired = httpx.Response(401, json=EXPIRED)
    clock = FakeClock()
    async with client_of(lambda request: expired, clock, connection) as xero:  # type: ignore[arg-type]  # any connection will do
        with pytest.raises(ReconnectError) as raised:
            await xero.get(INVOICES, INVOICE)
    seen = [repr(connection), *traceback.format_exception(raised.value)]
    seen += [record.getMessage() for record in caplog.records]
    assert not [text for text in seen if "SECRET" in text]
