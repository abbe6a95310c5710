"""What the server says of itself, and of whether it can work."""

from pathlib import Path

import pytest

from tests.runtimes.http.site import Site, assert_problem, opened_site
from xero_component.component import component
from xero_component.connections import generate_key
from xero_component.core.manifest import manifest_json
from xero_component.errors import UnavailableError


async def test_it_is_alive_and_ready(quiet: Site) -> None:
    assert (await quiet.caller.get("/health")).json() == {"status": "ok"}
    assert (await quiet.caller.get("/ready")).json() == {"ready": True}


async def test_the_manifest_is_the_components_own(quiet: Site) -> None:
    reply = await quiet.caller.get("/manifest")
    assert reply.text == manifest_json(component)


async def test_without_its_store_it_is_alive_but_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise UnavailableError("The store at postgresql://secret is away.")

    monkeypatch.setattr(site.server.store, "list", away)
    assert (await site.caller.get("/health")).status_code == 200
    reply = await site.caller.get("/ready")
    problem = assert_problem(reply, 503, "not-ready")
    assert "postgresql" not in reply.text
    assert problem["advice"].startswith("The server's log says why")
    assert "not ready: The store at" in caplog.text


async def test_with_another_key_it_is_not_ready(folder: Path) -> None:
    async with opened_site(folder, key=generate_key()) as site:
        site.connect()
    async with opened_site(folder, key=generate_key()) as site:
        assert_problem(await site.caller.get("/ready"), 503, "not-ready")


async def test_the_metrics_count_calls(site: Site) -> None:
    await site.act("list_contacts")
    reply = await site.caller.get("/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain")
    assert "xero_calls_total{" in reply.text
