"""What was asked for on a case that needs a second person: the slice ``requests`` of its state."""

from __future__ import annotations

from domain.case.stages.state import ends_case
from domain.kernel.four_eyes import Requests, RequestStatus, requests_slice
from domain.kernel.message import Event

REQUESTS = requests_slice()


@REQUESTS.when(ends_case)
def overtaken(requests: Requests, event: Event) -> Requests:
    """The case is over, and nobody need decide any more."""
    return requests.all_marked((RequestStatus.WAITING,), RequestStatus.OVERTAKEN)
