"""What holds whatever Xero and the network do."""

import json
from typing import Any

import anyio
import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.wiring import EXPIRED, INVOICE, NOT_ALLOWED, StubAuthorisation, client_of
from tests.clocks import FakeClock
from xero_component.api.retry import RetryPolicy
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import FixInputError, OutcomeUnknownError, XeroComponentError

OK = json.dumps({"Invoices": [{"InvoiceID": INVOICE}]}).encode()
LOST = ("ReadError", "ReadTimeout", "RemoteProtocolError", "html", "half")
FAILURES: dict[str, Any] = {
    "ConnectError": httpx.ConnectError("x"),
    "ReadError": httpx.ReadError("x"),
    "ReadTimeout": httpx.ReadTimeout("x"),
    "RemoteProtocolError": httpx.RemoteProtocolError("x"),
    "html": (200, {}, b"<html>"),
    "half": (200, {}, OK[:-3]),
    "minute": (429, {"x-rate-limit-problem": "minute", "retry-after": "9"}, b""),
    "day": (429, {"x-rate-limit-problem": "day", "retry-after": "9000"}, b""),
    "concurrent": (429, {"x-rate-limit-problem": "concurrent"}, b""),
    "expired": (401, {}, json.dumps(EXPIRED).encode()),
    "scope": (401, {}, json.dumps(NOT_ALLOWED).encode()),
    "refused": (400, {}, b"{}"),
    "missing": (404, {}, b"gone"),
    "fault": (500, {}, b"<html>"),
    "gateway": (502, {}, b""),
    "offline": (503, {}, b"offline for maintenance"),
    "late": (504, {"retry-after": "65"}, b""),
    "never": (503, {"retry-after": "100000"}, b""),
}
DOUBTFUL = {*LOST, "fault", "gateway", "late", "never"}


class Script:
    """A Xero that fails as told, and then answers."""

    def __init__(self, failures: list[str], clock: FakeClock, takes: float) -> None:
        self.failures = list(failures)
        self.clock = clock
        self.takes = takes
        self.happened: list[str] = []
        self.keys: set[str | None] = set()
        self.sent_at: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent_at.append(self.clock.monotonic())
        self.keys.add(request.headers.get("Idempotency-Key"))
        self.clock.advance(self.takes)
        name = self.failures.pop(0) if self.failures else "ok"
        self.happened.append(name)
        if name == "ok":
            return httpx.Response(200, content=OK)
        answer = FAILURES[name]
        if isinstance(answer, Exception):
            raise answer
        status, headers, content = answer
        return httpx.Response(status, headers=headers, content=content)


def played(script: Script, retries: int, *, write: bool) -> XeroComponentError | None:
    async def play() -> XeroComponentError | None:
        tokens = StubAuthorisation(*(f"t-{number}" for number in range(50)))
        policy = RetryPolicy(retries=retries)
        async with client_of(script, script.clock, tokens, policy) as xero:
            try:
                if write:
                    await xero.create(INVOICES, {})
                else:
                    await xero.get(INVOICES, INVOICE)
            except XeroComponentError as error:
                return error
        return None

    return anyio.run(play)


sequences = st.lists(st.sampled_from(sorted(FAILURES)), max_size=9)
durations = st.sampled_from([0.0, 0.2, 30.0, 90.0])


@settings(max_examples=150, deadline=None)
@given(sequences, st.integers(0, 6), durations, st.booleans())
def test_requests_and_waits_are_bounded_and_success_is_asked_for_once(
    failures: list[str], retries: int, takes: float, write: bool
) -> None:
    script = Script(failures, FakeClock(), takes)
    error = played(script, retries, write=write)
    renewals = script.happened.count("expired")
    assert len(script.happened) - renewals <= retries + 1
    assert sum(script.clock.sleeps) <= 70 * retries
    assert script.happened.count("ok") == (error is None)
    if error is None:
        assert script.happened[-1] == "ok", "nothing is sent once it has succeeded"


@settings(max_examples=200, deadline=None)
@given(sequences, st.integers(0, 6), durations)
def test_a_write_has_one_key_and_its_doubt_never_goes_unsaid(
    failures: list[str], retries: int, takes: float
) -> None:
    script = Script(failures, FakeClock(), takes)
    error = played(script, retries, write=True)
    assert len(script.keys) == 1
    doubtful = [name for name in script.happened if name in DOUBTFUL]
    if error is None or isinstance(error, FixInputError):
        assert script.happened[-1] in {"ok", "refused", "missing"}
    elif doubtful:
        assert isinstance(error, OutcomeUnknownError)
        assert {error.idempotency_key} == script.keys
    else:
        assert not isinstance(error, OutcomeUnknownError)
    if doubtful:
        first = next(
            at for at, name in zip(script.sent_at, script.happened, strict=True) if name in DOUBTFUL
        )
        assert script.sent_at[-1] - first <= 300, "Xero forgets a key after six minutes"
    assert "fault" not in script.happened[:-1], "a fault is kept under the key: no use to repeat"
