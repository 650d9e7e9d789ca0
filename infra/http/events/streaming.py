"""A stream of server-sent events: a thread follows the log, and the client is given what it finds, as fast as it takes.

Whoever is gone, or takes nothing for a while, or may not see events any more, is let go of, with thread and connection.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Event, Thread

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.kernel.recorded import RecordedEvent
from infra.http.answers.events import recorded_document
from infra.http.answers.values import plain
from infra.http.commands.headers import positions_text
from infra.http.events.port import EventChoice, Events, Positions
from infra.http.events.streams import Streams
from infra.http.problems import HttpProblem
from infra.runtime.faults import where_it_failed

EVENT_STREAM = "text/event-stream"
KEEP_ALIVE_S = 15.0
SLOW_S = 30.0
"""So long a client may take nothing of what is there for it."""
LOOK_S = 0.5
"""How often is looked whether the process ends."""
WAITING_MAX = 4
"""Portions that were read and not sent."""

log = logging.getLogger("caseledger.http")

Portion = tuple[str, str]
"""Events as they are sent, which may be none, and how far the log was followed."""


class EventStream(Response):
    """Sends events until the client is gone. ``may_go_on`` is asked now and then: keys are revoked and expire."""

    media_type = EVENT_STREAM

    def __init__(
        self, streams: Streams, who: str, events: Events, after: Positions, choice: EventChoice,
        may_go_on: Callable[[], Awaitable[bool]],
    ) -> None:  # fmt: skip
        """Raises HttpProblem when there are as many streams as there may be."""
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        streams.take(who)
        self._streams, self._who = streams, who
        self._events, self._after, self._choice = events, after, choice
        self._may_go_on = may_go_on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        stop = Event()
        waiting: asyncio.Queue[Portion] = asyncio.Queue(WAITING_MAX)
        loop = asyncio.get_running_loop()
        Thread(target=self._read, args=(waiting, loop, stop), name="event-stream", daemon=True).start()
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await asyncio.wait_for(send(head), SLOW_S)
            await _sent(send, f"id: {positions_text(self._after)}\nretry: 2000\n\n")
            await self._pass_on(waiting, gone, stop, send)
            await _sent(send, "", more=False)
        except TimeoutError:
            log.info("a stream ended: its client took nothing for %g s", SLOW_S)
        finally:
            stop.set()
            gone.cancel()
            self._streams.let_go(self._who)

    async def _pass_on(
        self, waiting: asyncio.Queue[Portion], gone: asyncio.Future[None], stop: Event, send: Send
    ) -> None:
        """Until the client is gone, the reader has stopped, or the process is to end."""
        asked_at = told_at = time.monotonic()
        reached = ""
        while not gone.done() and not self._streams.ending.is_set():
            portion = await _next(waiting)
            if portion is None and stop.is_set():
                return
            if portion is not None:
                text, reached = portion
                if text:
                    await _sent(send, text)
                    told_at = time.monotonic()
            if time.monotonic() - told_at >= KEEP_ALIVE_S:
                await _sent(send, f": {reached}\nid: {reached}\n\n" if reached else ":\n\n")
                told_at = time.monotonic()
            if time.monotonic() - asked_at >= KEEP_ALIVE_S:
                if not await self._may_go_on():
                    return
                asked_at = time.monotonic()

    def _read(self, waiting: asyncio.Queue[Portion], loop: asyncio.AbstractEventLoop, stop: Event) -> None:
        """In a thread of its own: what the log has, as long as it is taken."""

        def tell(events: Sequence[RecordedEvent], positions: Positions) -> None:
            portion = (_text(events, positions), positions_text(positions))
            taken = asyncio.run_coroutine_threadsafe(waiting.put(portion), loop)
            try:
                taken.result(SLOW_S)
            except TimeoutError:
                taken.cancel()
                raise

        try:
            self._events.follow(self._after, self._choice, tell, stop)
        except HttpProblem as problem:
            log.warning("a stream ended: %s", problem)
        except (TimeoutError, CancelledError):
            log.info("a stream let go of the log: nobody took what it read")
        except Exception as error:  # of it nothing leaves but where it happened
            log.warning("a stream ended: %s", where_it_failed(error))
        finally:
            stop.set()


async def _next(waiting: asyncio.Queue[Portion]) -> Portion | None:
    """None: nothing came for a moment."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(waiting.get(), LOOK_S)
    return None


async def _sent(send: Send, text: str, *, more: bool = True) -> None:
    """Raises TimeoutError when the client does not take it."""
    await asyncio.wait_for(send({"type": "http.response.body", "body": text.encode(), "more_body": more}), SLOW_S)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _text(events: Sequence[RecordedEvent], reached: Positions) -> str:
    """Each with the id from which the stream goes on behind it."""
    positions = dict(reached)
    for one in reversed(events):
        positions[one.partition] = one.position - 1
    parts = []
    for one in events:
        positions[one.partition] = one.position
        document = json.dumps(plain(recorded_document(one)), ensure_ascii=False)
        parts.append(f"id: {positions_text(positions)}\ndata: {document}\n\n")
    return "".join(parts)
