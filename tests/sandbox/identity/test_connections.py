"""`/connections`: what a token's app is connected to, and by which consent."""

import pytest

from tests.sandbox.fake_ledger import DEMO, OTHER
from tests.sandbox.oauth_client import CUSTOM, OAuthClient


@pytest.mark.parametrize("path", ["/connections", "/Connections"])
async def test_connections_are_a_bare_array(connected: OAuthClient, path: str) -> None:
    found = (await connected.call("GET", path)).json()
    assert [c["tenantName"] for c in found] == [DEMO.name, OTHER.name]
    assert set(found[0]) == {
        "id",
        "authEventId",
        "tenantId",
        "tenantType",
        "tenantName",
        "createdDateUtc",
        "updatedDateUtc",
    }
    assert found[0]["createdDateUtc"] == "2026-03-02T09:30:00.0000000"


async def test_connections_of_one_consent(app: OAuthClient) -> None:
    await app.connect(sandbox_consent=OTHER.id)
    (first,) = (await app.call("GET", "/connections")).json()
    await app.connect(sandbox_consent=DEMO.id)
    both = (await app.call("GET", "/connections")).json()
    assert [c["tenantId"] for c in both] == [OTHER.id, DEMO.id]
    query = {"authEventId": first["authEventId"]}
    (of_first,) = (await app.call("GET", "/connections", params=query)).json()
    assert of_first["tenantId"] == OTHER.id
    assert (await app.call("GET", "/connections?authEventId=unknown")).json() == []


async def test_second_consent_takes_a_connection_over(app: OAuthClient) -> None:
    await app.connect(sandbox_consent=DEMO.id)
    (first,) = (await app.call("GET", "/connections")).json()
    await app.connect(sandbox_consent=DEMO.id)
    (second,) = (await app.call("GET", "/connections")).json()
    assert first["id"] == second["id"]
    assert first["authEventId"] != second["authEventId"]


async def test_connection_is_ended_by_its_own_id_and_not_the_tenant_s(
    connected: OAuthClient,
) -> None:
    connection = (await connected.call("GET", "/connections")).json()[0]
    assert (await connected.call("DELETE", f"/connections/{DEMO.id}")).status_code == 404
    answer = await connected.call("DELETE", f"/connections/{connection['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await connected.call("DELETE", f"/connections/{connection['id']}")).status_code == 404
    assert (await connected.call("GET", "/Invoices")).status_code == 403
    connected.tenant_id = OTHER.id
    assert (await connected.call("GET", "/Invoices")).status_code == 200


async def test_app_cannot_end_another_app_s_connection(connected: OAuthClient) -> None:
    connection = (await connected.call("GET", "/connections")).json()[0]
    tokens = (await connected.token("client_credentials", CUSTOM)).json()
    connected.access_token = tokens["access_token"]
    answer = await connected.call("DELETE", f"/connections/{connection['id']}")
    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_connections_need_a_token(app: OAuthClient, method: str) -> None:
    path = "/connections" if method == "GET" else "/connections/x"
    answer = await app.call(method, path)
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"
