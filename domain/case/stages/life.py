"""What opens a case, ends it and opens it again."""

from __future__ import annotations

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.closure.reopening import CaseReopened
from domain.case.stages.state import LIFE, Life, Stage


@LIFE.on(ClaimReceived)
def opened(life: Life, event: ClaimReceived) -> Life:
    """The case begins with its claim."""
    return Life(Stage.OPEN)


@LIFE.on(CaseClosed)
def closed(life: Life, event: CaseClosed) -> Life:
    """Nothing is collected any more."""
    return Life(Stage.CLOSED, event.outcome)


@LIFE.on(CaseReopened)
def reopened(life: Life, event: CaseReopened) -> Life:
    """It goes on where it stood."""
    return Life(Stage.OPEN)
