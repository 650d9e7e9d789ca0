"""The API's own routes, asked in this process as whoever asks for a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.types import Message, Receive

from infra.http.commands.headers import IDEMPOTENCY_KEY, POSITION, PURPOSE, etag
from infra.http.problems import HttpProblem
from infra.http.reads.around import DOOR
from infra.reads.read import Door

ANSWER_WAIT_S = 10
"""Of a command."""
_SHOWN = ("authorization", "cookie", "host", "origin", "sec-fetch-site", "user-agent")
"""What of the browser's request says who asks, and from where."""
_OF_A_BODY = ("content-type", "content-length")
_KEPT = ("http_version", "scheme", "client", "server", "app", "fastapi_middleware_astack")


class ApiProblem(Exception):
    """What the API answered instead: the members of RFC 9457, and ours, None where they are not said."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document["detail"])
        self.document = {"message": None, "rule": None, "errors": ()} | dict(document)

    @property
    def status(self) -> int:
        """Of the answer: 409 is a refusal of the ledger, with ``message`` and perhaps ``rule``."""
        return int(self.document["status"])


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """``document`` is the JSON of an answer; ``content`` its bytes, whatever they are; ``headers`` in small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def document(self) -> Any:
        """Raises ValueError where the answer is no JSON."""
        return json.loads(self.content)

    @property
    def position(self) -> str | None:
        """Where on the log an accepted command stands: a question that is asked after it waits for that."""
        return self.headers.get(POSITION.lower())


@dataclass
class Api:
    """The routes, for one request of a browser. ``after`` is the position that answers must reflect, ``purpose`` what
    they are asked for."""

    request: Request
    after: str | None = None
    purpose: str | None = None
    reflects: dict[str, Any] = field(default_factory=dict)
    """What the answers to this page's questions reflected: {read model: {partition: position}}."""

    def said(self) -> dict[str, str]:
        """The headers of a question: what its answer must reflect, and what it is for."""
        return {name: text for name, text in ((POSITION, self.after), (PURPOSE, self.purpose)) if text}

    async def get(self, path: str, **query: Any) -> Any:
        """The answer to a question. What is None or empty is not asked for. Raises ApiProblem."""
        answer = await self.ask("GET", path, query, self.said())
        found = answer.document
        if isinstance(found, dict):
            of_models = (found.get("reflects") or {}).items()
            self.reflects |= {model: places for model, places in of_models if isinstance(places, dict)}
        return found

    async def found(self, path: str, **query: Any) -> Any | None:
        """The same; None where the caller may not ask this, or there is nothing of it."""
        try:
            return await self.get(path, **query)
        except ApiProblem as problem:
            if problem.status in (403, 404):
                return None
            raise

    async def post(
        self,
        path: str,
        body: Any,
        key: str | None = None,
        *,
        version: int | None = None,
        **query: Any,
    ) -> RouteAnswer:
        """Send a command or whatever else a route takes; ``key`` makes it happen once, and only while what it is about
        is at ``version``; None: at any. Raises ApiProblem."""
        said = {"content-type": "application/json", "prefer": f"wait={ANSWER_WAIT_S}"}
        if key:
            said[IDEMPOTENCY_KEY] = key
        if version is not None:
            said["if-match"] = etag(version)
        return await self.ask("POST", path, query, said, json.dumps(body).encode())

    async def passed_on(self, path: str, **query: Any) -> RouteAnswer:
        """The browser's own body, as it comes: a file is never held in memory. Raises ApiProblem."""
        said = {name: self.request.headers[name] for name in _OF_A_BODY if name in self.request.headers}
        return await self.ask("POST", path, query, said, self.request.receive)

    async def ask(
        self, method: str, path: str, query: Mapping[str, Any], headers: Mapping[str, str], body: bytes | Receive = b""
    ) -> RouteAnswer:
        """Any route. Raises ApiProblem for every answer of 400 and more."""
        try:
            answer = await self._call(self._scope(method, path, query, headers), body)
        except HttpProblem as problem:
            raise ApiProblem(problem.document) from None
        except RequestValidationError as error:
            raise ApiProblem(invalid(error)) from None
        if answer.status >= 400:
            raise ApiProblem(answer.document)
        return answer

    def _scope(self, method: str, path: str, query: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
        asked = [(name, value) for name, value in query.items() if value not in (None, "")]
        passed = [(name, self.request.headers[name]) for name in _SHOWN if name in self.request.headers]
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in passed]
        headers += [(name.lower().encode(), value.encode()) for name, value in said.items()]
        return {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(asked, doseq=True).encode(),
            "headers": headers,
            "state": {DOOR: Door.MY_PAGE if self.request.url.path.startswith("/my") else Door.CONSOLE},
            **{name: self.request.scope[name] for name in _KEPT if name in self.request.scope},
        }

    async def _call(self, scope: dict[str, Any], body: bytes | Receive) -> RouteAnswer:
        content, head = bytearray(), dict[str, Any]()

        async def whole() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            else:
                content.extend(message.get("body", b""))

        await self.request.app.router(scope, whole if isinstance(body, bytes) else body, send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head["headers"]}
        return RouteAnswer(head["status"], headers, bytes(content))


def invalid(error: RequestValidationError) -> dict[str, Any]:
    """The problem that parameters are which are none: where they are, and nothing of what they say."""
    places = ", ".join(".".join(str(part) for part in one["loc"][1:]) for one in error.errors())
    return HttpProblem("parameter_invalid", f"This cannot be read: {places}.").document
