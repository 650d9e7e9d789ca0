"""The customer says how it went."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.case.surveys.state import SURVEYS, Surveys, SurveyStatus
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal

BEST = 10
"""The score goes from 0 to this: how likely it is that they would say something good of us."""


class SurveyTheme(StrEnum):
    """What an answer is about, whether it praises or blames."""

    RESPECT = "respect"
    LISTENING = "listening"
    CLARITY = "clarity"
    FLEXIBILITY = "flexibility"
    REACHABILITY = "reachability"
    SPEED = "speed"
    COSTS = "costs"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SurveyAnswerFields:
    """To which survey, the score from 0 to 10, what it was about, and what the customer said, if anything."""

    survey: int
    score: int
    themes: tuple[SurveyTheme, ...]
    person_id: UUID
    text: Annotated[Personal[str | None], Length(4_000)]


@CASE.command
@dataclass(frozen=True, slots=True)
class AnswerSurvey(SurveyAnswerFields, Command):
    """Record the customer's answer."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SurveyAnswered(SurveyAnswerFields, Event):
    """The customer said how it went."""

    def sentence(self) -> str:
        """The score and its themes; never the customer's words."""
        about = f": {', '.join(self.themes)}" if self.themes else ""
        return f"Survey {self.survey} answered with {self.score} of {BEST}{about}"


@CASE.decides(AnswerSurvey)
def decide_answer_survey(state: CaseState, command: AnswerSurvey, context: Context) -> Decision:
    """Once, to a survey that was sent; also later, when the case has been opened again."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    survey = state.surveys.by_number.get(command.survey)
    if survey is None:
        return Refusal("survey_unknown", f"No survey number {command.survey} was sent on this case.")
    if command.survey not in state.surveys.waiting():
        return Refusal("survey_already_answered", f"Survey {command.survey} has its answer already.")
    if context.occurred_at < survey.sent_at:
        return Refusal("happened_before_the_survey", "Nobody had been asked yet when this is said to have happened.")
    if command.score > BEST:
        return Refusal("score_invalid", f"The score is a whole number from 0 to {BEST}.")
    return [caused_by(command, SurveyAnswered)]


@SURVEYS.on(SurveyAnswered)
def survey_answered(surveys: Surveys, event: SurveyAnswered) -> Surveys:
    """It waits no more."""
    return surveys.changed(event.survey, status=SurveyStatus.ANSWERED)
