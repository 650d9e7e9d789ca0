"""The registry's answers behind a plain HTTP server of Python's own, for clients that others wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from infra.registry.answers import MEDIA_TYPE, Asked, RegistryAnswers
from infra.registry.subjects import Subjects


@dataclass
class Served:
    """Where it is, and what was asked of it: method and path."""

    url: str
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Served]:
    """The registry of our schemas, until the end."""
    answers = RegistryAnswers(Subjects.read())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept, and each answer is one packet
        wbufsize = -1

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            it.asked.append((self.command, parts.path))
            answer = answers.answer(Asked(self.command, parts.path, dict(parse_qsl(parts.query)), body))
            content = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815  # the library's names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        it = Served(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield it
        server.shutdown()
        thread.join()
