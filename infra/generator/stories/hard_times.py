"""A hard time: everything stops for a while, what the customer agrees to is written down, and then it goes on."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.care.flagging import FlagVulnerability
from domain.case.care.life_event import LifeEventKind, RecordLifeEvent
from domain.case.care.reviewing import EndVulnerability, ReviewVulnerability
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script

REVIEW_DAYS = 60
AGREES = 2
"""One in so many agrees that it is recorded; for the others there is a hold, and nothing of why."""
STILL_SO = 3
"""Of one in so many it is still so when somebody asks."""
KINDS = (LifeEventKind.ILLNESS, LifeEventKind.JOB_LOSS, LifeEventKind.DIVORCE, LifeEventKind.BEREAVEMENT)


def vulnerable(desk: Desk, state: CaseState) -> Script:
    """Somebody needs more time and care than others."""
    desk.wait(desk.between(2, 8))
    agrees = desk.between(1, AGREES) == 1
    helps = "Wants letters, no calls." if agrees else None
    state = yield desk.agency(FlagVulnerability(desk.plot.person, helps, _review(desk), agrees))
    desk.wait(desk.between(25, 55))
    if not agrees:
        return (yield from _goes_on(desk, state, HoldType.VULNERABILITY))
    number = max(state.care.vulnerabilities.by_number)
    if desk.between(1, STILL_SO) == 1:
        yield desk.agency(ReviewVulnerability(number, "still_so", _review(desk)))
        desk.wait(desk.between(25, 55))
    return (yield desk.agency(EndVulnerability(number, "better_now")))


def something_happened(desk: Desk, state: CaseState) -> Script:
    """An illness, a lost job: it is told, and the customer gets time."""
    desk.wait(desk.between(2, 8))
    agrees = desk.between(1, AGREES) == 1
    kind = KINDS[desk.between(0, len(KINDS) - 1)]
    state = yield desk.agency(RecordLifeEvent(str(kind), desk.plot.person, None, _review(desk), agrees))
    desk.wait(desk.between(20, 50))
    return (yield from _goes_on(desk, state, HoldType.LIFE_EVENT))


def _goes_on(desk: Desk, state: CaseState, hold_type: HoldType) -> Script:
    held = state.holds.of_type(hold_type)
    return state if held is None else (yield desk.agency(LiftHold(held, "can_talk_again")))


def _review(desk: Desk) -> date:
    return desk.today + timedelta(days=REVIEW_DAYS)
