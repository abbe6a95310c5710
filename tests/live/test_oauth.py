"""What the identity server says to a custom connection, and the API to its tokens."""

import base64
import json
import uuid
from typing import Any

import httpx

from tests.live.conftest import CustomApp
from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from xero_component.api.endpoints import Endpoints
from xero_component.catalogue.apis import Api


async def ask(
    http: httpx.AsyncClient, endpoints: Endpoints, app: CustomApp, **form: str
) -> httpx.Response:
    return await http.post(
        endpoints.token_url, auth=app.auth, data={"grant_type": "client_credentials", **form}
    )


async def claims(demo: DemoCompany) -> Any:
    payload = (await demo.authorisation.access_token()).split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


@settles("A-001", "Client id and secret go into Basic authentication without URL-encoding.")
async def test_credentials_are_taken_as_they_are(
    http: httpx.AsyncClient, endpoints: Endpoints, custom_app: CustomApp
) -> None:
    response = await ask(http, endpoints, custom_app, scope="accounting.settings.read")
    assert response.status_code == 200, response.status_code
    assert response.json()["token_type"].lower() == "bearer"


@settles("A-002", "The scope claim of an access token is one text or a list of names.")
async def test_scope_claim_is_a_text_or_a_list(demo: DemoCompany) -> None:
    scope = (await claims(demo)).get("scope")
    names = scope.split() if isinstance(scope, str) else scope
    assert isinstance(names, list), type(scope)
    assert any(name.startswith("accounting.") for name in names)


@settles("A-003", "A scope that does not exist is answered with invalid_scope.")
async def test_unknown_scope_is_invalid_scope(
    http: httpx.AsyncClient, endpoints: Endpoints, custom_app: CustomApp
) -> None:
    response = await ask(http, endpoints, custom_app, scope="accounting.nosuchthing")
    assert response.json() == {"error": "invalid_scope"}


@settles("A-004", "A 401 that a fresh token would not help does not hold the word TokenExpired.")
async def test_meaningless_token_is_not_called_expired(demo: DemoCompany) -> None:
    response = await demo.bare("GET", "/Organisation", token="no.such.token")
    assert response.status_code == 401
    assert "tokenexpired" not in response.text.lower()


@settles("A-006", "The list of connections answers a token that means nothing with 401 or 403.")
async def test_connections_refuse_a_meaningless_token(demo: DemoCompany) -> None:
    response = await demo.bare("GET", "/connections", api=Api.IDENTITY, token="no.such.token")
    assert response.status_code in {401, 403}


@settles("A-007", "Deleting a connection that does not exist is answered with 404.")
async def test_deleting_an_unknown_connection_finds_nothing(demo: DemoCompany) -> None:
    response = await demo.bare("DELETE", f"/connections/{uuid.uuid4()}", api=Api.IDENTITY)
    assert response.status_code == 404


@settles("A-008", "GET /connections lists the organisation of a custom connection too.")
async def test_connections_list_the_organisation(demo: DemoCompany) -> None:
    rows = (await demo.xero.connections())["records"]
    assert rows
    assert {"id", "tenantId", "tenantType", "tenantName"} <= set(rows[0])


@settles("A-096", "Without a scope a custom connection gets all that it has.")
async def test_scope_may_be_left_out(
    http: httpx.AsyncClient, endpoints: Endpoints, custom_app: CustomApp
) -> None:
    response = await ask(http, endpoints, custom_app)
    assert response.status_code == 200, response.status_code
    assert "accounting.invoices" in response.json()["scope"]


@settles("A-097", "A wrong secret is answered with 400 and invalid_client.")
async def test_wrong_secret_is_an_invalid_client(
    http: httpx.AsyncClient, endpoints: Endpoints, custom_app: CustomApp
) -> None:
    wrong = CustomApp(custom_app.client_id, "not-the-secret")
    response = await ask(http, endpoints, wrong)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_client"})


@settles("A-098", "A custom connection's token names an authentication event, and no user.")
async def test_token_names_its_event_but_no_user(demo: DemoCompany, custom_app: CustomApp) -> None:
    found = await claims(demo)
    assert found.get("authentication_event_id")
    assert "xero_userid" not in found


@settles("A-099", "Items are open to the scope for invoices as well as to settings.")
async def test_items_are_open_to_the_invoices_scope(
    demo: DemoCompany, http: httpx.AsyncClient, endpoints: Endpoints, custom_app: CustomApp
) -> None:
    reply = await ask(http, endpoints, custom_app, scope="accounting.invoices.read")
    response = await demo.bare("GET", "/Items", token=reply.json()["access_token"])
    assert response.status_code == 200, response.text
