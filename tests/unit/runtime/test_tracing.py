"""OpenTelemetry: off unless it is asked for; spans of batches with links, and nothing personal in any of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.messages.trace import current_traceparent
from infra.runtime.settings_error import SettingsError
from infra.runtime.tracing import LINKS_MAX, TRACES, batch_span, begin_tracing, request_span, use_tracer
from tests.waiting import PATIENCE_S

TRACE_ID = 0x0AF7651916CD43DD8448EB211C80319C
TRACE = f"00-{TRACE_ID:032x}-b7ad6b7169203331-01"
PERSONAL = "Anna Svensson"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    use_tracer(provider.get_tracer("test"))
    yield exporter
    use_tracer(None)


def _only(spans: InMemorySpanExporter) -> ReadableSpan:
    [span] = spans.get_finished_spans()
    return span


def test_a_batch_is_one_span_with_a_link_to_each_trace_in_it(spans: InMemorySpanExporter) -> None:
    others = [TRACE.replace("0af7", f"{number:04x}") for number in (1, 2)]
    with batch_span("write", lambda: [TRACE, "", *others, TRACE], {"messaging.batch.message_count": 5}):
        pass
    span = _only(spans)
    assert span.parent is None
    assert [f"{link.context.trace_id:032x}" for link in span.links] == [one.split("-")[1] for one in (TRACE, *others)]
    assert dict(span.attributes or {}) == {"messaging.system": "kafka", "messaging.batch.message_count": 5}


def test_links_have_a_bound_and_what_is_left_out_is_counted(spans: InMemorySpanExporter) -> None:
    traces = [f"00-{number:032x}-b7ad6b7169203331-01" for number in range(1, LINKS_MAX + 11)]
    with batch_span("write", lambda: traces, {}):
        pass
    span = _only(spans)
    assert len(span.links) == LINKS_MAX
    assert (span.attributes or {})["caseledger.links_left_out"] == 10


def test_what_is_sent_in_a_request_belongs_to_the_trace_of_whoever_asked(spans: InMemorySpanExporter) -> None:
    with request_span("request", TRACE, {}):
        within = current_traceparent()
    span = _only(spans)
    assert span.parent is not None
    assert (span.parent.trace_id, span.parent.span_id) == (TRACE_ID, 0xB7AD6B7169203331)
    assert span.context is not None
    assert within == f"00-{TRACE_ID:032x}-{span.context.span_id:016x}-01"
    assert current_traceparent() == ""


def test_whoever_asks_without_a_trace_begins_one(spans: InMemorySpanExporter) -> None:
    with request_span("ask CloseCase", "", {}):
        assert current_traceparent().startswith("00-")
    assert _only(spans).parent is None


def test_an_error_is_told_by_its_kind_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match=PERSONAL), batch_span("fold", list, {}):
        raise ValueError(f"Key (name)=({PERSONAL}) already exists")
    told = _only(spans).to_json()
    assert "ValueError" in told
    assert PERSONAL not in told


def test_without_spans_the_trace_of_whoever_asked_is_carried_on_all_the_same() -> None:
    asked: list[str] = []
    with request_span("request", TRACE, {}), batch_span("write", lambda: asked, {}):
        assert current_traceparent() == TRACE


def test_it_is_off_and_not_even_loaded_unless_it_is_asked_for() -> None:
    program = (
        "import sys; from infra.runtime.tracing import begin_tracing, batch_span; begin_tracing({}); "
        "from contextlib import ExitStack; ExitStack().enter_context(batch_span('x', list, {})); "
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert done.stdout.strip() == "[]"


def test_another_value_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match="CASELEDGER_TRACES is 'jaeger', but must be no or otlp"):
        begin_tracing({TRACES: "jaeger"})


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"caseledger\[otel\]"):
        begin_tracing({TRACES: "otlp"})


def test_spans_are_sent_to_a_collector_by_otlp() -> None:
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        program = (
            "from infra.runtime.tracing import begin_tracing, batch_span\n"
            "begin_tracing()\n"
            f"with batch_span('write', lambda: ['{TRACE}'], {{}}): pass\n"
        )
        where = {
            TRACES: "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        }  # fmt: skip
        subprocess.run([sys.executable, "-c", program], env=where, timeout=PATIENCE_S, check=True)
        server.shutdown()
    [resource] = ExportTraceServiceRequest.FromString(received[0]).resource_spans
    names = {one.key: one.value.string_value for one in resource.resource.attributes}
    [span] = resource.scope_spans[0].spans
    assert (names["service.name"], span.name) == ("caseledger", "write")
    assert span.links[0].trace_id.hex() == f"{TRACE_ID:032x}"
