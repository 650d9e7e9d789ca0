"""Generated commands through the real path: to the writers, in order, with so many under way at most."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from domain.kernel.message import Command
from infra.client import NoAnswer, Pending
from infra.generator.playing import Played
from infra.generator.registering import creditors_come
from infra.generator.tally import Sent
from infra.intake.importing.sending import ANSWER_LIMIT_S, IN_FLIGHT_MAX, PATIENCE_S
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from infra.runtime.clock import FileClock

ALREADY_THERE = "creditor_already_registered"


class OneByOne(Protocol):
    """Where commands go, one by one: the interface of ``infra.client.CommandClient``."""

    def submit(self, envelope: CommandEnvelope, command: Command) -> Pending: ...


class GeneratingStopped(NoAnswer):
    """Answers stopped coming."""


@dataclass(slots=True)
class GeneratedCommands:
    """Sends them and counts the answers. ``be_patient`` is called when one takes long.

    With ``clock_file`` the clock of the home goes along: it is set to the end of each day before that day's commands
    are sent, and waits for their answers.
    """

    client: OneByOne
    be_patient: Callable[[], None]
    clock_file: Path | None = None
    sent: Sent = field(default_factory=Sent)
    _under_way: deque[tuple[Pending, str | None]] = field(default_factory=deque)
    _day: date | None = None

    def creditors(self) -> None:
        """Those whose claims come: registered before any of them. Raises GeneratingStopped."""
        for envelope, command in creditors_come():
            self._pass_time(envelope.occurred_at)
            self._submit(envelope, command, ALREADY_THERE)
        self._settle(0)

    def send(self, played: Iterable[Played]) -> None:
        """All of these. Raises GeneratingStopped: the same again goes on where it stopped."""
        for one in played:
            self._pass_time(one.envelope.occurred_at)
            expected = one.refusal.code if one.refusal is not None else None
            self._submit(one.envelope, one.command, expected)
        self._settle(0)

    def _pass_time(self, at: datetime) -> None:
        if self.clock_file is None or self._day == at.date():
            return
        self._settle(0)
        self._day = at.date()
        FileClock.set(self.clock_file, datetime.combine(self._day, time(0), UTC) + timedelta(days=1), runs=False)

    def _submit(self, envelope: CommandEnvelope, command: Command, expected: str | None) -> None:
        self._settle(IN_FLIGHT_MAX - 1)
        self._under_way.append((self.client.submit(envelope, command), expected))

    def _settle(self, at_most: int) -> None:
        """Take answers in until so many are awaited at most, and all that are here already."""
        while self._under_way and (len(self._under_way) > at_most or self._under_way[0][0].done()):
            pending, expected = self._under_way.popleft()
            try:
                answer = pending.result(PATIENCE_S)
            except NoAnswer:
                self.be_patient()
                answer = self._waited_for(pending)
            self.sent.take(answer, expected)

    @staticmethod
    def _waited_for(pending: Pending) -> CommandAnswered:
        try:
            return pending.result(ANSWER_LIMIT_S - PATIENCE_S)
        except NoAnswer:
            raise GeneratingStopped(
                f"The ledger has not answered for {ANSWER_LIMIT_S:g} s. What was answered before is kept. See with "
                "`caseledger status` whether a case writer runs, then give the same command again: it goes on where "
                "this one stopped, and nothing happens twice."
            ) from None
