"""The one way back of a case that ended."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.stages.state import Stage
from domain.case.state import CASE
from domain.kernel.limits import Code
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """What closed the case turned out not to hold, such as a payment that was reversed. It goes on at ``stage``."""

    reason: Code
    stage: Stage

    OPENS_CASE = True

    def sentence(self) -> str:
        """That it goes on."""
        return f"Case opened again: {self.reason}"
