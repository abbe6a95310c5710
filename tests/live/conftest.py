"""A real demo company, or the refusal to touch anything else. `make live` runs these tests."""

import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.live.demo_company import DemoCompany
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.catalogue.objects import ORGANISATION
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    StoredAuthorisation,
    open_connection,
)

CLIENT_ID = "XERO_LIVE_CLIENT_ID"
CLIENT_SECRET = "XERO_LIVE_CLIENT_SECRET"
CONNECTION = "XERO_LIVE_CONNECTION"
MISSING = (
    f"The live tests need a Xero Demo Company: set {CLIENT_ID} and {CLIENT_SECRET} to those of a"
    f" custom connection to one, or {CONNECTION} to the name of a stored connection to one."
)
LONGEST_TEST = 300
"""Seconds: a test may have to wait for the minute's limit."""

HERE = Path(__file__).parent
_left_behind: list[str] = []


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests out unless they are asked for by `-m live` or by their file."""
    return None if config.getoption("markexpr") == "live" else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is in this folder, and leave out what needs an app of its own without one."""
    left_out = []
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.timeout(LONGEST_TEST))
            wants_app = "custom_app" in getattr(item, "fixturenames", ())
            if wants_app and os.environ.get(CONNECTION) and not os.environ.get(CLIENT_ID):
                left_out.append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the run could not remove."""
    if _left_behind:
        terminalreporter.section("left in the demo company")
        for line in _left_behind:
            terminalreporter.write_line(line)


@dataclass(frozen=True)
class CustomApp:
    """The credentials of a custom connection."""

    client_id: str
    client_secret: str = field(repr=False)

    @property
    def auth(self) -> httpx.Auth:
        """Return how it proves itself at the token endpoint."""
        return httpx.BasicAuth(self.client_id, self.client_secret)


@pytest.fixture(scope="session")
def credentials() -> CustomApp | None:
    """The app of a custom connection; None for a stored connection. Without either, the end."""
    client_id, secret = os.environ.get(CLIENT_ID), os.environ.get(CLIENT_SECRET)
    if client_id and secret:
        return CustomApp(client_id, secret)
    if os.environ.get(CONNECTION):
        return None
    pytest.exit(MISSING, returncode=2)


@pytest.fixture(scope="session")
def custom_app(credentials: CustomApp | None) -> CustomApp:
    assert credentials is not None
    return credentials


@pytest.fixture(scope="session")
async def authorisation(credentials: CustomApp | None) -> AsyncIterator[StoredAuthorisation]:
    opened: StoredAuthorisation
    if credentials is None:
        opened = open_connection(os.environ[CONNECTION])
    else:
        settings = ClientCredentialsInput.model_validate(
            {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        )
        opened = ClientCredentialsConnection.from_settings(settings)
    async with opened:
        yield opened


@pytest.fixture(scope="session")
def endpoints(authorisation: StoredAuthorisation) -> Endpoints:
    return authorisation.endpoints


@pytest.fixture(scope="session")
async def http(endpoints: Endpoints) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60.0, trust_env=endpoints.is_xero) as client:
        yield client


@pytest.fixture(scope="session", autouse=True)
async def demo(
    authorisation: StoredAuthorisation, endpoints: Endpoints, http: httpx.AsyncClient
) -> AsyncIterator[DemoCompany]:
    """The demo company; for any other organisation the run ends before anything is written."""
    async with XeroClient(authorisation, endpoints=endpoints, http=http) as xero:
        organisation = (await xero.list_page(ORGANISATION))["records"][0]
        if organisation.get("IsDemoCompany") is not True:
            pytest.exit(
                f"{organisation.get('Name')!r} is not a demo company: the live tests write to demo"
                " companies only, and have written nothing.",
                returncode=3,
            )
        company = DemoCompany(xero, authorisation, http, endpoints, f"XC{secrets.token_hex(3)}")
        await company.look_around()
        try:
            yield company
        finally:
            await company.clean_up()
            _left_behind.extend(company.left_behind)
