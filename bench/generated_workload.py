"""The generator's cases as a workload: an agency's mix of claims, contacts, plans, disputes and payments, where size
counts and no peer has to follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from domain.kernel.message import Command
from infra.generator.playing import play
from infra.generator.plot import Portfolio, plot_of
from infra.generator.registering import creditors_come
from infra.messages.commands import CommandEnvelope

PORTFOLIO = Portfolio(seed=2_026)
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
"""By then the last of the cases is over."""
COMMANDS_OF_A_GENERATED_CASE = 14
EVENTS_OF_A_GENERATED_CASE = 20
"""About as many as there are; half of the cases that are missing come at a time, so that it ends near the number."""
CASES_AT_ONCE = 500
"""Their steps are sent in turn, as the work of many cases comes interleaved."""


class GeneratedCases:
    """Gives ever more of them. ``events_of_last`` counts what the last ones that were given cause."""

    def __init__(self) -> None:
        self.cases = 0
        self.commands = 0
        self.events_of_last = 0

    def creditors(self) -> Iterator[tuple[CommandEnvelope, Command]]:
        """Before the first cases, those whose claims come; later nobody."""
        if self.cases == 0:
            yield from creditors_come()

    def next(self, events: int) -> Iterator[tuple[CommandEnvelope, Command]]:
        """Whole cases, until they cause so many events."""
        self.events_of_last = 0
        while self.events_of_last < events:
            yield from self._some(events - self.events_of_last)

    def of_cases(self, cases: int) -> Iterator[tuple[CommandEnvelope, Command]]:
        """So many cases."""
        self.events_of_last, end = 0, self.cases + cases
        while self.cases < end:
            yield from self._in_turn(min(CASES_AT_ONCE, end - self.cases))

    def _some(self, events: int) -> Iterator[tuple[CommandEnvelope, Command]]:
        yield from self._in_turn(max(1, min(CASES_AT_ONCE, events // EVENTS_OF_A_GENERATED_CASE // 2)))

    def _in_turn(self, cases: int) -> Iterator[tuple[CommandEnvelope, Command]]:
        numbers = range(self.cases + 1, self.cases + cases + 1)
        self.cases += cases
        under_way = [play(plot_of(PORTFOLIO, number)) for number in numbers]
        while under_way:
            steps = [(case, next(case, None)) for case in under_way]
            under_way = [case for case, played in steps if played is not None]
            for played in filter(None, (played for _, played in steps)):
                self.commands += 1
                self.events_of_last += len(played.events)
                yield played.envelope, played.command
