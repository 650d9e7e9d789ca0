"""After the end: the customer has it in writing that nothing is owed, is asked how it went, and some say so."""

from __future__ import annotations

from domain.case.closure.closing import NOTHING_IS_OWED
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.state import CaseState
from domain.case.surveys.answering import BEST, AnswerSurvey, SurveyTheme
from domain.case.surveys.sending import SendSurvey
from infra.generator.desk import Desk, Script

FORGOTTEN = 20
"""One in so many is not told, and one in so many is not asked."""
ANSWERS = 4
"""One in so many answers."""
THEMES = (SurveyTheme.RESPECT, SurveyTheme.CLARITY, SurveyTheme.SPEED, SurveyTheme.REACHABILITY)


def afterwards(desk: Desk, state: CaseState) -> Script:
    """What follows on the end of a case."""
    if not state.life.has_ended:
        return state
    is_free = state.life.outcome in NOTHING_IS_OWED and not state.closure.has_reversals
    if is_free and desk.between(1, FORGOTTEN) > 1:
        desk.wait(1)
        state = yield desk.agency(ConfirmClosure(Channel.EMAIL if desk.plot.debtor.email else Channel.LETTER))
    if state.closure.survey_is_due and desk.between(1, FORGOTTEN) > 1:
        desk.wait(desk.between(1, 5))
        state = yield desk.agency(SendSurvey(Channel.SMS))
        state = yield from _answered(desk, state)
    return state


def _answered(desk: Desk, state: CaseState) -> Script:
    if desk.between(1, ANSWERS) > 1:
        return state
    desk.wait(desk.between(1, 6))
    score = min(BEST, max(desk.between(0, BEST), desk.between(3, BEST + 2)))
    theme = THEMES[desk.between(0, len(THEMES) - 1)]
    answer = AnswerSurvey(max(state.surveys.by_number), score, (theme,), desk.plot.person, None)
    return (yield desk.customer(answer))
