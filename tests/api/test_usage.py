"""What is counted of each call: where it went, how it ended, and the bytes that came back."""

import gzip
from contextlib import AbstractAsyncContextManager

import httpx
import pytest
import respx

from tests.api.wiring import BASE, EXPIRED, TENANT, client_of, invoices
from tests.clocks import FakeClock
from xero_component.api.limits import BudgetKey, Limits, Slot
from xero_component.api.usage import CallRecord, family_of, outcome_of
from xero_component.api.wire import Call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import INVOICES
from xero_component.core import Priority, StepContext, Trace
from xero_component.errors import OutcomeUnknownError, XeroComponentError


class Watched:
    """A client whose calls are noted."""

    def __init__(self, router: respx.Router, clock: FakeClock) -> None:
        limits = Limits(clock=clock)
        limits.watch(lambda key, record: self.seen.append((key, record)))
        self.seen: list[tuple[BudgetKey, CallRecord]] = []
        self.xero = client_of(router, clock, limits=limits)

    @property
    def records(self) -> list[CallRecord]:
        return [record for _, record in self.seen]


@pytest.fixture
def router() -> respx.Router:
    return respx.Router(base_url=BASE)


@pytest.fixture
def watched(router: respx.Router, clock: FakeClock) -> Watched:
    return Watched(router, clock)


async def test_bytes_are_counted_as_received_and_as_unpacked(
    watched: Watched, router: respx.Router, clock: FakeClock
) -> None:
    body = invoices(*[{"InvoiceID": str(number)} for number in range(200)]).content
    packed = gzip.compress(body)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}

    def answer(_request: httpx.Request) -> httpx.Response:
        clock.advance(0.25)
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(packed))

    router.get("/Invoices").side_effect = answer
    await watched.xero.list_page(INVOICES)
    ((key, record),) = watched.seen
    assert key == BudgetKey(TENANT, "")
    assert record == CallRecord(
        family="accounting/Invoices",
        outcome="ok",
        status=200,
        seconds=0.25,
        wire_bytes=len(packed),
        decoded_bytes=len(body),
    )


async def test_a_call_that_was_sent_again_with_a_new_token_counts_twice(
    watched: Watched, router: respx.Router
) -> None:
    router.get("/Invoices").side_effect = [httpx.Response(401, json=EXPIRED), invoices()]
    await watched.xero.list_page(INVOICES)
    assert [record.requests for record in watched.records] == [2]


async def test_a_call_that_was_never_answered_counts_as_lost(
    watched: Watched, router: respx.Router
) -> None:
    router.put("/Invoices").side_effect = httpx.ReadError("reset")
    with pytest.raises(OutcomeUnknownError):
        await watched.xero.create(INVOICES, {})
    assert {(record.outcome, record.status) for record in watched.records} == {("lost", None)}
    assert len(watched.records) > 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(400, "refused"), (404, "refused"), (429, "limited"), (500, "fault"), (503, "fault")],
)
async def test_how_xero_answered_is_noted(
    watched: Watched, router: respx.Router, status: int, outcome: str
) -> None:
    router.get("/Invoices").mock(return_value=httpx.Response(status, json={}))
    with pytest.raises(XeroComponentError):
        await watched.xero.list_page(INVOICES)
    assert {record.outcome for record in watched.records} == {outcome}
    assert outcome_of(status) == outcome


class Recording:
    """Notes what calls ask of the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.asked: list[tuple[Priority, bool, float]] = []

    def slot(
        self,
        key: BudgetKey,
        *,
        priority: Priority = Priority.INTERACTIVE,
        writes: bool = False,
        longest: float = 0.0,
    ) -> AbstractAsyncContextManager[Slot]:
        self.asked.append((priority, writes, longest))
        return self._limits.slot(key)


async def test_a_call_says_what_it_is_to_the_limits(router: respx.Router, clock: FakeClock) -> None:
    limits = Recording(Limits(clock=clock))
    router.get("/Invoices").mock(return_value=invoices())
    router.put("/Invoices").mock(return_value=invoices())
    async with client_of(router, clock, limits=limits) as xero:
        bulk = xero.for_step(StepContext(priority=Priority.BULK), Trace())
        await bulk.list_page(INVOICES)
        await xero.create(INVOICES, {})
        await xero.send(Call(method="GET", path="/Invoices", timeout=7.0), lambda reply: reply)
    assert limits.asked == [
        (Priority.BULK, False, 100.0),
        (Priority.INTERACTIVE, True, 100.0),
        (Priority.INTERACTIVE, False, 7.0),
    ]


@pytest.mark.parametrize(
    ("call", "family"),
    [
        (Call(method="GET", path="/Invoices"), "accounting/Invoices"),
        (Call(method="GET", path="/invoices/297c/Attachments/a.pdf"), "accounting/Invoices"),
        (Call(method="GET", path="/Organisation"), "accounting/Organisation"),
        (Call(method="GET", path="/Organisations"), "accounting/Organisation"),
        (Call(method="GET", path="/Reports/BalanceSheet"), "accounting/Reports"),
        (Call(method="GET", path="/Ms%20Jane%20Doe"), "accounting/other"),
        (Call(method="GET", path="/"), "accounting/other"),
        (Call(method="GET", path="/Files/1", api=Api.FILES), "files/Files"),
        (Call(method="GET", path="/jane@doe.example", api=Api.FILES), "files/other"),
        (Call(method="GET", path="/connections", api=Api.IDENTITY), "identity/connections"),
        (Call(method="GET", path="/connections2", api=Api.IDENTITY), "identity/other"),
    ],
)
def test_only_names_of_xero_s_own_are_kept(call: Call, family: str) -> None:
    assert family_of(call) == family
