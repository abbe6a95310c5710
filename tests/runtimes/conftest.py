import pytest

from tests.cli.served import ORGANISATION, base_url, own_store, sandbox, served
from xero_component.api.endpoints import Endpoints
from xero_component.cli.consent import asked, consent_on_sandbox, settings_of
from xero_component.connections import Grant, OAuth2Input, Tenant, choose_tenant, list_tenants
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET

__all__ = ["base_url", "own_store", "sandbox", "served"]


@pytest.fixture
def consented(base_url: str) -> tuple[Grant, Tenant]:
    endpoints = Endpoints.at(base_url)
    settings = settings_of(OAuth2Input, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    grant = consent_on_sandbox(settings, endpoints)
    tenants = asked(list_tenants, grant.access_token or "", endpoints=endpoints)
    return grant, choose_tenant(tenants, ORGANISATION)
