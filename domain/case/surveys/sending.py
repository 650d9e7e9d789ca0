"""The customer is asked how it went: once for each time that their case ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case.contacts.contact import Channel
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.case.surveys.state import SURVEYS, Survey, Surveys
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_RULE = named_rule(
    "policy.survey",
    "nobody is asked how it went after a death, or when somebody else had used their name",
)


@dataclass(frozen=True, slots=True)
class SurveyFields:
    """Where the customer is asked."""

    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class SendSurvey(SurveyFields, Command):
    """Record that a survey was sent."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SurveySent(SurveyFields, Event):
    """The customer is asked how it went. ``survey`` is the number of the closing that it is about."""

    IS_ONE_WAY = True

    survey: int
    sent_at: datetime

    def sentence(self) -> str:
        """Where."""
        return f"Survey {self.survey} sent by {self.channel}"


@CASE.decides(SendSurvey)
def decide_send_survey(state: CaseState, command: SendSurvey, context: Context) -> Decision:
    """After the end, once, and never where asking would hurt."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    if state.life.stage is not Stage.CLOSED:
        return Refusal("case_not_closed", "The case has not ended: how it went is asked afterwards.")
    if not state.closure.survey_is_due:
        return Refusal(
            "survey_not_sent_here",
            "Nobody is asked how it went after a death, or when somebody else had used their name.",
            _RULE,
        )
    if state.closure.number in state.surveys.by_number:
        return Refusal("survey_already_sent", "The customer has been asked already since the case ended.")
    return [caused_by(command, SurveySent, survey=state.closure.number, sent_at=context.occurred_at)]


@SURVEYS.on(SurveySent)
def survey_sent(surveys: Surveys, event: SurveySent) -> Surveys:
    """One more waits for its answer."""
    return surveys.with_one(event.survey, Survey(event.sent_at))
