"""The organisations of a consent: which are listed, which one is meant, and how a link ends."""

from urllib.parse import parse_qs

import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.connections.fakes import ACME, BETA, SECRET, FakeClock, a_grant, jwt
from xero_component.api.endpoints import Endpoints
from xero_component.connections import Tenant, choose_tenant, disconnect, list_tenants, revoke
from xero_component.errors import (
    ConfigurationError,
    GiveUpError,
    ReconnectError,
    TenantChoiceError,
    UnavailableError,
)

CONNECTIONS = "https://api.xero.com/connections"
REVOCATION = "https://identity.xero.com/connect/revocation"
EVENT = "5b8a6f2e-3c1d-4e7a-9f00-1d2c3b4a5968"
OTHER_EVENT = "7e1f0c44-92ab-4d35-8c61-0a9b8c7d6e5f"
LINK = "e1eede29-f875-4a5d-8470-17f6a29a88b1"
ROW = {
    "id": LINK,
    "authEventId": EVENT,
    "tenantId": "11111111-aaaa",
    "tenantType": "ORGANISATION",
    "tenantName": "Acme",
    "createdDateUtc": "2026-01-01T00:00:00.0000000",
}


async def test_only_the_organisations_of_this_consent_are_listed(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    token = jwt(authentication_event_id=EVENT)
    route = respx_mock.get(CONNECTIONS, params={"authEventId": EVENT}).respond(json=[ROW])
    tenants = await list_tenants(token, None, Endpoints(), clock)
    assert [(t.tenant_id, t.name, t.connection_id) for t in tenants] == [
        ("11111111-aaaa", "Acme", LINK)
    ]
    assert route.call_count == 1
    request = route.calls.last.request
    assert request.headers["Authorization"] == f"Bearer {token}"
    assert "xero-tenant-id" not in request.headers


async def test_an_event_that_is_named_goes_before_the_claim(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.get(CONNECTIONS, params={"authEventId": OTHER_EVENT}).respond(json=[])
    token = jwt(authentication_event_id=EVENT)
    assert (
        list(await list_tenants(token, None, Endpoints(), clock, auth_event_id=OTHER_EVENT)) == []
    )
    assert route.call_count == 1


@pytest.mark.parametrize("token", ["opaque", "a.b.c", jwt(), jwt(authentication_event_id=7)])
async def test_a_token_without_the_claim_lists_every_organisation(
    respx_mock: respx.MockRouter, clock: FakeClock, token: str
) -> None:
    route = respx_mock.get(CONNECTIONS).respond(json=[ROW])
    await list_tenants(token, None, Endpoints(), clock)
    assert str(route.calls.last.request.url) == CONNECTIONS


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"Detail": "TokenExpired"}, ReconnectError),
        (403, {"Detail": "AuthenticationUnsuccessful"}, ReconnectError),
        (404, {}, GiveUpError),
        (200, {"not": "a list"}, GiveUpError),
        (200, [{"id": LINK}], GiveUpError),
        (200, [None], GiveUpError),
        (503, {}, UnavailableError),
    ],
)
async def test_an_answer_that_is_no_list_is_an_error(
    respx_mock: respx.MockRouter,
    clock: FakeClock,
    status: int,
    body: object,
    kind: type[Exception],
) -> None:
    respx_mock.get(CONNECTIONS).respond(status, json=body)
    with pytest.raises(kind):
        await list_tenants("opaque", None, Endpoints(), clock)


