"""A case as a person sees it, made from its events alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.deadlines.state import Deadline
from domain.case.debtors.state import CaseDebtor, debtor_named
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.combining import PlanPartTaken
from domain.case.plans.rescheduling import PlanRescheduled
from domain.case.state import CaseState
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import state_after
from infra.statement.statement import part_of_plan


@dataclass(frozen=True, slots=True)
class CaseView:
    """``claim`` is what was handed over, as it was put right since; ``state`` is what the pure core made of the events
    up to ``last``. ``part`` says of which plan over several cases the plan in force is a part."""

    claim: ClaimReceived
    state: CaseState
    closed: CaseClosed | None
    plan: PlanAgreed | PlanRescheduled | None
    part: PlanPartTaken | None
    debtors: list[CaseDebtor]
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
        plans = [event for event in happened if isinstance(event, PlanAgreed | PlanRescheduled)]
        return cls(
            claim_as_amended(claim, happened),
            state,
            closings[-1] if closings and state.life.has_ended else None,
            plans[-1] if plans and state.plan.in_force else None,
            part_of_plan(state, happened),
            _debtors(state, happened),
            events[0],
            events[-1],
        )

    @property
    def owed_back_minor(self) -> int:
        """What is owed back to the debtor."""
        return -self.state.balance.on(Account.REFUND_PAYABLE)

    @property
    def written_off_minor(self) -> int:
        """What is no longer collected."""
        return self.state.balance.on(Account.WRITTEN_OFF)

    @property
    def claimed_minor(self) -> int:
        """What the creditor claimed when the claim came."""
        return self.claim.principal_minor + self.claim.interest_minor + self.claim.fees_minor

    @property
    def added_minor(self) -> int:
        """Interest, fees and court costs since then."""
        return -self.state.balance.on(Account.ADDED_SINCE)

    @property
    def credited_minor(self) -> int:
        """What of it the creditor has taken back."""
        return self.claimed_minor + self.state.balance.on(Account.CLAIMS_HANDED_OVER)

    @property
    def collected_minor(self) -> int:
        """What of the debt was paid to us."""
        return self.state.balance.on(Account.COLLECTED)

    @property
    def paid_to_creditor_minor(self) -> int:
        """What of the debt was paid to the creditor directly."""
        return self.state.balance.on(Account.PAID_TO_CREDITOR)

    @property
    def deadlines(self) -> dict[int, Deadline]:
        """Those that run or stand still, by number. None of them is shown to ask for more than what is owed by now."""
        most = self.collected_minor + self.paid_to_creditor_minor + self.state.outstanding_minor
        return {
            number: replace(one, paid_target_minor=one.paid_target_minor and min(one.paid_target_minor, most))
            for number, one in sorted(self.state.deadlines.unsettled().items())
        }

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md. Amounts are minor units of ``currency``."""
        claim, state = self.claim, self.state
        return {
            "case_id": self.first.aggregate_id,
            "creditor_id": claim.creditor_id,
            "creditor": claim.creditor_name,
            "creditor_reference": claim.creditor_reference,
            "portfolio": claim.portfolio,
            "jurisdiction": claim.jurisdiction,
            "payment_reference": claim.payment_reference,
            "reference_issued": claim.reference_issued,
            "debtor": {"person_id": claim.person_id, "name": claim.debtor_name, "email": claim.debtor_email},
            "debtors": [asdict(debtor) for debtor in self.debtors],
            "description": claim.description,
            "due_date": claim.due_date,
            "stage": str(state.life.stage),
            "outcome": self.closed and self.closed.outcome,
            "currency": state.currency,
            "owed": {
                "principal_minor": state.balance.owed("principal"),
                "interest_minor": state.balance.owed("interest"),
                "fees_minor": state.balance.owed("fees"),
                "court_costs_minor": state.balance.owed("court_costs"),
                "total_minor": state.outstanding_minor,
            },
            "claimed_minor": self.claimed_minor,
            "added_minor": self.added_minor,
            "credited_minor": self.credited_minor,
            "paid_minor": self.collected_minor + self.paid_to_creditor_minor,
            "collected_minor": self.collected_minor,
            "paid_to_creditor_minor": self.paid_to_creditor_minor,
            "owed_back_minor": self.owed_back_minor,
            "written_off_minor": self.written_off_minor,
            "payments": {str(payment): credit.parts._asdict() for payment, credit in state.credits.by_payment.items()},
            "deadlines": [
                {"deadline": number, **asdict(one)} for number, one in self.deadlines.items()
            ],
            "holds": [
                {"hold": number, **asdict(one), "stops": one.scope.stopped()}
                for number, one in sorted(state.holds.in_force().items())
            ],
            "disputes": [
                {"dispute": number, **asdict(one)} for number, one in sorted(state.disputes.open().items())
            ],
            "inquiries": [
                {"inquiry": number, **asdict(one)} for number, one in sorted(state.inquiries.open().items())
            ],
            "vulnerabilities": [
                {"vulnerability": number, **asdict(one)}
                for number, one in sorted(state.care.vulnerabilities.flagged().items())
            ],
            "case_manager": state.manager.actor_id or None,
            "complaints": [
                {"complaint": number, **asdict(one)} for number, one in sorted(state.complaints.open().items())
            ],
            "left_of_a_month_minor": state.affordability.known_minor,
            "settlements": [
                {"settlement": number, **asdict(one)} for number, one in sorted(state.settlements.open().items())
            ],
            "letters": [
                {"letter": number, **asdict(one)} for number, one in sorted(state.notices.by_number.items())
            ],
            "plan_status": str(state.plan.status),
            "proposal": state.plan.proposal and {"proposal": state.plan.proposals, **asdict(state.plan.proposal)},
            "plan": self.plan and {
                "plan": self.plan.plan, "costs_minor": self.plan.costs_minor, "verdict": str(self.plan.verdict),
                "instalments": [asdict(i) for i in self.plan.instalments],
            },
            "part_of": self.part and {
                "combined_plan": self.part.combined_plan, "person_id": self.part.person_id,
                "payment_reference": self.part.reference,
            },
            "reflects": {
                "partition": self.last.partition, "position": self.last.position, "version": self.last.version
            },
        }  # fmt: skip


def _debtors(state: CaseState, happened: Sequence[Event]) -> list[CaseDebtor]:
    """Who they are now, with what the last event that names each calls them."""
    named = {debtor.person_id: debtor for event in happened if (debtor := debtor_named(event))}
    return [named[person] for person in state.debtors.roles]


def claim_as_amended(claim: ClaimReceived, happened: Sequence[Event]) -> ClaimReceived:
    """The claim as it reads after what the creditor put right of it."""
    for one in happened:
        if isinstance(one, ClaimAmended):
            due_date, description = one.due_date or claim.due_date, one.description or claim.description
            claim = replace(claim, due_date=due_date, description=description)
    return claim
