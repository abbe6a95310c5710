"""One consent for several organisations is one token set, and each of them may end by itself."""

from collections.abc import Iterator
from functools import partial

import anyio
import pytest
import sqlalchemy as sa

from tests.connections.sandboxed import Home, served
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    OAuth2Connection,
    TokenStore,
    end_connection,
    generate_key,
)
from xero_component.store.schema import grants


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with served() as home:
        yield home


@pytest.fixture
def store(store_url: str) -> Iterator[TokenStore]:
    with TokenStore(store_url, generate_key()) as store:
        yield store


def test_a_refresh_through_one_organisation_serves_the_others(
    store: TokenStore, home: Home
) -> None:
    grant, tenants = home.consent()
    endpoints = Endpoints.at(home.base_url)
    for tenant in tenants:
        store.save(tenant.name, grant, tenant)
    tokens = {
        anyio.run(OAuth2Connection(store, tenant.name, None, endpoints).access_token)
        for tenant in tenants
    }
    assert len(tenants) == 2
    assert len(tokens) == home.token_calls() == 1


def test_ending_one_organisation_leaves_the_others_and_the_last_takes_the_tokens_along(
    store: TokenStore, home: Home
) -> None:
    grant, [first, other] = home.consent()
    endpoints = Endpoints.at(home.base_url)
    for tenant in (first, other):
        store.save(tenant.name, grant, tenant)
    assert anyio.run(end_connection, first.name, store, None, endpoints).ended_at_xero
    assert [one.name for one in store.list()] == [other.name]

    connection = OAuth2Connection(store, other.name, None, endpoints)
    before = store.load(other.name)[1].access_token
    token = anyio.run(partial(connection.access_token, rejected=before))
    assert token != before
    assert home.organisation(token, other.tenant_id) == other.name
    with pytest.raises(KeyError):
        home.organisation(token, first.tenant_id)

    assert anyio.run(end_connection, other.name, store, None, endpoints).ended_at_xero
    with store.database.read() as work:
        assert work.execute(sa.select(grants)).all() == []
