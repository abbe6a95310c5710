import httpx
import pytest

from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

SCOPE = "accounting.journals.read"


async def read_journals(sandbox: Sandbox, scope: str | None) -> httpx.Response:
    """Read /Journals with a token of a custom connection."""
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        granted = await http.post(
            "/connect/token",
            auth=(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET),
            data={"grant_type": "client_credentials", **({"scope": scope} if scope else {})},
        )
        if granted.is_error:
            return granted
        headers = {
            "Authorization": f"Bearer {granted.json()['access_token']}",
            "Accept": "application/json",
        }
        return await http.get("/api.xro/2.0/Journals", headers=headers)


async def test_a_sandbox_that_was_made_so_lets_the_journals_be_read() -> None:
    answer = await read_journals(Sandbox(limits=None, extra_scopes={SCOPE}), SCOPE)
    assert answer.status_code == 200
    assert answer.json()["Journals"][0]["JournalNumber"] == 1


@pytest.mark.parametrize("scope", [None, "accounting.manualjournals accounting.invoices"])
async def test_no_other_scope_opens_the_journals(scope: str | None) -> None:
    answer = await read_journals(Sandbox(limits=None), scope)
    assert (answer.status_code, answer.json()["Detail"]) == (401, "AuthorizationUnsuccessful")


async def test_an_ordinary_sandbox_does_not_grant_the_scope() -> None:
    answer = await read_journals(Sandbox(limits=None), SCOPE)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