async def test_an_organisation_without_a_name_goes_by_its_id(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.get(CONNECTIONS).respond(json=[ROW | {"tenantName": None}])
    tenants = await list_tenants("opaque", None, Endpoints(), clock)
    assert [tenant.name for tenant in tenants] == ["11111111-aaaa"]


@pytest.mark.parametrize("wanted", ["Beta", "beta", " BETA ", "22222222-bbbb", "22222222-BBBB"])
def test_an_organisation_is_found_by_id_or_name(wanted: str) -> None:
    assert choose_tenant([ACME, BETA], wanted) is BETA


def test_an_id_goes_before_a_name_that_looks_like_it() -> None:
    named = Tenant(tenant_id="3", name=BETA.tenant_id, connection_id="c-3")
    assert choose_tenant([named, BETA], BETA.tenant_id) is BETA


def test_the_exact_name_goes_before_other_letter_case() -> None:
    shouting = Tenant(tenant_id="3", name="ACME", connection_id="c-3")
    assert choose_tenant([ACME, shouting], "ACME") is shouting
    with pytest.raises(TenantChoiceError, match="2 match"):
        choose_tenant([ACME, shouting], "acme")


@pytest.mark.parametrize("wanted", [None, "", "  "])
def test_nothing_wanted_means_the_only_one_and_never_the_first(wanted: str | None) -> None:
    assert choose_tenant([ACME], wanted) is ACME
    with pytest.raises(TenantChoiceError) as caught:
        choose_tenant([ACME, BETA], wanted)
    assert caught.value.choices == (("11111111-aaaa", "Acme"), ("22222222-bbbb", "Beta"))


def test_a_wrong_name_is_an_error_even_where_there_is_only_one() -> None:
    with pytest.raises(TenantChoiceError, match="none matches") as caught:
        choose_tenant([ACME], "Gamma")
    assert "Acme (11111111-aaaa)" in str(caught.value)


def test_no_organisation_at_all_is_an_error() -> None:
    with pytest.raises(TenantChoiceError, match="none") as caught:
        choose_tenant([], None)
    assert caught.value.choices == ()


names = st.sampled_from(["Acme", "acme", "ACME", "Straße", "STRASSE", "Beta 🏦", ""])
tenants_of_any_kind = st.lists(
    st.builds(Tenant, tenant_id=st.integers(0, 5).map(str), name=names, connection_id=st.just("c")),
    max_size=5,
)


@given(tenants_of_any_kind, st.one_of(names, st.integers(0, 5).map(str)))
def test_the_one_that_is_meant_is_chosen_and_otherwise_those_in_question_are_listed(
    tenants: list[Tenant], wanted: str
) -> None:
    same_id = [tenant for tenant in tenants if tenant.tenant_id == wanted]
    same_name = [tenant for tenant in tenants if tenant.name == wanted]
    same_letters = [tenant for tenant in tenants if tenant.name.casefold() == wanted.casefold()]
    meant = (same_id or same_name or same_letters) if wanted else tenants
    if len(meant) == 1:
        assert choose_tenant(tenants, wanted) is meant[0]
        return
    with pytest.raises(TenantChoiceError) as caught:
        choose_tenant(tenants, wanted)
    listed = [(tenant.tenant_id, tenant.name) for tenant in meant or tenants]
    assert list(caught.value.choices) == listed


@pytest.mark.parametrize("status", [204, 404])
async def test_a_disconnect_ends_one_link(
    respx_mock: respx.MockRouter, clock: FakeClock, status: int
) -> None:
    route = respx_mock.delete(f"{CONNECTIONS}/{LINK}").respond(status)
    await disconnect(LINK, "opaque", None, Endpoints(), clock)
    assert route.call_count == 1
    assert route.calls.last.request.headers["Authorization"] == "Bearer opaque"


@pytest.mark.outside_openapi(reason="the id is an attack")
async def test_a_connection_id_cannot_leave_its_path(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.delete(url__startswith=f"{CONNECTIONS}/").respond(404)
    await disconnect("../Organisation?x=1", "opaque", None, Endpoints(), clock)
    assert route.calls.last.request.url.raw_path == b"/connections/..%2FOrganisation%3Fx%3D1"


async def test_a_refused_disconnect_is_an_error(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.delete(f"{CONNECTIONS}/{LINK}").respond(401)
    with pytest.raises(ReconnectError):
        await disconnect(LINK, "opaque", None, Endpoints(), clock)


@pytest.mark.parametrize("secret", [SECRET, None])
async def test_a_revocation_names_the_refresh_token(
    respx_mock: respx.MockRouter, clock: FakeClock, secret: str | None
) -> None:
    route = respx_mock.post(REVOCATION).respond(200)
    await revoke(a_grant(client_secret=secret), None, Endpoints(), clock)
    request = route.calls.last.request
    named = {} if secret else {"client_id": ["app-1"]}
    assert parse_qs(request.content.decode()) == {"token": ["refresh-1"], **named}
    assert ("Authorization" in request.headers) is bool(secret)


async def test_a_grant_without_refresh_token_cannot_be_revoked(clock: FakeClock) -> None:
    with pytest.raises(ConfigurationError, match="no refresh token"):
        await revoke(a_grant(refresh_token=None), None, Endpoints(), clock)


async def test_a_revocation_with_a_wrong_secret_is_an_error(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.post(REVOCATION).respond(400, json={"error": "invalid_client"})
    with pytest.raises(ConfigurationError, match="invalid_client"):
        await revoke(a_grant(), None, Endpoints(), clock)
