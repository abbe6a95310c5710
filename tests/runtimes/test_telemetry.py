"""Traces are made by OpenTelemetry's own instrumentations, and leave without secrets.

The packages are an extra; here stand-ins take their place, with the names and parameters that are
used of them.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from xero_component.cli.serve import serve
from xero_component.errors import ConfigurationError
from xero_component.runtimes.telemetry import KEPT, DiscreetExporter, tracing

APP: Any = object()
SECRETS = ("tok-SECRET", "Sunrise", "hunter2", "4321.09", "203.0.113.9")


@dataclass
class Span:
    """What the SDK's ReadableSpan is made of."""

    name: str
    context: Any = "context"
    parent: Any = None
    resource: Any = "resource"
    attributes: Mapping[str, Any] | None = None
    events: Sequence[Any] = ()
    links: Sequence[Any] = ()
    kind: Any = "CLIENT"
    status: Any = None
    start_time: int | None = 1
    end_time: int | None = 2
    instrumentation_scope: Any = "scope"


@dataclass
class Status:
    status_code: str
    description: str | None = None


@dataclass
class Exporter:
    spans: list[Span] = field(default_factory=list)
    ended: bool = False

    def export(self, spans: Sequence[Span]) -> str:
        self.spans += spans
        return "SUCCESS"

    def shutdown(self) -> None:
        self.ended = True

    def force_flush(self, timeout_millis: int) -> bool:
        return timeout_millis > 0


@dataclass
class Stage:
    """What was done with the stand-ins."""

    exporter: Exporter = field(default_factory=Exporter)
    providers: list[Any] = field(default_factory=list)
    done: list[tuple[Any, ...]] = field(default_factory=list)


