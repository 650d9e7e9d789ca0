"""Sending many commands and taking their answers in order, with a bounded number of them under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from domain.kernel.message import Command
from infra.client import NoAnswer, Pending
from infra.intake.importing.line_command import FileCommand, LineCommand
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered

IN_FLIGHT_MAX = 2_000
"""Commands sent and not answered: enough to keep every partition's writer busy, little enough to fit in memory."""

AT_ONCE = 500
"""Lines that are sent together."""

PATIENCE_S = 5.0
"""After so long without an answer the person is told what is being waited for."""

ANSWER_LIMIT_S = 60.0
"""A writer that takes a partition over from a dead one is back in well under this."""


class Client(Protocol):
    """Where commands go: the interface of ``infra.client.CommandClient``."""

    def submit_all(self, commands: Sequence[tuple[CommandEnvelope, Command]]) -> Sequence[Pending]: ...


class ImportStopped(NoAnswer):
    """Answers stopped coming in the middle of an import."""


ToSend = LineCommand | FileCommand


@dataclass(frozen=True, slots=True)
class Answered:
    """A line that was sent, and what the ledger said."""

    line: ToSend
    answer: CommandAnswered


def _say_nothing() -> None:
    """For whoever has nobody to tell."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How lines are sent. ``be_patient`` is called when an answer takes long."""

    client: Client
    be_patient: Callable[[], None] = _say_nothing
    answer_limit_s: float = ANSWER_LIMIT_S
    in_flight_max: int = IN_FLIGHT_MAX

    def answers(self, lines: Iterable[ToSend | RefusedLine]) -> Iterator[Answered | RefusedLine]:
        """Each line with its answer, in the order of the lines; what was refused before it was sent passes through.

        Raises ImportStopped when an answer does not come: what was received stays received, and the same import
        again goes on where this one stopped.
        """
        waiting: deque[RefusedLine | tuple[ToSend, Pending]] = deque()
        following = iter(lines)
        while some := list(islice(following, min(AT_ONCE, self.in_flight_max))):
            while len(waiting) + len(some) > self.in_flight_max:
                yield self._settled(waiting.popleft())
            waiting.extend(self._sent(some))
            while waiting and _is_settled(waiting[0]):
                yield self._settled(waiting.popleft())
        while waiting:
            yield self._settled(waiting.popleft())

    def _sent(self, lines: Sequence[ToSend | RefusedLine]) -> Iterator[RefusedLine | tuple[ToSend, Pending]]:
        to_send = [(line.envelope, line.command) for line in lines if isinstance(line, ToSend)]
        pending = iter(self.client.submit_all(to_send))
        return ((line, next(pending)) if isinstance(line, ToSend) else line for line in lines)

    def _settled(self, oldest: RefusedLine | tuple[ToSend, Pending]) -> Answered | RefusedLine:
        if not isinstance(oldest, tuple):
            return oldest
        line, pending = oldest
        try:
            return Answered(line, pending.result(min(PATIENCE_S, self.answer_limit_s)))
        except NoAnswer:
            self.be_patient()
        try:
            return Answered(line, pending.result(max(0.0, self.answer_limit_s - PATIENCE_S)))
        except NoAnswer:
            raise ImportStopped(
                f"The ledger has not answered line {line.line.line_number} for {self.answer_limit_s:g} s. What was "
                "answered before is received and kept. See with `caseledger status` whether a case writer runs, then "
                "give the same command again: it goes on where this one stopped, and nothing is received twice."
            ) from None


def _is_settled(oldest: RefusedLine | tuple[ToSend, Pending]) -> bool:
    return not isinstance(oldest, tuple) or oldest[1].done()
