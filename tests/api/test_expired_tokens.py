import httpx
import pytest
import respx

from tests.api.wiring import (
    EXPIRED,
    INVOICE,
    NEXT_TOKEN,
    TENANT,
    TOKEN,
    StubAuthorisation,
    client_of,
    invoices,
    keys_of,
)
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import OutcomeUnknownError, ReconnectError, UnavailableError

THIRD_TOKEN = "eyJ-third-token"


async def test_an_expired_token_is_renewed_once_and_the_write_sent_again_with_its_key(
    xero: XeroClient, router: respx.Router, authorisation: StubAuthorisation, clock: FakeClock
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [httpx.Response(401, json=EXPIRED), invoices()]
    assert await xero.create(INVOICES, {"Type": "ACCREC"}) == {"InvoiceID": INVOICE}
    first, second = (call.request for call in route.calls)
    assert authorisation.rejected == [TOKEN]
    assert keys_of(route)[0] == keys_of(route)[1]
    assert first.content == second.content
    assert second.headers["Authorization"] == f"Bearer {NEXT_TOKEN}"
    assert second.headers["xero-tenant-id"] == TENANT
    assert clock.sleeps == []


async def test_a_token_of_another_process_that_has_ended_as_well_is_replaced_too(
    router: respx.Router, clock: FakeClock
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [httpx.Response(401, json=EXPIRED)] * 2 + [invoices()]
    authorisation = StubAuthorisation(TOKEN, NEXT_TOKEN, THIRD_TOKEN)
    async with client_of(router, clock, authorisation) as xero:
        assert await xero.create(INVOICES, {}) == {"InvoiceID": INVOICE}
    assert authorisation.rejected == [TOKEN, NEXT_TOKEN]
    assert len(set(keys_of(route))) == 1


@pytest.mark.parametrize("method", ["get", "create"])
async def test_a_fresh_token_that_is_called_expired_is_no_reason_to_connect_again_or_to_loop(
    router: respx.Router, clock: FakeClock, method: str
) -> None:
    route = router.route().respond(401, json=EXPIRED)
    authorisation = StubAuthorisation(TOKEN, NEXT_TOKEN, THIRD_TOKEN)
    async with client_of(router, clock, authorisation) as xero:
        with pytest.raises(UnavailableError, match="TokenExpired") as raised:
            await (xero.get(INVOICES, INVOICE) if method == "get" else xero.create(INVOICES, {}))
    assert route.call_count == 3
    assert authorisation.rejected == [TOKEN, NEXT_TOKEN]
    assert raised.value.status == 401


async def test_after_a_lost_answer_an_expired_fresh_token_leaves_the_outcome_unknown(
    router: respx.Router, clock: FakeClock
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [httpx.ReadError("reset"), *[httpx.Response(401, json=EXPIRED)] * 3]
    authorisation = StubAuthorisation(TOKEN, NEXT_TOKEN, THIRD_TOKEN)
    async with client_of(router, clock, authorisation) as xero:
        with pytest.raises(OutcomeUnknownError, match="expired") as raised:
            await xero.create(INVOICES, {})
    assert raised.value.idempotency_key == keys_of(route)[0]


class NoMoreTokens(StubAuthorisation):
    async def access_token(self, *, rejected: str | None = None) -> str:
        if rejected is not None:
            raise ReconnectError("The refresh token is no longer accepted.")
        return TOKEN


async def test_a_token_that_cannot_be_renewed_is_said_so(
    router: respx.Router, clock: FakeClock
) -> None:
    route = router.put("/Invoices").respond(401, json=EXPIRED)
    async with client_of(router, clock, NoMoreTokens()) as xero:
        with pytest.raises(ReconnectError, match="no longer accepted"):
            await xero.create(INVOICES, {})
    assert route.call_count == 1


async def test_after_a_lost_answer_a_dead_connection_is_still_an_unknown_outcome(
    router: respx.Router, clock: FakeClock
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [httpx.ReadError("reset"), httpx.Response(401, json=EXPIRED)]
    async with client_of(router, clock, NoMoreTokens()) as xero:
        with pytest.raises(OutcomeUnknownError, match="no longer accepted") as raised:
            await xero.create(INVOICES, {})
    assert raised.value.idempotency_key == keys_of(route)[0]


class IdentityDown(StubAuthorisation):
    async def access_token(self, *, rejected: str | None = None) -> str:
        raise UnavailableError("Xero's identity server cannot be reached.")


async def test_without_a_token_nothing_is_sent(router: respx.Router, clock: FakeClock) -> None:
    async with client_of(router, clock, IdentityDown()) as xero:
        with pytest.raises(UnavailableError, match="identity server"):
            await xero.create(INVOICES, {})
    assert router.calls.call_count == 0
