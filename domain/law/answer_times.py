"""By when somebody who disputes or complains is told that it is here, and by when they get an answer in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.kernel.calendar import add_business_days, end_of_day
from domain.kernel.refusal import Refusal
from domain.law.table import RuleTable, row_in_force
from domain.law.values import BankDays, DayCount


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """The last day for the answer, the first instants (UTC) that are too late, and the ids of the rules behind them."""

    answer_by: date
    acknowledge_until: datetime
    acknowledgement_rule: str
    answer_until: datetime
    answer_rule: str

    def as_fields(self) -> dict[str, Any]:
        """As an event states them."""
        return {
            "acknowledge_until": self.acknowledge_until,
            "acknowledgement_rule": self.acknowledgement_rule,
            "answer_until": self.answer_until,
            "answer_rule": self.answer_rule,
        }


def answer_times(
    jurisdiction: str, today: date, acknowledgements: RuleTable[BankDays], answers: RuleTable[DayCount]
) -> AnswerTimes | Refusal:
    """The times that count from the local day ``today``, by the rows in force then; or which row is missing."""
    acknowledgement = row_in_force(acknowledgements, jurisdiction, today)
    if isinstance(acknowledgement, Refusal):
        return acknowledgement
    answer = row_in_force(answers, jurisdiction, today)
    if isinstance(answer, Refusal):
        return answer
    answer_by = today + timedelta(days=answer.value.count)
    return AnswerTimes(
        answer_by=answer_by,
        acknowledge_until=end_of_day(add_business_days(today, acknowledgement.value.count, jurisdiction), jurisdiction),
        acknowledgement_rule=acknowledgement.rule_id,
        answer_until=end_of_day(answer_by, jurisdiction),
        answer_rule=answer.rule_id,
    )
