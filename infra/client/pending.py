"""An answer that is awaited."""

from __future__ import annotations

import time
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from uuid import UUID

from infra.client.errors import NoAnswer
from infra.messages.replies import CommandAnswered


class Pending(Future[CommandAnswered]):
    """The answer to one command, for a thread (``result``) or an event loop (``asyncio.wrap_future``).

    It ends by itself: with the answer, or with CommandNotAnswered when its time is over. Who cancels it has given up,
    and nothing of it is kept. ``stored`` is done when the cluster has the command, from when on it will be carried out
    or refused, whoever still waits; commands that are sent together share one. ``sent_at`` and ``answered_at`` are
    monotonic seconds, for latencies.
    """

    def __init__(self, command_id: UUID, limit_s: float, stored: Future[None] | None = None) -> None:
        super().__init__()
        self.command_id = command_id
        self.limit_s = limit_s
        self.sent_at = time.monotonic()
        self.answered_at = 0.0
        self.stored: Future[None] = Future() if stored is None else stored

    def result(self, timeout: float | None = None) -> CommandAnswered:
        """The answer. Raises CommandNotAnswered; after ``timeout`` seconds NoAnswer, and it may still come."""
        try:
            return super().result(timeout)
        except TimeoutError:
            raise self.no_answer(timeout or 0.0) from None

    def is_stored(self, _: object) -> None:
        """The cluster says so."""
        with suppress(InvalidStateError):
            self.stored.set_result(None)

    def no_answer(self, waited_s: float) -> NoAnswer:
        """What to tell whoever has waited for so long."""
        return NoAnswer(
            f"No answer within {waited_s:g} s. Is a case writer running? The command was sent and may yet be carried "
            f"out. Sent again under its id, {self.command_id}, it happens once."
        )
