"""What waits for a repair, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from infra.messages.rejections import NOT_WHOLE_HEADER, PLACE_HEADER, REASON_HEADER
from infra.postgres.parked import Retried
from infra.runtime.rejected_commands import RejectedCommand
from tests.unit.domain.samples import CLAIM
from tests.unit.http.ledger import NOW


def a_rejected(offset: int, *, not_whole: str = "") -> RejectedCommand:
    """One that broke the code that decides."""
    headers = {
        "ce_type": "caseledger.commands.RaiseDispute", "ce_id": str(UUID(int=offset)), REASON_HEADER: "ValueError: x",
        PLACE_HEADER: f"caseledger.commands 0/{offset}", NOT_WHOLE_HEADER: not_whole,
    }  # fmt: skip
    kept = tuple((name, text.encode()) for name, text in headers.items() if text)
    return RejectedCommand(0, offset, b"k", b"v", kept, NOW)


class RepairsInMemory:
    """Folds what waits for one case and never what waits for another; see ``Repairs``."""

    def __init__(self) -> None:
        self.kept = [a_rejected(3), a_rejected(4, not_whole="it had 3,000,000 bytes"), a_rejected(5)]
        self.retried: list[UUID | None] = []

    def retry_parked(self, aggregate_id: UUID | None, /) -> Sequence[Retried]:
        self.retried.append(aggregate_id)
        case = CLAIM.belongs_to()
        both = [Retried("sla", 0, case, 2, 0, None), Retried("sla", 1, UUID(int=8), 0, 1, "it names no case")]
        return [one for one in both if aggregate_id in (None, one.aggregate_id)]

    def rejected(self) -> Sequence[RejectedCommand]:
        return list(self.kept)

    def send_again(self, one: RejectedCommand, /) -> None:
        self.kept = [replace(kept, retried_at=NOW) if kept.place == one.place else kept for kept in self.kept]
