import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx
import sqlalchemy as sa
from pydantic import SecretStr
from standardwebhooks import Webhook, WebhookVerificationError

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import delivery, event
from xero_component.errors import ConfigurationError
from xero_component.store.schema import metadata
from xero_component.triggers import CallbackError, HttpCallback, Inbox, Retries

SECRET = "whsec_" + base64.b64encode(b"a secret of the receiver").decode()
URL = "https://flows.example/hook?key=part-of-the-address"


@pytest.fixture
def today() -> FakeClock:
    return FakeClock(datetime.now(UTC))


async def post(clock: FakeClock, **event_fields: Any) -> httpx.Request:
    with respx.mock(assert_all_called=True) as web:
        route = web.post(URL).respond(204)
        await HttpCallback(URL, SECRET, clock=clock)(event(**event_fields))
    request: httpx.Request = route.calls[0].request
    return request


async def test_an_event_is_signed_as_the_standard_says(today: FakeClock):
    request = await post(today, kind="CREATE")

    read = Webhook(SECRET).verify(request.content, dict(request.headers))

    assert read == {
        "type": "invoice.create",
        "timestamp": "2026-03-02T08:00:00.250Z",
        "data": dict(event(kind="CREATE")),
    }
    assert request.headers["content-type"] == "application/json"
    other = base64.b64encode(b"a secret of somebody else's").decode()
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(request.content, dict(request.headers))


async def test_a_repeat_has_the_same_id_and_its_own_time(today: FakeClock):
    first = await post(today)
    today.advance(90)
    again = await post(today)

    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert int(again.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 90
    assert (await post(today, resource="inv-2")).headers["webhook-id"] != again.headers[
        "webhook-id"
    ]


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_acknowledges(inbox: Inbox, status: int):
    inbox.subscribe("hook", HttpCallback(URL, SecretStr(SECRET)))
    await inbox.receive(delivery(event()))
    with respx.mock as web:
        web.post(URL).respond(status, text="x" * 1000)
        await inbox.dispatch()

    assert (await inbox.subscriptions())[0].kind == "callback"
    assert (await inbox.event(1)).progress[0].state == "done"


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
async def test_any_other_answer_is_a_failure_and_no_redirect_is_followed(inbox: Inbox, status: int):
    inbox.subscribe("hook", HttpCallback(URL, SECRET))
    await inbox.receive(delivery(event()))
    with respx.mock as web:
        elsewhere = web.post("https://elsewhere.example/").respond(200)
        web.post(URL).respond(status, headers={"location": "https://elsewhere.example/"})
        await inbox.dispatch()

    assert not elsewhere.called
    progress = (await inbox.event(1)).progress[0]
    assert (progress.state, progress.reason) == (
        "pending",
        f"CallbackError: the answer was {status}",
    )


async def test_no_answer_is_a_failure_without_the_address(
    open_inbox: OpenInbox, caplog: pytest.LogCaptureFixture
):
    inbox = open_inbox(retries=Retries(attempts=1))
    inbox.subscribe("hook", HttpCallback(URL, SECRET))
    await inbox.receive(delivery(event()))
    with respx.mock as web:
        web.post(URL).mock(side_effect=httpx.ConnectError("https://x/?key=part-of-the-address"))
        await inbox.dispatch()

    progress = (await inbox.event(1)).progress[0]
    assert (progress.state, progress.reason) == (
        "parked",
        "CallbackError: no answer (ConnectError)",
    )
    assert "part-of-the-address" not in caplog.text


async def test_the_secret_is_in_no_table_and_no_text(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
):
    callback = HttpCallback(URL, SECRET)
    inbox.subscribe("hook", callback)
    await inbox.receive(delivery(event()))
    with respx.mock as web:
        web.post(URL).respond(500)
        await inbox.dispatch()

    hidden = (SECRET, SECRET.removeprefix("whsec_"), "part-of-the-address")
    with inbox._database.read() as work:
        tables = [work.execute(sa.select(table)).all() for table in metadata.sorted_tables]
    assert "inv-1" in str(tables)
    for text in hidden:
        assert text not in str(tables)
        assert text not in repr(callback) + caplog.text
    assert repr(callback) == "HttpCallback('flows.example')"


async def test_a_client_of_the_host_s_own_is_used():
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200 if len(bodies) == 1 else 500)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        callback = HttpCallback("http://localhost:9/hook", SECRET, http=http)
        await callback(event())
        with pytest.raises(CallbackError, match="500"):
            await callback(event())

    assert bodies[0]["data"] == event()


@pytest.mark.parametrize(
    "url", ["", "ftp://host/", "file:///etc/passwd", "//host", "host/path", "https://", "http://[x"]
)
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(ConfigurationError, match="address"):
        HttpCallback(url, SECRET)


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "secret", "whsec_c2hvcnQ=", f"{SECRET}!", "whsec_" + "QUJD" * 40, "é" * 40],
)
def test_a_secret_that_is_none_is_refused_and_not_shown(secret: str):
    with pytest.raises(ConfigurationError, match="24 to 64 bytes") as refused:
        HttpCallback(URL, secret)

    assert not secret or secret in {"secret", "whsec_"} or secret not in str(refused.value)
