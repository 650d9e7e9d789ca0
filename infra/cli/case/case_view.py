"""A case as a person sees it, made from its events alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.plans.agreeing import PlanAgreed
from domain.case.state import CaseState, Stage
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import state_after


@dataclass(frozen=True, slots=True)
class CaseView:
    """``claim`` is what was handed over, ``state`` what the pure core made of the events up to ``last``."""

    claim: ClaimReceived
    state: CaseState
    closed: CaseClosed | None
    plan: PlanAgreed | None
    first: RecordedEvent
    last: RecordedEvent

    @classmethod
    def of(cls, events: Sequence[RecordedEvent]) -> CaseView:
        """From the events of one case, of which the first is its claim's."""
        state: CaseState = state_after(events)
        claim = events[0].event
        assert isinstance(claim, ClaimReceived)
        happened = [event.event for event in events]
        closings = [event for event in happened if isinstance(event, CaseClosed)]
        plans = [event for event in happened if isinstance(event, PlanAgreed)]
        return cls(
            claim,
            state,
            closings[-1] if closings and state.stage is Stage.CLOSED else None,
            plans[-1] if plans and state.plan_in_force else None,
            events[0],
            events[-1],
        )

    @property
    def overpaid_minor(self) -> int:
        """What is owed back to the debtor."""
        return sum(allocation.overpaid_minor for allocation in self.state.allocations.values())

    @property
    def written_off_minor(self) -> int:
        """What is no longer collected."""
        closed = self.closed
        if closed is None:
            return 0
        return closed.principal_written_off_minor + closed.interest_written_off_minor + closed.fees_written_off_minor

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md. Amounts are minor units of ``currency``."""
        claim, state = self.claim, self.state
        return {
            "case_id": self.first.aggregate_id,
            "creditor": claim.creditor,
            "creditor_reference": claim.creditor_reference,
            "portfolio": claim.portfolio,
            "jurisdiction": claim.jurisdiction,
            "payment_reference": claim.payment_reference,
            "debtor": {"person_id": claim.person_id, "name": claim.debtor_name, "email": claim.debtor_email},
            "description": claim.description,
            "due_date": claim.due_date,
            "stage": str(state.stage),
            "outcome": self.closed and self.closed.outcome,
            "currency": state.currency,
            "owed": {
                "principal_minor": state.principal_minor,
                "interest_minor": state.interest_minor,
                "fees_minor": state.fees_minor,
                "total_minor": state.outstanding_minor,
            },
            "claimed_minor": claim.principal_minor + claim.interest_minor + claim.fees_minor,
            "paid_minor": state.paid_minor,
            "overpaid_minor": self.overpaid_minor,
            "written_off_minor": self.written_off_minor,
            "payments": {str(payment): asdict(parts) for payment, parts in state.allocations.items()},
            "deadlines": [
                {"deadline": number, **asdict(deadline)} for number, deadline in sorted(state.deadlines.items())
            ],
            "plan": self.plan and {"plan": self.plan.plan, "instalments": [asdict(i) for i in self.plan.instalments]},
            "reflects": {
                "partition": self.last.partition, "position": self.last.position, "version": self.last.version
            },
        }  # fmt: skip
