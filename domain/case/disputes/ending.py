"""What becomes of disputes when their case ends, and opens again."""

from __future__ import annotations

from domain.case.disputes.state import DISPUTES, Disputes, DisputeStatus
from domain.case.stages.state import ends_case, opens_case
from domain.kernel.message import Event


@DISPUTES.when(ends_case)
def case_closed(disputes: Disputes, event: Event) -> Disputes:
    """There is nothing left to answer for."""
    return disputes.all_marked({DisputeStatus.OPEN}, DisputeStatus.ENDED_WITH_CASE)


@DISPUTES.when(opens_case)
def case_reopened(disputes: Disputes, event: Event) -> Disputes:
    """What ended only with the case waits for its answer again."""
    return disputes.all_marked({DisputeStatus.ENDED_WITH_CASE}, DisputeStatus.OPEN)
