"""A case in which very much has happened: of every kind of event that does not end it, again and again.

Each day the deadlines that are over are marked, as the policy does it, and one command is drawn by lot among those that
somebody could ask for then (``domain.sample_commands``), until the case has its events: the same ones in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from bench.workload import CREDITORS, commands
from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.claim.receiving import ReceiveClaim
from domain.case.contacts.contact import Channel
from domain.case.deadlines.overdue import overdue
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.sample_commands import samples

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEED = 2_026
PRINCIPAL_MINOR = 2_400_000
INSTALMENTS = 24
WAYS = 3
"""Samples of one choice that are tried."""

Keep = Callable[[CaseState], bool]


class LongCase:
    """A case that lives on day by day. ``state`` is where it stands after ``events`` events."""

    def __init__(self, name: str, keep: Keep) -> None:
        self._dice = Random(SEED)
        self.name, self.keep = name, keep
        self.now = BEGIN
        self.events = 0
        self.state = CASE.initial
        _, claim = next(commands(1, first=1))
        assert isinstance(claim, ReceiveClaim)
        self.claim = replace(claim, principal_minor=PRINCIPAL_MINOR, interest_from=claim.due_date)
        self.happen(self.decided(self.claim))

    @property
    def context(self) -> Context:
        """Somebody asks now."""
        return Context(self.now, self.now, Actor("user", "bench"), CREDITORS)

    def live_to(self, events: int) -> None:
        """Until there are so many; what would leave a state that is not to ``keep`` does not happen."""
        kinds = list(CASE.commands.values())
        while self.events < events:
            self.now += timedelta(hours=20)
            self.happen(overdue(self.state, self.now, self.context))
            self._dice.shuffle(kinds)
            found = (decided for cls in kinds if (decided := self._accepted(cls)))
            self.happen(next(found, []))

    def agree_plan(self) -> None:
        """A plan for all that is owed, in two years, which the household can keep."""
        self.happen(self.decided(self._income()))
        self.happen(self.decided(self._plan()))
        assert self.state.plan.in_force

    def _income(self) -> AssessAffordability:
        household = (self.claim.person_id, Channel.PHONE, Adults.SINGLE)
        return AssessAffordability(*household, 4_000_000, 0, 0, "The authority's table", (), 1_000_000)

    def _plan(self) -> AgreePlan:
        today = self.context.day(self.claim.jurisdiction)
        rest_minor, each_minor = self.state.outstanding_minor, self.state.outstanding_minor // INSTALMENTS
        amounts = [*[each_minor] * (INSTALMENTS - 1), rest_minor - each_minor * (INSTALMENTS - 1)]
        days = [today + timedelta(days=30 * number) for number in range(1, INSTALMENTS + 1)]
        instalments = tuple(Instalment(day, minor) for day, minor in zip(days, amounts, strict=True))
        return AgreePlan(Channel.PHONE, Proposer.CUSTOMER, today, instalments)

    def asked(self, cls: type[Command]) -> Iterator[Command]:
        """Ways in which the command could be asked for now, some of each choice."""
        if self.state == CASE.initial or cls is ReceiveClaim:
            yield from [self.claim] if cls is ReceiveClaim else []
            return
        day = self.context.day(self.claim.jurisdiction)
        for _, ways in samples(cls, self.state, self.context, day):
            yield from islice(ways, WAYS)

    def decided(self, command: Command) -> list[Event]:
        """What would come of it now; nothing when it is refused."""
        decision = CASE.decide(self.state, command, self.context)
        return [] if isinstance(decision, Refusal) else list(decision)

    def _accepted(self, cls: type[Command]) -> list[Event]:
        decided = (self.decided(command) for command in self.asked(cls))
        return next((events for events in decided if events and self.keep(CASE.evolve_all(self.state, events))), [])

    def happen(self, events: list[Event]) -> None:
        """These come next."""
        self.state = CASE.evolve_all(self.state, events)
        self.events += len(events)
