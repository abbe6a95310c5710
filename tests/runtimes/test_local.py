from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from tests.cli.served import requests
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    Grant,
    HostManagedConnection,
    MemoryTokenStore,
    Tenant,
    TokenStore,
    endpoints_of,
)
from xero_component.errors import ConfigurationError, InputError, ValidationError
from xero_component.runtimes.local import LocalRuntime
from xero_component.sandbox import Sandbox


@pytest.fixture
def store(consented: tuple[Grant, Tenant]) -> MemoryTokenStore:
    kept = MemoryTokenStore()
    kept.save("acme", *consented)
    return kept


@pytest.fixture
def runtime(store: MemoryTokenStore) -> Iterator[LocalRuntime]:
    with LocalRuntime("acme", store=store) as opened:
        yield opened


def test_an_action_runs_on_a_stored_connection_without_async(runtime: LocalRuntime) -> None:
    outcome = runtime.run("create_contact", {"name": "Sunrise"})
    assert outcome.output is not None
    assert outcome.output["Name"] == "Sunrise"
    assert outcome.trace.calls == 1
    assert runtime.run("list_connections").output is not None


def test_without_a_store_the_users_own_is_opened(consented: tuple[Grant, Tenant]) -> None:
    with TokenStore() as own:
        own.save("acme", *consented)
    with LocalRuntime("acme") as opened:
        assert opened.run("list_contacts", {"page_size": 1}).output is not None


def test_a_dry_run_sends_nothing(runtime: LocalRuntime, sandbox: Sandbox) -> None:
    sandbox.requests.clear()
    outcome = runtime.run("create_contact", {"name": "Sunrise"}, dry_run=True)
    assert outcome.is_dry_run
    assert outcome.planned is not None
    assert outcome.planned.headers["Authorization"] == "Bearer ********"
    assert sandbox.requests.listing() == []


def test_the_same_step_posts_nothing_twice(runtime: LocalRuntime, sandbox: Sandbox) -> None:
    ids = set()
    for _ in range(3):
        output = runtime.run("create_contact", {"name": "Once"}, run_id="r", step_id="s").output
        assert output is not None
        ids.add(output["ContactID"])
    assert len(ids) == 1
    assert len(requests(sandbox, "PUT", "/Contacts")) == 3


def test_the_raw_envelopes_are_kept_on_request(runtime: LocalRuntime) -> None:
    outcome = runtime.run("list_contacts", keep_raw=True)
    assert outcome.trace.envelopes[0]["Contacts"]


def test_errors_arrive_as_they_are(runtime: LocalRuntime) -> None:
    with pytest.raises(InputError, match="did you mean create_contact"):
        runtime.run("create_contat", {})
    with pytest.raises(ValidationError, match="already assigned"):
        runtime.run("create_contact", {"name": "Bayside Club"})


def test_several_threads_may_use_it_at_once(runtime: LocalRuntime) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: runtime.run("list_contacts"), range(8)))
    assert all(outcome.output for outcome in outcomes)


def test_after_close_nothing_can_be_sent(store: MemoryTokenStore) -> None:
    runtime = LocalRuntime("acme", store=store)
    runtime.run("list_connections")
    runtime.close()
    runtime.close()
    with pytest.raises(RuntimeError, match="closed"):
        runtime.run("list_connections")


def test_an_unknown_connection_is_named(store: MemoryTokenStore) -> None:
    with pytest.raises(ConfigurationError, match="There are: acme"):
        LocalRuntime("acne", store=store)


def test_anything_that_authorises_may_be_the_connection(
    consented: tuple[Grant, Tenant], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant, tenant = consented
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", base_url)
    host_managed = HostManagedConnection(grant.access_token or "", tenant.tenant_id)
    with LocalRuntime(host_managed) as opened:
        assert opened.run("list_contacts").output is not None


def test_a_sandbox_is_found_where_the_connection_was_made_or_where_the_environment_says(
    consented: tuple[Grant, Tenant], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = consented[0]
    assert endpoints_of(grant, "acme") == Endpoints.at(base_url)
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", "http://127.0.0.1:9999")
    assert endpoints_of(grant, "acme").host == "http://127.0.0.1:9999"


def test_a_connection_to_xero_never_sends_its_token_to_this_machine(
    consented: tuple[Grant, Tenant], base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace(consented[0], issuer=Endpoints().issuer)
    assert endpoints_of(real, "acme") == Endpoints()
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", base_url)
    store = MemoryTokenStore()
    store.save("acme", real, consented[1])
    with pytest.raises(ConfigurationError, match="Xero itself"):
        LocalRuntime("acme", store=store)


def test_a_store_that_names_another_machine_is_not_followed(
    consented: tuple[Grant, Tenant],
) -> None:
    strange = replace(consented[0], issuer="https://identity.example")
    with pytest.raises(ConfigurationError, match="on this machine"):
        endpoints_of(strange, "acme")


def test_a_proxy_is_not_asked_for_a_sandbox(
    store: MemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with pytest.raises(httpx.ConnectError):
        httpx.get("http://127.0.0.1:10")
    with LocalRuntime("acme", store=store) as opened:
        assert opened.run("list_connections").output is not None
