"""OpenTelemetry, for those who have installed ``caseledger[otel]`` and asked for it; else nothing is done or loaded.

A batch is one span with a link to the trace of each message in it, since a transaction is of many traces at once. Spans
say kinds, counts and places: no id of a person or case, and of an error its kind alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from infra.messages.trace import TRACEPARENT, within
from infra.runtime.settings_error import SettingsError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

TRACES = "CASELEDGER_TRACES"
OFF, OTLP = "no", "otlp"
LINKS_MAX = 128
"""Of one span: OpenTelemetry's own limit. The others are counted."""

Attributes = Mapping[str, str | int]
_tracers: list[Tracer] = []
"""One, when spans are made."""


def begin_tracing(environ: Mapping[str, str] = os.environ) -> None:
    """Makes spans and sends them where ``OTEL_EXPORTER_OTLP_…`` says, when ``CASELEDGER_TRACES`` is ``otlp``.

    Raises SettingsError for another value, or when the extra is not installed.
    """
    asked = environ.get(TRACES) or OFF
    if asked == OFF:
        return
    if asked != OTLP:
        raise SettingsError(TRACES, asked, f"{OFF} or {OTLP}")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise SettingsError(TRACES, asked, f"{OFF} unless pip install 'caseledger[otel]' was run") from None
    named = {} if "OTEL_SERVICE_NAME" in environ else {"service.name": "caseledger"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    use_tracer(provider.get_tracer("caseledger"))


def use_tracer(tracer: Tracer | None) -> None:
    """Make spans with this one from now on; None: make none."""
    _tracers[:] = [] if tracer is None else [tracer]


@contextmanager
def batch_span(name: str, traceparents: Callable[[], Iterable[str]], attributes: Attributes) -> Iterator[None]:
    """A span around what is done for many messages at once. ``traceparents`` are asked for only when spans are made."""
    if not _tracers:
        yield
        return
    from opentelemetry.trace import Link, SpanKind

    traces = list(dict.fromkeys(one for one in traceparents() if one))
    links = [Link(_context_of(one)) for one in traces[:LINKS_MAX]]
    more = {"caseledger.links_left_out": len(traces) - len(links)} if len(traces) > len(links) else {}
    with _span(name, None, SpanKind.CONSUMER, {"messaging.system": "kafka", **attributes, **more}, links):
        yield


@contextmanager
def request_span(name: str, traceparent: str, attributes: Attributes) -> Iterator[None]:
    """Around what one person or program asked for: whatever is sent meanwhile belongs to the span's trace, or without
    spans to the one that was asked with."""
    if not _tracers:
        with within(traceparent):
            yield
        return
    from opentelemetry.trace import SpanKind

    parent = _carried(traceparent) if traceparent else None
    with _span(name, parent, SpanKind.SERVER, attributes, ()) as span, within(_traceparent_of(span)):
        yield


@contextmanager
def _span(name: str, parent: Any, kind: Any, attributes: Attributes, links: Iterable[Any]) -> Iterator[Span]:
    from opentelemetry.context import Context
    from opentelemetry.trace import Status, StatusCode

    [tracer] = _tracers
    span = tracer.start_span(name, parent or Context(), kind, dict(attributes), list(links), record_exception=False)
    try:
        yield span
    except BaseException as error:
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise
    finally:
        span.end()


def _carried(traceparent: str) -> Any:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({TRACEPARENT: traceparent})


def _context_of(traceparent: str) -> Any:
    from opentelemetry.trace import get_current_span

    return get_current_span(_carried(traceparent)).get_span_context()


def _traceparent_of(span: Span) -> str:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
