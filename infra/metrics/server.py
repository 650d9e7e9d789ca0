"""`/metrics`, `/live` and `/ready` over HTTP, on this machine only unless told otherwise."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from infra.metrics.health import Health
from infra.metrics.kinds import REGISTRY

LOOPBACK = "127.0.0.1"
REQUEST_TIMEOUT_S = 10
"""A client that opens a connection and says nothing must not hold a thread for ever."""


Reported = Callable[[], Health]


class MetricsPortTaken(Exception):
    """The page cannot listen where it was told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"/metrics, /live and /ready cannot listen on {host}:{port}: {reason}. Nothing was started. Name another "
            "port with --metrics-port or CASELEDGER_METRICS_PORT, or let `caseledger up --new-ports` choose one."
        )


class MetricsServer:
    """Serves in a thread of its own until it is closed. ``port`` 0 takes a free one; see the attribute after."""

    def __init__(self, live: Reported, ready: Reported, port: int = 0, host: str = LOOPBACK) -> None:
        try:
            self._server = _Server((host, port), _handler({"/live": live, "/ready": ready}))
        except OSError as error:
            reason = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
            raise MetricsPortTaken(host, port, reason) from error
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="metrics")
        self._thread.daemon = True
        self._thread.start()

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)


def _handler(reports: Mapping[str, Reported]) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        timeout = REQUEST_TIMEOUT_S

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(REGISTRY))
            elif path in reports:
                report = reports[path]()
                status = HTTPStatus.OK if report.is_well else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, "application/json", json.dumps(report.as_json()).encode() + b"\n")
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"Here are /metrics, /live and /ready.\n")

        def _answer(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """A scrape every few seconds is no news."""

    return Page
