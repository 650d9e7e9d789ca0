"""Who waits for which answer. Each waits for a limited time, so what is kept here is bounded."""

from __future__ import annotations

import heapq
import time
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from itertools import count
from threading import Lock
from uuid import UUID

from infra.client.errors import CommandNotAnswered, NotSent
from infra.client.pending import Pending
from infra.messages.replies import CommandAnswered

WAITING_MAX = 100_000
"""More than a writer answers in any time that somebody would wait."""


class Waiting:
    """Safe for several threads. Two callers with the same command share its answer; each is told."""

    def __init__(self, most: int = WAITING_MAX) -> None:
        self._most = most
        self._lock = Lock()
        self._by_command: dict[UUID, dict[str, list[Pending]]] = {}
        self._deadlines: list[tuple[float, int, Pending]] = []
        self._number = count()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, pending: Pending, fingerprint: str) -> None:
        """Keep it until it is settled, cancelled or over. Raises NotSent when too many are waiting."""
        with self._lock:
            if self._size >= self._most:
                raise NotSent(f"{self._size:,} commands are waiting for their answers: too many to send another one.")
            self._by_command.setdefault(pending.command_id, {}).setdefault(fingerprint, []).append(pending)
            self._size += 1
            deadline = pending.sent_at + pending.limit_s
            heapq.heappush(self._deadlines, (deadline, next(self._number), pending))
        pending.add_done_callback(lambda done: self._forget(done, pending.command_id, fingerprint))

    def settle(self, answer: CommandAnswered) -> None:
        """Tell whoever asked just that. An answer without a fingerprint is to a command that could not be read."""
        with self._lock:
            asked = self._by_command.get(answer.command_id, {})
            groups = [asked[answer.fingerprint]] if answer.fingerprint in asked else []
            if not answer.fingerprint:
                groups = list(asked.values())
            found = [pending for group in groups for pending in group]
        for pending in found:
            pending.answered_at = time.monotonic()
            with suppress(InvalidStateError):  # given up in this moment
                pending.set_result(answer)

    def end_those_over(self) -> None:
        """Tell those whose time is over that no answer came; forget those that were settled before."""
        now = time.monotonic()
        over: list[Pending] = []
        with self._lock:
            while self._deadlines and (self._deadlines[0][0] <= now or self._deadlines[0][2].done()):
                over.append(heapq.heappop(self._deadlines)[2])
            if len(self._deadlines) > 2 * self._size + 1_000:
                self._deadlines = [one for one in self._deadlines if not one[2].done()]
                heapq.heapify(self._deadlines)
        for pending in over:
            fail(pending, pending.no_answer(pending.limit_s))

    def end_all(self, error: CommandNotAnswered) -> None:
        """Tell everybody why no answer will come."""
        with self._lock:
            everybody = [one for asked in self._by_command.values() for group in asked.values() for one in group]
        for pending in everybody:
            fail(pending, error)

    def _forget(self, done: Future[CommandAnswered], command_id: UUID, fingerprint: str) -> None:
        with self._lock:
            asked = self._by_command[command_id]
            asked[fingerprint] = [pending for pending in asked[fingerprint] if pending is not done]
            self._size -= 1
            if not asked[fingerprint]:
                del asked[fingerprint]
            if not asked:
                del self._by_command[command_id]


def fail(pending: Pending, error: CommandNotAnswered) -> None:
    """Tell whoever waits, unless it was told before."""
    with suppress(InvalidStateError):
        pending.set_exception(error)