class Provider:
    def __init__(self, *, resource: Any) -> None:
        self.resource = resource
        self.exporter: Any = None

    def add_span_processor(self, processor: Any) -> None:
        self.exporter = processor

    def shutdown(self) -> None:
        self.exporter.shutdown()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Put stand-ins in the place of the packages."""
    stage = Stage()

    def provider(*, resource: Any) -> Provider:
        made = Provider(resource=resource)
        stage.providers.append(made)
        return made

    class OfHttpx:
        def instrument(self, *, tracer_provider: Any) -> None:
            stage.done.append(("httpx", tracer_provider))

        def uninstrument(self) -> None:
            stage.done.append(("httpx off",))

    def of_app(app: Any, *, tracer_provider: Any, excluded_urls: str, exclude_spans: Any) -> None:
        stage.done.append(("fastapi", app, tracer_provider, excluded_urls, exclude_spans))

    found: dict[str, Mapping[str, Any]] = {
        "exporter.otlp.proto.http.trace_exporter": {"OTLPSpanExporter": lambda: stage.exporter},
        "instrumentation.fastapi": {"FastAPIInstrumentor": SimpleNamespace(instrument_app=of_app)},
        "instrumentation.httpx": {"HTTPXClientInstrumentor": OfHttpx},
        "propagate": {"set_global_textmap": lambda it: stage.done.append(("propagate", it))},
        "sdk.resources": {"Resource": SimpleNamespace(create=dict)},
        "sdk.trace": {"ReadableSpan": Span, "TracerProvider": provider},
        "sdk.trace.export": {"BatchSpanProcessor": lambda exporter: exporter},
        "trace": {"Status": Status},
        "trace.propagation.tracecontext": {"TraceContextTextMapPropagator": lambda: "traceparent"},
    }
    for name in list(sys.modules):
        if name.partition(".")[0] == "opentelemetry":
            monkeypatch.delitem(sys.modules, name)
    for name, members in found.items():
        parts = ["opentelemetry", *name.split(".")]
        for end in range(1, len(parts) + 1):
            path = ".".join(parts[:end])
            if path not in sys.modules:
                monkeypatch.setitem(sys.modules, path, ModuleType(path))
        vars(sys.modules[".".join(parts)]).update(members)
    return stage


def test_both_sides_are_traced_by_one_provider_until_the_end(stage: Stage) -> None:
    with tracing(APP):
        [provider] = stage.providers
        assert provider.resource == {"service.name": "xero-component"}
        assert stage.done == [
            ("propagate", "traceparent"),
            ("httpx", provider),
            ("fastapi", APP, provider, "/health,/ready,/metrics", ["receive", "send"]),
        ]
        assert not stage.exporter.ended
    assert stage.done[-1] == ("httpx off",)
    assert stage.exporter.ended


def test_a_name_of_the_service_that_is_set_stays(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "books")
    with tracing(APP):
        assert stage.providers[0].resource == {}


def test_what_is_exported_is_made_discreet(stage: Stage) -> None:
    with tracing(APP):
        stage.providers[0].exporter.export([hostile_span()])
    [sent] = stage.exporter.spans
    assert not any(secret in repr(sent) for secret in SECRETS)


def test_without_the_packages_the_error_names_the_extra(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.instrumentation.httpx", None)
    with pytest.raises(ConfigurationError, match="not installed") as raised, tracing(APP):
        raise AssertionError("not reached")
    assert 'pip install "xero-component[otel]"' in (raised.value.advice or "")


def hostile_span() -> Span:
    return Span(
        name="GET /Contacts/Sunrise",
        attributes={
            "http.method": "GET",
            "http.url": "https://api.xero.com/api.xro/2.0/Contacts?where=Sunrise",
            "url.full": "https://api.xero.com/api.xro/2.0/Contacts?where=Sunrise",
            "url.path": "/Contacts/Sunrise",
            "url.query": "where=Sunrise",
            "http.target": "/connect/main/callback?code=hunter2",
            "http.status_code": 200,
            "net.peer.name": "api.xero.com",
            "client.address": "203.0.113.9",
            "http.request.header.authorization": ["Bearer tok-SECRET"],
            "http.response.header.set_cookie": ["hunter2"],
            "exception.message": "4321.09 is too much",
        },
        events=["exception: 4321.09 owed by Sunrise"],
        links=["Sunrise"],
        status=Status("ERROR", "Sunrise owes 4321.09"),
    )


def test_a_span_leaves_with_what_is_known_to_be_harmless() -> None:
    exporter = Exporter()
    assert DiscreetExporter(exporter, Span, Status).export([hostile_span()]) == "SUCCESS"
    assert exporter.spans == [
        Span(
            name="GET",
            attributes={
                "http.method": "GET",
                "http.status_code": 200,
                "net.peer.name": "api.xero.com",
            },
            status=Status("ERROR"),
        )
    ]


def test_a_span_is_named_by_its_route() -> None:
    exporter = Exporter()
    attributes = {"http.request.method": "POST", "http.route": "/actions/get_item"}
    span = Span(name="POST /actions/get_item", attributes=attributes, status=Status("UNSET"))
    DiscreetExporter(exporter, Span, Status).export([span, Span("x", status=Status("UNSET"))])
    assert [one.name for one in exporter.spans] == ["POST /actions/get_item", "HTTP"]


def test_nothing_that_is_kept_can_hold_a_path_a_query_or_a_header() -> None:
    assert not [
        name
        for name in KEPT
        if any(part in name for part in ("url.full", "path", "query", "target", "header", "body"))
    ]


def test_the_exporter_is_asked_to_send_and_to_end() -> None:
    exporter = Exporter()
    discreet = DiscreetExporter(exporter, Span, Status)
    assert discreet.force_flush()
    discreet.shutdown()
    assert exporter.ended


def test_a_server_that_shall_trace_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XERO_COMPONENT_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setenv("XERO_COMPONENT_TRACES", "true")
    monkeypatch.setitem(sys.modules, "opentelemetry.instrumentation.httpx", None)
    with pytest.raises(ConfigurationError, match="not installed"):
        serve(port=0)
