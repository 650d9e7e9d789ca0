"""What interrupts limitation beside its own event: a promise to pay, and what happens before courts."""

from __future__ import annotations

from domain.case.legal.ending import LegalActionDismissed, LegalActionWithdrawn
from domain.case.legal.enforcing import EnforcementRequested
from domain.case.legal.starting import LegalActionStarted
from domain.case.legal.title import TitleObtained
from domain.case.limitation.state import LIMITATION, Limitation
from domain.case.plans.agreeing import PlanAgreed
from domain.law.codes import Interruption


@LIMITATION.on(PlanAgreed)
def plan_agreed(limitation: Limitation, event: PlanAgreed) -> Limitation:
    """The debtor promised to pay."""
    return limitation.with_one(Interruption.ACKNOWLEDGEMENT, event.agreed_on)


@LIMITATION.on(LegalActionStarted)
def legal_action_started(limitation: Limitation, event: LegalActionStarted) -> Limitation:
    """The claim is before a court; when that ends, a new period begins once more."""
    return limitation.with_one(Interruption.COURT_ACTION, event.started_on)


@LIMITATION.on(LegalActionWithdrawn)
def legal_action_withdrawn(limitation: Limitation, event: LegalActionWithdrawn) -> Limitation:
    """It counts from its end, if the debtor ever heard of it."""
    return _ended(limitation, event)


@LIMITATION.on(LegalActionDismissed)
def legal_action_dismissed(limitation: Limitation, event: LegalActionDismissed) -> Limitation:
    """The same."""
    return _ended(limitation, event)


@LIMITATION.on(TitleObtained)
def title_obtained(limitation: Limitation, event: TitleObtained) -> Limitation:
    """The new period counts from the decision."""
    before, since = limitation.before_court()
    return before.with_one(Interruption.TITLE, event.obtained_on, since)


@LIMITATION.on(EnforcementRequested)
def enforcement_requested(limitation: Limitation, event: EnforcementRequested) -> Limitation:
    """The claim is invoked before the authority that enforces it."""
    return limitation.with_one(Interruption.COURT_ACTION, event.requested_on)


def _ended(limitation: Limitation, event: LegalActionDismissed | LegalActionWithdrawn) -> Limitation:
    before, since = limitation.before_court()
    return before.with_one(Interruption.COURT_ACTION, event.ended_on, since) if event.debtor_was_told else before
