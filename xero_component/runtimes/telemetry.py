"""Traces by OpenTelemetry, through its own instrumentations of FastAPI and httpx (extra `otel`).

Where traces are sent, and under which service name, is set by OpenTelemetry's own variables, such
as `OTEL_EXPORTER_OTLP_ENDPOINT`: https://opentelemetry.io/docs/languages/sdk-configuration/
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from fastapi import FastAPI

SERVICE_NAME = "xero-component"

CONVENTIONS = "OTEL_SEMCONV_STABILITY_OPT_IN"
"""The variable that chooses names of attributes; the stable ones tell which host was called."""

KEPT = frozenset(
    {
        "error.type",
        "http.flavor",
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.scheme",
        "http.status_code",
        "net.host.port",
        "net.peer.name",
        "net.peer.port",
        "network.protocol.version",
        "server.address",
        "server.port",
        "url.scheme",
    }
)
"""The attributes that leave the process. Addresses with paths and queries, headers, callers'
addresses and the texts of errors are not among them: they hold names from the ledger, or tokens."""


@contextmanager
def tracing(app: "FastAPI") -> Iterator[None]:
    """Trace what an application is asked and what it asks Xero, while the block runs.

    The application must not have been started before. Raises `ConfigurationError` when the extra
    `otel` is missing.
    """
    os.environ.setdefault(CONVENTIONS, "http")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
        from opentelemetry.propagate import set_global_textmap
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace import Status
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
    except ImportError as error:
        raise _missing_extra(error) from None
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": SERVICE_NAME}
    provider = TracerProvider(resource=Resource.create(named))
    exporter = DiscreetExporter(OTLPSpanExporter(), ReadableSpan, Status)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    set_global_textmap(TraceContextTextMapPropagator())  # a caller's baggage stays away from Xero
    to_xero = HTTPXClientInstrumentor()
    to_xero.instrument(tracer_provider=provider)
    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=provider,
        excluded_urls="/health,/ready,/metrics",
        exclude_spans=["receive", "send"],
    )

    try:
        yield
    finally:
        to_xero.uninstrument()
        provider.shutdown()


class DiscreetExporter:
    """Hands spans on with the attributes of `KEPT` alone, without events and without messages."""

    def __init__(self, exporter: Any, span: Any, status: Any) -> None:
        self._exporter = exporter
        self._span = span
        self._status = status

    def export(self, spans: Sequence[Any]) -> Any:
        """Send spans; return the exporter's result."""
        return self._exporter.export([self._discreet(one) for one in spans])

    def shutdown(self) -> None:
        """End the exporter."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is waiting, within so many milliseconds."""
        return bool(self._exporter.force_flush(timeout_millis))

    def _discreet(self, span: Any) -> Any:
        attributes: Mapping[str, Any] = span.attributes or {}
        kept = {name: value for name, value in attributes.items() if name in KEPT}
        return self._span(
            name=_name_of(attributes),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=kept,
            events=(),
            links=(),
            kind=span.kind,
            status=self._status(span.status.status_code),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )


def _name_of(attributes: Mapping[str, Any]) -> str:
    """Name a span by method and route; an address that no route has may be anything."""
    method = attributes.get("http.request.method") or attributes.get("http.method") or "HTTP"
    route = attributes.get("http.route")
    return f"{method} {route}" if route else str(method)


def _missing_extra(error: ImportError) -> ConfigurationError:
    what = f" ({error.name} is missing)" if error.name else ""
    return ConfigurationError(
        f"Traces need packages that are not installed{what}.",
        advice='Install them with: pip install "xero-component[otel]"',
    )
