"""Traces with OpenTelemetry's real packages: what leaves the process, byte by byte."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from xero_component.connections import Grant, Tenant, TokenStore
from xero_component.runtimes.http import create_app
from xero_component.runtimes.settings import load_settings
from xero_component.runtimes.telemetry import tracing

pytest.importorskip("opentelemetry.instrumentation.httpx", reason="needs the extra otel")
pytest.importorskip("opentelemetry.instrumentation.fastapi", reason="needs the extra otel")
collected = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2", reason="needs the extra otel"
)

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
LEDGER = "Bayside Club"
HEADERS = {"traceparent": CALLER, "baggage": f"who={LEDGER}", "X-Note": "hunter2"}
CAPTURE = "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS"


class Collector(ThreadingHTTPServer):
    """Takes what an exporter sends."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.bodies: list[bytes] = []

    def spans(self) -> list[Any]:
        """Return what has come, in the order in which it ended."""
        found: list[Any] = []
        for body in self.bodies:
            for resource in collected.ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    found += scope.spans
        return sorted(found, key=lambda span: span.end_time_unix_nano)


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        return None


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector, and variables that ask for all that there is."""
    with Collector() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        where = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", where)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        for side in ("SERVER_REQUEST", "SERVER_RESPONSE", "CLIENT_REQUEST", "CLIENT_RESPONSE"):
            monkeypatch.setenv(f"{CAPTURE}_{side}", ".*")
        yield server
        server.shutdown()


@pytest.fixture
async def secrets(
    base_url: str, consented: tuple[Grant, Tenant], collector: Collector
) -> list[str]:
    """Run actions on a server that traces; return what must not be in a span."""
    with TokenStore() as store:
        store.save("acme", *consented)
        grant = store.load("acme")[1]
    app = create_app(load_settings(base_url=base_url))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with tracing(app):
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as caller,
        ):
            asked = {"search_term": LEDGER}
            listed = await caller.post("/actions/list_contacts", json=asked, headers=HEADERS)
            assert listed.status_code == 200, listed.text
            refused = await caller.post("/actions/create_contact", json={"name": LEDGER})
            assert refused.status_code == 422, refused.text
            wrong = {"Authorization": "Bearer xck_wrong"}
            assert (await caller.get(f"/{LEDGER}?token=hunter2", headers=wrong)).status_code == 404
            await caller.get("/health")
    return [
        *(str(grant.access_token), str(grant.refresh_token), str(grant.client_secret)),
        *("xck_wrong", "hunter2", "Bayside", "search", "Authorization", "summarizeErrors"),
    ]


async def test_nothing_leaves_but_routes_and_figures(
    collector: Collector, secrets: list[str]
) -> None:
    sent = b"".join(collector.bodies)
    assert sent
    assert [secret for secret in secrets if secret.encode() in sent] == []


async def test_a_request_and_its_calls_are_one_trace_of_the_caller_s(
    collector: Collector, secrets: list[str]
) -> None:
    spans = collector.spans()
    assert [span.name for span in spans] == [
        *("GET", "POST /actions/list_contacts"),
        *("PUT", "POST /actions/create_contact", "GET"),
    ]
    call, request = spans[:2]
    assert {span.trace_id.hex() for span in (call, request)} == {CALLER.split("-")[1]}
    assert request.parent_span_id.hex() == CALLER.split("-")[2]
    assert call.parent_span_id == request.span_id
    attributes = {one.key: one.value for one in call.attributes}
    assert attributes["server.address"].string_value == "127.0.0.1"
    assert attributes["http.response.status_code"].int_value == 200
    assert b"xero-component" in collector.bodies[0]
