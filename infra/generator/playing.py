"""Plays the story of a case through the pure core: which commands there were, and what came of each.

Everything is decided as of when it happens, as if the agency had worked on that day. What the policies ask for follows
at once, and the deadline clock strikes when a deadline's grace is over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, cast
from uuid import UUID

from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.state import CASE, CaseState
from domain.catalogue import kind_of
from domain.kernel.application import VersionedState
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.person.cases.state import DebtorRole
from infra.generator.consequences import Cause, DeadlineClocks, PolicyCommand, because_of_case, because_of_payment
from infra.generator.core import Core, CoreAnswer, Seal, unsealed
from infra.generator.desk import Desk, Script, ScriptStep
from infra.generator.names import command_id
from infra.generator.plot import Plot
from infra.generator.stories.story import story_of
from infra.messages.commands import CommandEnvelope


class Played(NamedTuple):
    """A command, and what the core said of it.

    ``refused_with`` is the code of the refusal that it was meant to get, if any; ``because_of`` the event because of
    which a policy asks for it. Of what the story itself asks for, it is None, and ``step`` counts from 1.
    """

    envelope: CommandEnvelope
    command: Command
    decided: CoreAnswer
    refused_with: str | None
    step: int
    because_of: UUID | None

    @property
    def by_policy(self) -> bool:
        """A policy asks for it, and so would send it by itself."""
        return self.because_of is not None

    @property
    def at(self) -> datetime:
        """When it happens."""
        return self.envelope.occurred_at

    @property
    def events(self) -> Sequence[Event]:
        """What came of it."""
        return self.decided.events

    @property
    def refusal(self) -> Refusal | None:
        """Why nothing did, or nothing but the record of that."""
        return self.decided.refusal


class Play:
    """One case on its way. ``persons`` holds the debtors of all cases that are played, ``seal`` is for a log."""

    def __init__(
        self, plot: Plot, persons: MutableMapping[UUID, VersionedState] | None = None, seal: Seal = unsealed
    ) -> None:
        self.plot = plot
        self._core = Core(plot.person, {} if persons is None else persons, seal)
        self._clocks = DeadlineClocks()
        self._waiting: deque[PolicyCommand] = deque()
        self._number = 0
        self._at = datetime.min.replace(tzinfo=UTC)

    @property
    def case(self) -> CaseState:
        """The case as it stands."""
        return cast("CaseState", self._core.state(CASE, self.plot.case))

    def run(self) -> Iterator[Played]:
        """From the claim to the end of the story, and until no clock runs any more."""
        script: Script = story_of(Desk(self.plot))
        try:
            step = next(script)
            while True:
                yield from self._until(step.at)
                yield from self._do(step)
                step = script.send(self.case)
        except StopIteration:
            yield from self._until(None)

    def _do(self, step: ScriptStep) -> Iterator[Played]:
        self._number += 1
        plot = self.plot
        identifier = command_id(plot.portfolio.seed, plot.number, self._number)
        envelope = CommandEnvelope(identifier, step.target, step.at, step.actor, step.target)
        yield self._decide(envelope, step.command, step.refused_with, None)
        yield from self._follow(step.at)

    def _until(self, at: datetime | None) -> Iterator[Played]:
        """What the deadline clock asks for before that time; None: ever."""
        while (due := self._clocks.next_due()) and (at is None or due[0] <= at):
            strikes, asked = max(due[0], self._at), due[1]
            self._clocks.asked_about(cast("MarkDeadlineMissed", asked.command))
            yield self._ask(asked, strikes)
            yield from self._follow(strikes)

    def _follow(self, at: datetime) -> Iterator[Played]:
        """What the policies ask for because of what happened."""
        while self._waiting:
            yield self._ask(self._waiting.popleft(), at)

    def _ask(self, asked: PolicyCommand, at: datetime) -> Played:
        actor = Actor("system", asked.policy)
        envelope = CommandEnvelope(asked.command_id, asked.target, at, actor, asked.correlation_id)
        return self._decide(envelope, asked.command, None, asked.because_of)

    def _decide(
        self, envelope: CommandEnvelope, command: Command, refused_with: str | None, because_of: UUID | None
    ) -> Played:
        self._at, roles = envelope.occurred_at, self.case.debtors.roles
        decided = self._core.decide(envelope, command)
        for event, identifier in zip(decided.events, decided.event_ids, strict=True):
            cause = Cause(envelope.aggregate_id, identifier, event, self._at, envelope.correlation_id)
            self._waiting.extend(self._consequences(kind_of(command.TOPIC).name, cause, roles))
        return Played(envelope, command, decided, refused_with, self._number, because_of)

    def _consequences(self, kind: str, cause: Cause, before: Mapping[UUID, DebtorRole]) -> Iterator[PolicyCommand]:
        if kind == "payment":
            yield from because_of_payment(cause, self.plot.case, self.case)
        elif kind == "case":
            self._clocks.read(cause)
            yield from because_of_case(cause, before, self.case)


def play(plot: Plot) -> Iterator[Played]:
    """The commands of a case in the order in which they come, each with what came of it."""
    return Play(plot).run()
