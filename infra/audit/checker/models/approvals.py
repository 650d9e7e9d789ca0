"""What waits for a second person, worked out event by event."""

from __future__ import annotations

from uuid import UUID

from domain.kernel.approval import Approval, ApprovalStep
from domain.payment.state import PaymentStatus, status_after
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Table

_ENDINGS = {
    "CaseClosed": ("closure",),
    "ClaimRejected": ("closure",),
    "PersonErased": ("erasure", "personal_data"),
    "PaymentReversed": ("match", "making_good", "reversal"),
}
"""With these events nobody need decide on such requests of the same aggregate any more."""
_PLACED = (PaymentStatus.MATCHED, PaymentStatus.EXPLAINED, PaymentStatus.REFUND)
_WAITS_ON = ("PaymentReceived", "PaymentPutInSuspense")
"""After these as much money waits as before; after any other event about where it stands it is more, less or none."""
_WAITING = ("waits", "prepared")
_STATUS = {
    ApprovalStep.ASKED: "waits",
    ApprovalStep.PREPARED: "prepared",
    ApprovalStep.WAITS: "waits",
    ApprovalStep.SAID_YES: "waits",
    ApprovalStep.APPROVED: "approved",
    ApprovalStep.OVER: "over",
}


class ApprovalTable:
    """The table, and its rows by their aggregate; ``moved`` is what the last event said of them."""

    def __init__(self) -> None:
        self.table = Table(("aggregate_id", "kind", "which"))
        self.moved: list[Row] = []
        self._of: dict[UUID, list[Row]] = {}

    def fold(self, seen: Seen) -> None:
        """One event: first what it ends, then what it says itself."""
        ends = _ENDINGS.get(type(seen.event).__name__, ())
        status = status_after(seen.event)
        if not ends and status in _PLACED:
            ends = ("match", "making_good")
        elif not ends and status and type(seen.event).__name__ not in _WAITS_ON:
            ends = ("making_good",)
        approval = seen.event.approval()
        own = None if approval is None else (approval.kind, approval.which)
        self.moved = []
        for row in self._of.get(seen.aggregate_id, ()):
            if row["kind"] in ends and (row["kind"], row["which"]) != own:
                self.moved.append(_moved(seen, row["kind"], row["which"], None, None))
                if row["status"] in _WAITING:
                    row |= {"status": "over", "since": seen.occurred_at}
        if approval is not None:
            self._step(approval, seen)
            self.moved.append(_moved(seen, approval.kind, approval.which, approval.step, approval.reason))

    def _step(self, approval: Approval, seen: Seen) -> None:
        if approval.step in (ApprovalStep.ASKED, ApprovalStep.PREPARED):
            self._of.setdefault(seen.aggregate_id, []).append(self.table.put(**_asked(approval, seen)))
        row = self.table.rows[seen.aggregate_id, approval.kind, approval.which]
        row["since"] = seen.occurred_at
        match approval.step:
            case ApprovalStep.WAITS:
                row |= {"status": "waits", "approved_by": []}
            case ApprovalStep.SAID_YES:
                row |= {"status": "waits", "approved_by": [*row["approved_by"], seen.actor_id]}
            case ApprovalStep.APPROVED:
                row |= {"status": "approved", "approved_by": [*row["approved_by"], seen.actor_id]}
            case ApprovalStep.OVER:
                row["status"] = "over"


def _moved(seen: Seen, kind: str, which: str, step: ApprovalStep | None, reason: str | None) -> Row:
    begins = step in (ApprovalStep.ASKED, ApprovalStep.PREPARED)
    return {
        "aggregate_id": seen.aggregate_id,
        "kind": kind,
        "which": which,
        "status": None if step is None else _STATUS[step],
        "begins": begins,
        "resets": begins or step is ApprovalStep.WAITS,
        "says_yes": step in (ApprovalStep.SAID_YES, ApprovalStep.APPROVED),
        "actor_id": seen.actor_id,
        "reason": reason,
    }


def _asked(approval: Approval, seen: Seen) -> Row:
    return {
        "aggregate_id": seen.aggregate_id,
        "kind": approval.kind,
        "which": approval.which,
        "partition": seen.partition,
        "aggregate_kind": seen.kind,
        "status": "waits" if approval.step is ApprovalStep.ASKED else "prepared",
        "currency": approval.currency,
        "amount_minor": approval.amount_minor,
        "reason": approval.reason,
        "creditor_id": getattr(seen.event, "creditor_id", None),
        "asked_by": seen.actor_id,
        "asked_at": seen.occurred_at,
        "approved_by": [],
        "lapses_at": approval.lapses_at,
        "since": seen.occurred_at,
    }
