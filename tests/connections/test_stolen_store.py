"""Who gets hold of the database gets no token, no secret and no address of a person."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

import anyio
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests.connections.fakes import FakeClock
from tests.connections.sandboxed import Home, served
from xero_component.api.endpoints import Endpoints
from xero_component.connections import Grant, OAuth2Connection, TokenStore, generate_key
from xero_component.runtimes.http.answers import Answer, Answers, Asked, Turn
from xero_component.runtimes.http.api_keys import ApiKeys
from xero_component.store.schema import metadata

KEY = generate_key()
SHOWN = 16
"""So many characters of a secret in a row would be too many."""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with served() as home:
        yield home


def used(url: str, home: Home) -> list[str]:
    """Use a store for all that it does; return what must not be found in it."""
    grant, tenants = home.consent()
    clock = FakeClock(datetime.now(UTC))
    with TokenStore(url, KEY, clock) as store:
        for tenant in tenants:
            store.save(tenant.name, grant, tenant)
        name = tenants[0].name
        connection = OAuth2Connection(store, name, None, Endpoints.at(home.base_url), clock)
        secrets = secrets_of(grant)
        for _ in range(3):
            anyio.run(connection.access_token)
            secrets += secrets_of(store.load(name)[1])
            clock.advance(3600)
        kept = used_by_a_server(store)
        store.rotate()
        store.delete(tenants[1].name)
    return [*secrets, *kept, KEY]


def used_by_a_server(store: TokenStore) -> list[str]:
    """Keep an answer, a consent under way and an API key; return what is secret of them."""
    line = "Sunrise Trading Ltd owes 31337.42"
    answers = Answers(
        store.database, seal=store.seal, unseal=store.unseal, keep_seconds=60, lease_seconds=60
    )
    turn = answers.begin(Asked(key_hash="0" * 64, action="create_contact", fingerprint="f"))
    assert isinstance(turn, Turn)
    assert answers.finish(turn, Answer(200, line.encode()))
    state, verifier, browser = (token_urlsafe(32) for _ in range(3))
    life = timedelta(minutes=10)
    store.consent_steps.add(state, "state", "app", verifier, life=life, browser=browser)
    secret, _ = ApiKeys(store.database).create("builder")
    return [line, state, verifier, browser, secret]


def secrets_of(grant: Grant) -> list[str]:
    found = [str(grant.access_token), str(grant.refresh_token), str(grant.client_secret)]
    claims = found[0].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return [*found, claims, told["xero_userid"], "alex@sandbox.example", "sandbox.example"]


def fragments(secrets: list[str]) -> set[bytes]:
    ends = {part for secret in secrets for part in (secret[:SHOWN], secret[-SHOWN:])}
    return {part.encode() for part in ends}


def test_the_files_of_a_store_give_nothing_away(database_url: str, home: Home) -> None:
    path = Path(make_url(database_url).database or "")
    with TokenStore(database_url, KEY) as open_meanwhile:
        secrets = used(database_url, home)
        open_meanwhile.list()
        files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert {"tokens.db", "tokens.db-wal", "tokens.db-shm"} <= files.keys()
    assert any(b"sandbox-client-id" in content for content in files.values())
    for part in fragments(secrets):
        for name, content in files.items():
            assert part not in content, name


def test_the_tables_of_a_store_give_nothing_away(store_url: str, home: Home) -> None:
    secrets = used(store_url, home)
    engine = sa.create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as work:
        rows = [row for table in metadata.sorted_tables for row in work.execute(sa.select(table))]
    engine.dispose()
    text = repr(rows).encode()
    assert b"sandbox-client-id" in text
    assert [part for part in fragments(secrets) if part in text] == []
