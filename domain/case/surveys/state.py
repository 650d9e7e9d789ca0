"""The surveys of a case: the slice ``surveys`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class SurveyStatus(StrEnum):
    """How a survey stands."""

    SENT = "sent"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey, and when it was sent (UTC)."""

    sent_at: datetime
    status: SurveyStatus = SurveyStatus.SENT


@dataclass(frozen=True, slots=True)
class Surveys(Numbered[Survey]):
    """Each survey by the number of the closing that it is about: one for each."""

    def waiting(self) -> dict[int, Survey]:
        """Those that nobody has answered, by number."""
        return self.of_status(SurveyStatus.SENT)


SURVEYS: Slice[Surveys] = Slice(Surveys())
