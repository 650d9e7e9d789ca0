"""What a decision takes on a case in which very much has happened, for every command that a case knows.

Each command is asked for in the ways of ``domain.sample_commands`` on cases of 200 events and a few more: one that is
open, one without holds, one with a plan, one that is closed, and one that is not there yet. Measured is the processor
time of ``decide`` alone, of the way that takes longest among those that are accepted (where none ever is: among the
refused), beside a loop that makes the same events and decides nothing. Everything runs here, without servers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice
from statistics import median
from time import process_time
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from bench.long_case import PRINCIPAL_MINOR, LongCase
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import Outcome, closing
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command, Event
from domain.kernel.quick_record import reader_of

EVENTS = 200
BEFORE_THE_PLAN = 150
ASKED_MAX = 60
"""Ways of one command on one case that are looked at."""
DAYS_MORE = 60
"""How long a case lives on for a command that is refused at first."""
ROUNDS, AT_ONCE = 9, 40
LIMIT_US = 100


class Decision(NamedTuple):
    """The median of one command: microseconds of processor time. ``case`` is which one it was asked on."""

    command: str
    case: str
    is_accepted: bool
    decide_us: float
    bare_us: float


def measure_decisions() -> dict[str, float]:
    """The slowest and the usual decision that is accepted, beside what making their events alone takes."""
    decisions = sorted(measured(), key=lambda one: -one.decide_us)
    show(decisions)
    accepted = [one for one in decisions if one.is_accepted]
    return {
        "decision_us_max": accepted[0].decide_us,
        "decision_us": median(one.decide_us for one in accepted),
        "decision_bare_us": median(one.bare_us for one in accepted),
        "decision_refused_us_max": max((one.decide_us for one in decisions if not one.is_accepted), default=0.0),
    }


def measured() -> Iterator[Decision]:
    """Each command of a case, on the one of those below on which it takes longest."""
    found: dict[str, list[Decision]] = {}
    for case in (open_case(), calm_case(), case_with_plan(), closed_case(), new_case()):
        for one in _on(case):
            found.setdefault(one.command, []).append(one)
    for decisions in found.values():
        yield max(decisions, key=lambda one: (one.is_accepted, one.decide_us))


def open_case() -> LongCase:
    """Open, without a plan."""
    case = LongCase("open", _has_no_plan)
    case.live_to(EVENTS)
    return case


def calm_case() -> LongCase:
    """The same, and nothing stands in the way of letters and of the law."""
    case = LongCase("without holds", lambda state: _has_no_plan(state) and not state.holds.in_force())
    case.live_to(EVENTS)
    return case


def case_with_plan() -> LongCase:
    """Open, with a plan since some while."""
    case = LongCase("with a plan", _has_no_plan)
    case.live_to(BEFORE_THE_PLAN)
    case.agree_plan()
    case.keep = lambda state: _is_owed(state) and state.plan.in_force
    case.live_to(EVENTS)
    return case


def closed_case() -> LongCase:
    """Ended after as many."""
    case = open_case()
    case.name, case.keep = "closed", lambda state: state.life.has_ended
    case.happen([closing(case.state, Outcome.WRITTEN_OFF, "cannot_pay")])
    return case


def new_case() -> LongCase:
    """One that is not here yet."""
    case = LongCase("new", lambda state: True)
    case.state = CASE.initial
    return case


def _is_owed(state: CaseState) -> bool:
    is_open = state.life.is_open and not state.disputes.upheld()
    return is_open and state.outstanding_minor > PRINCIPAL_MINOR // 2


def _has_no_plan(state: CaseState) -> bool:
    return _is_owed(state) and not state.plan.in_force


def _on(case: LongCase) -> Iterator[Decision]:
    """Each command as soon as it is accepted, while the case lives on; in the end those that never were."""
    left: list[type[Command]] = list(CASE.commands.values()) if case.state is not CASE.initial else [ReceiveClaim]
    for _ in range(DAYS_MORE):
        for cls in list(left):
            if accepted := [command for command in islice(case.asked(cls), ASKED_MAX) if case.decided(command)]:
                left.remove(cls)
                yield _slowest(case, accepted, is_accepted=True)
        if left:
            case.live_to(case.events + 1)
    for cls in left:
        if asked := list(islice(case.asked(cls), ASKED_MAX)):
            yield _slowest(case, asked, is_accepted=False)


def _slowest(case: LongCase, ways: list[Command], *, is_accepted: bool) -> Decision:
    slowest = max(ways, key=lambda command: _median_us(lambda: _decide(case, command), 3, 10))
    decide_us = _median_us(lambda: _decide(case, slowest), ROUNDS, AT_ONCE)
    bare_us = _median_us(_makes_again(case.decided(slowest)), ROUNDS, AT_ONCE)
    return Decision(type(slowest).__name__, case.name, is_accepted, decide_us, bare_us)


def _decide(case: LongCase, command: Command) -> object:
    return CASE.decide(case.state, command, case.context)


def _makes_again(events: list[Event]) -> Callable[[], object]:
    """The bare loop: these events made of their values, by their own constructors."""
    values = [(type(event), reader_of([one.name for one in fields(event)])(event)) for event in events]  # type: ignore[arg-type]
    return lambda: [make(*said) for make, said in values]


def _median_us(run: Callable[[], object], rounds: int, at_once: int) -> float:
    run()
    taken = []
    for _ in range(rounds):
        began = process_time()
        for _ in range(at_once):
            run()
        taken.append((process_time() - began) / at_once * 1e6)
    return median(taken)


def show(decisions: list[Decision], out: Console | None = None) -> None:
    """Every command, the slowest first."""
    table = Table(title=f"decisions on a case of {EVENTS} events, microseconds of the processor")
    for heading in ("command", "case", "answer"):
        table.add_column(heading)
    table.add_column("decide", justify="right")
    table.add_column("its events alone", justify="right")
    for one in decisions:
        answer = "accepted" if one.is_accepted else "refused"
        mark = " !" if one.decide_us > LIMIT_US else ""
        table.add_row(one.command, one.case, answer, f"{one.decide_us:,.1f}{mark}", f"{one.bare_us:,.1f}")
    (out or Console()).print(table)


if __name__ == "__main__":
    print(measure_decisions())
    sys.exit(0)
