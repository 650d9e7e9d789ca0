"""Around the router: no answer to a question leaves without being put on record.

The console's pages ask the same router in this process, so what they show has passed here too. Of an answer of 200:

1. Which cases and persons it is of is read from what leaves, and who asked, as what and for what purpose, from what the
   route's own check of its caller left behind.
2. May it hold personal fields, it is held back until the read is on record; if that fails nothing of it leaves (503).
3. Other answers leave at once, and their reads are put on record behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.http.access.callers import Caller
from infra.http.reads.holding import MayHold, holds
from infra.http.reads.keeping import Reads
from infra.http.reads.subjects import met_in
from infra.http.services import Services
from infra.reads.read import Door, Read
from infra.reads.subjects import ReadSubjects

QUESTIONS = "/v1/"
CALLER, DOOR, IN_THE_CLEAR = "caller", "door", "in_the_clear"
"""What the state of a request says: who calls, by which door, and whether personal fields are shown in the clear."""


class OnRecord:
    """The router, with what it answers put on record."""

    def __init__(self, router: ASGIApp) -> None:
        self._router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Raises HttpProblem when the read cannot be put on record."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(QUESTIONS):
            await self._router(scope, receive, send)
            return
        scope.setdefault("state", {})
        answer = _Answer(scope, send)
        await self._router(scope, receive, answer.take)
        await answer.settle()


@dataclass
class _Answer:
    """One on its way. What is held back has not left yet."""

    scope: Scope
    send: Send
    held: list[Message] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    head: Message | None = None
    holds: MayHold = MayHold.NOTHING

    async def take(self, message: Message) -> None:
        """A part of it, from the route."""
        if message["type"] == "http.response.start":
            self.head = message
            if message["status"] < 300:
                self.holds = holds(_question(self.scope))
            if self.holds is MayHold.STREAM:
                self._reads.note(self._read(ReadSubjects(), 0))
        elif self.holds in (MayHold.PERSONAL, MayHold.IDS):
            self.body += message.get("body", b"")
        if self.holds is MayHold.PERSONAL:
            self.held.append(message)
        else:
            await self.send(message)

    async def settle(self) -> None:
        """The route has said all."""
        if self.holds not in (MayHold.PERSONAL, MayHold.IDS):
            return
        subjects = self._named()
        rows = met_in(self._media_type, bytes(self.body), subjects)
        read = self._read(subjects, rows)
        if self.holds is MayHold.IDS:
            self._reads.note(read)
            return
        await run_in_threadpool(self._reads.record, read)
        for message in self.held:
            await self.send(message)

    @property
    def _services(self) -> Services:
        found: Services = self.scope["app"].state.services
        return found

    @property
    def _reads(self) -> Reads:
        return self._services.reads

    @property
    def _media_type(self) -> str:
        assert self.head is not None
        said = Headers(raw=self.head["headers"]).get("content-type", "")
        return said.partition(";")[0].strip()

    def _named(self) -> ReadSubjects:
        subjects = ReadSubjects()
        subjects.name(self.scope.get("path_params", {}).items())
        subjects.name(parse_qsl(self.scope["query_string"].decode("latin-1")))
        return subjects

    def _read(self, subjects: ReadSubjects, rows: int) -> Read:
        state: Mapping[str, Any] = self.scope["state"]
        caller: Caller = state[CALLER]
        return Read(
            id=uuid4(),
            at=self._services.clock.now(),
            reader=caller.actor,
            role=caller.role.value,
            door=state.get(DOOR, Door.API),
            question=_question(self.scope),
            rows=rows,
            cases=tuple(subjects.cases),
            persons=tuple(subjects.persons),
            purpose=caller.purpose,
            in_the_clear=bool(state.get(IN_THE_CLEAR)),
        )


def _question(scope: Scope) -> str:
    """The operation's id; empty for a route without one, which counts as the worst."""
    return getattr(scope.get("route"), "operation_id", None) or ""
