"""The table of clocks. A new clock is one more row, and one more in ``Sla.definition``, since it needs a rebuild."""

from __future__ import annotations

from domain.bank_account.explaining import DifferenceExplained
from domain.bank_account.reconciling import DifferenceCleared, ReconciliationDifferenceFound
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.giving_back import OverpaymentGivenBack
from domain.case.allocation.restating import AllocationRestated
from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.closure.confirming import ClosureConfirmationSent
from domain.case.closure.reopening import CaseReopened
from domain.case.complaints.acknowledging import ComplaintAcknowledged
from domain.case.complaints.answering import FinalResponseSent
from domain.case.complaints.receiving import ComplaintReceived
from domain.case.contacts.contact import ContactMade
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.case.disputes.acknowledging import DisputeAcknowledged
from domain.case.disputes.before_court import DisputeDecidedInCourt
from domain.case.disputes.raising import DisputeRaised
from domain.case.disputes.resolving import DisputeResolved
from domain.case.holds.extending import HoldExtended
from domain.case.holds.lifting import HoldLifted
from domain.case.holds.placing import HoldPlaced
from domain.case.inquiries.answering import InquiryAnswered
from domain.case.inquiries.receiving import InquiryReceived
from domain.case.legal.monitoring import CaseMovedToMonitoring, CaseReactivated
from domain.case.notices.arriving import NoticeReturned
from domain.case.plans.accepting import PlanAccepted
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.completing import PlanCompleted
from domain.case.plans.curing import PlanCured
from domain.case.plans.falling_away import PlanRejected
from domain.case.plans.pausing import PlanPaused, PlanResumed
from domain.case.plans.proposing import PlanProposed
from domain.case.plans.rescheduling import PlanRescheduled
from domain.case.plans.terminating import PlanTerminated
from domain.case.surveys.sending import SurveySent
from domain.creditor.remittance.cancelling import RemittanceCancelled
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.sending import RemittanceSent
from domain.kernel.message import Event
from domain.law.policies import OVERPAYMENT_PROPOSED
from domain.payment.hold.holding import PaymentHeld
from domain.payment.hold.releasing import PaymentReleased
from domain.payment.loss.making_good import LossMadeGood
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.refund.cancelling import RefundCancelled
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.refusing import RefundRefused
from domain.payment.refund.returning import RefundReturned
from domain.payment.refund.sending import RefundSent
from domain.payment.remitting.explaining import ExplainedByRemittance
from domain.payment.remitting.explaining_refund import ExplainedByRefund
from domain.payment.remitting.explaining_reversal import ExplainedByReversal
from domain.payment.remitting.taking_back import ExplanationTakenBack
from domain.payment.reversal.reversing import PaymentReversed
from domain.person.access.giving import AccessGiven
from domain.person.access.requesting import AccessRequested
from domain.person.erasure.erasing import PersonErased
from projections.sla.clock import ClockRole, ClockRule
from projections.sla.conditions import (
    ANSWERS,
    ENDINGS,
    LETTERS,
    REQUESTS,
    SPEAKING,
    ends_owing_nothing,
    has_heard,
    is_decided,
    is_surveyed,
    leaves_suspense,
    owes_back,
    owes_back_no_more,
    proposed_by_customer,
    reached_person,
    waits_for_its_case,
    wants_validation,
)
from projections.sla.limits import BusinessDays, ByPolicy, CalendarDays, GivenByEvent

CLOCKS: tuple[ClockRule, ...] = (
    ClockRule(
        name="first_contact",
        starts=(ClaimReceived,),
        meets=(*SPEAKING, *LETTERS),
        met_only_if=has_heard,
        supersedes=ENDINGS,
        limit=BusinessDays(2),
        source="Agency policy: speak with the person, or write to them, within two business days of the claim. "
        "A letter that comes back has the clock returned_letter.",
    ),
    ClockRule(
        name="validation_notice",
        starts=(ContactMade,),
        only_if=wants_validation,
        meets=LETTERS,
        supersedes=ENDINGS,
        limit=GivenByEvent("validated_until"),
        jurisdictions=frozenset({"US"}),
        source="The rule that the contact names: 12 CFR 1006.34, in writing within five days of the initial "
        "communication if that did not contain it.",
    ),
    ClockRule(
        name="payment_deadline",
        starts=(DeadlineSet,),
        meets=(DeadlineMet,),
        misses=(DeadlineMissed,),
        supersedes=(PlanAgreed, PlanRescheduled, PlanTerminated, DeadlineWithdrawn, *ENDINGS),
        pauses=(DeadlinePaused,),
        resumes=(DeadlineResumed,),
        reopens=(DeadlineResumed,),
        corrects=(DeadlineMissWithdrawn,),
        numbered_by="deadline",
        limit=GivenByEvent("grace_until"),
        source="The deadline agreed or demanded, and the grace that its rule gives.",
    ),
    ClockRule(
        name="deadline_missed_reaction",
        starts=(DeadlineMissed,),
        meets=SPEAKING,
        met_only_if=reached_person,
        supersedes=(*ENDINGS, DeadlineMissWithdrawn, DeadlineWithdrawn),
        numbered_by="deadline",
        limit=BusinessDays(3),
        source="Agency policy: ask what happened within three business days of a missed deadline.",
    ),
    ClockRule(
        name="returned_letter",
        starts=(NoticeReturned,),
        meets=LETTERS,
        supersedes=(PlanAgreed, *ENDINGS),
        limit=BusinessDays(5),
        source="Agency policy: a letter that came back is sent again, to where it arrives, within five business days.",
    ),
    ClockRule(
        name="plan_answer",
        starts=(PlanProposed,),
        only_if=proposed_by_customer,
        meets=(PlanAccepted, PlanRejected),
        supersedes=(PlanAgreed, *ENDINGS),
        reopens=(CaseReopened,),
        reopens_met=False,
        numbered_by="proposal",
        limit=GivenByEvent("valid_until"),
        source="The rule that the proposal names last: who proposes a plan has an answer by then.",
    ),
    ClockRule(
        name="plan_rest",
        starts=(PlanPaused,),
        meets=(PlanResumed,),
        supersedes=(PlanRescheduled, PlanTerminated, PlanCompleted, *ENDINGS),
        reopens=(CaseReopened,),
        reopens_met=False,
        limit=GivenByEvent("resume_until"),
        source="The rule that the pause names: a person lets a plan that rests go on by the day that was agreed.",
    ),
    ClockRule(
        name="dispute_acknowledgement",
        starts=(DisputeRaised,),
        meets=(DisputeAcknowledged, DisputeResolved, DisputeDecidedInCourt),
        supersedes=ENDINGS,
        reopens=(CaseReopened,),
        reopens_met=False,
        numbered_by="dispute",
        limit=GivenByEvent("acknowledge_until"),
        source="The rule that the dispute names: the customer knows soon that the claim has stopped.",
    ),
    ClockRule(
        name="dispute_answer",
        starts=(DisputeRaised,),
        meets=(DisputeResolved, DisputeDecidedInCourt),
        supersedes=ENDINGS,
        reopens=(CaseReopened,),
        reopens_met=False,
        numbered_by="dispute",
        limit=GivenByEvent("answer_until"),
        source="The rule that the dispute names: an answer in writing, by when it says.",
    ),
    ClockRule(
        name="complaint_acknowledgement",
        starts=(ComplaintReceived,),
        meets=(ComplaintAcknowledged, FinalResponseSent),
        numbered_by="complaint",
        limit=GivenByEvent("acknowledge_until"),
        source="The rule that the complaint names: the customer knows soon that it is here.",
    ),
    ClockRule(
        name="complaint_answer",
        starts=(ComplaintReceived,),
        meets=(FinalResponseSent,),
        numbered_by="complaint",
        limit=GivenByEvent("answer_until"),
        source="The rule that the complaint names: a final response in writing, by when it says.",
    ),
    ClockRule(
        name="inquiry_answer",
        starts=(InquiryReceived,),
        meets=(InquiryAnswered,),
        numbered_by="inquiry",
        limit=GivenByEvent("answer_until"),
        source="The rule that the inquiry names: who asks is answered, by when it says.",
    ),
    ClockRule(
        name="hold_review",
        starts=(HoldPlaced, HoldExtended),
        meets=(HoldExtended, HoldLifted),
        supersedes=ENDINGS,
        reopens=(CaseReopened,),
        reopens_met=False,
        numbered_by="next_review",
        ended_by="review",
        kind_from="hold_type",
        limit=GivenByEvent("review_until"),
        source="Agency policy: somebody looks at each hold again by the day that was set for it.",
    ),
    ClockRule(
        name="closure_confirmation",
        starts=(CaseClosed,),
        meets=(ClosureConfirmationSent,),
        supersedes=(CaseReopened,),
        only_if=ends_owing_nothing,
        limit=BusinessDays(1),
        source="Agency policy: who owes nothing any more hears so on the next business day.",
    ),
    ClockRule(
        name="survey",
        starts=(CaseClosed,),
        meets=(SurveySent,),
        supersedes=(CaseReopened,),
        only_if=is_surveyed,
        limit=CalendarDays(7),
        source="Agency policy: every customer is asked within a week of the end how it went.",
    ),
    ClockRule(
        name="access_answer",
        starts=(AccessRequested,),
        meets=(AccessGiven,),
        supersedes=(PersonErased,),
        numbered_by="request",
        limit=GivenByEvent("answer_until"),
        source="The rule that the request names: GDPR Art. 12(3), a month from the day on which they asked.",
    ),
    ClockRule(
        name="monitoring_review",
        starts=(CaseMovedToMonitoring,),
        meets=(CaseMovedToMonitoring, CaseReactivated),
        supersedes=(CaseClosed,),
        reopens=(CaseReopened,),
        reopens_met=False,
        numbered_by="next_review",
        ended_by="review",
        limit=GivenByEvent("review_until"),
        source="Agency policy: somebody looks at each monitored case again by the day that was set for it.",
    ),
    ClockRule(
        name="suspense_age",
        starts=(PaymentPutInSuspense, PaymentUnmatched, DeductionReceived, ExplanationTakenBack, RefundCancelled),
        only_if=waits_for_its_case,
        meets=(
            *(PaymentMatched, PaymentReversed, RefundProposed),
            *(ExplainedByRemittance, ExplainedByRefund, ExplainedByReversal, LossMadeGood),
        ),
        met_only_if=leaves_suspense,
        reopens=(PaymentUnmatched, ExplanationTakenBack),
        limit=BusinessDays(5),
        source="Agency policy: unknown money finds its case or its payer within five business days.",
    ),
    ClockRule(
        name="bank_difference",
        starts=(ReconciliationDifferenceFound,),
        meets=(DifferenceExplained, DifferenceCleared),
        numbered_by="number",
        limit=BusinessDays(2),
        source="Agency policy: why bank and ledger differ is found out within two business days.",
    ),
    ClockRule(
        name="payment_hold_review",
        starts=(PaymentHeld,),
        meets=(PaymentReleased,),
        supersedes=(PaymentReversed, ExplainedByRemittance, ExplainedByRefund, LossMadeGood),
        numbered_by="review",
        limit=GivenByEvent("review_until"),
        source="Agency policy: somebody looks at held money again by the day that was set for it.",
    ),
    ClockRule(
        name="overpayment",
        starts=(PaymentAllocated, AllocationRestated, RefundCancelled),
        only_if=owes_back,
        meets=(OverpaymentGivenBack, AllocationReversed, RefundProposed, PaymentUnmatched, PaymentReversed),
        met_only_if=owes_back_no_more,
        limit=ByPolicy(OVERPAYMENT_PROPOSED),
        source="Agency policy (overpayment_proposed): somebody proposes to pay back what is owed back. What is small "
        "(refund_small) goes back when who paid it asks, and has no clock.",
    ),
    ClockRule(
        name="refund",
        starts=(RefundProposed, RefundReturned, RefundRefused),
        meets=(RefundSent,),
        supersedes=(RefundCancelled,),
        numbered_by="number",
        limit=BusinessDays(5),
        source="Agency policy: what is owed back is sent to the bank within five business days.",
    ),
    ClockRule(
        name="remittance",
        starts=(RemittancePrepared,),
        meets=(RemittanceSent,),
        supersedes=(RemittanceCancelled,),
        numbered_by="number",
        limit=GivenByEvent("send_until"),
        source="Agency policy, from the oldest money in it on; in Norway the 14 days of the new inkassolov 26 (3).",
    ),
    ClockRule(
        name="approval",
        starts=REQUESTS,
        meets=ANSWERS,
        met_only_if=is_decided,
        supersedes=(*ENDINGS, PaymentReversed, PersonErased),
        numbered_by="number",
        kind_from="KIND",
        limit=BusinessDays(2),
        source="Agency policy: what waits for a second person is decided within two business days.",
    ),
    ClockRule(
        name="resolution",
        starts=(ClaimReceived,),
        meets=ENDINGS,
        pauses=(PlanAgreed, PlanCured, PlanRescheduled),
        resumes=(DeadlineMissed, PlanTerminated),
        reopens=(CaseReopened,),
        limit=CalendarDays(180),
        source="Agency policy: a case ends within 180 days; the time in which a plan is kept does not count.",
    ),
)

BY_NAME = {clock.name: clock for clock in CLOCKS}
REOPENABLE = [clock.name for clock in CLOCKS if clock.reopens or clock.corrects or clock.numbered_by]
"""Those that an event can turn after they have ended; one with a number, because it can be started anew."""


def _roles_by_event() -> dict[type[Event], tuple[tuple[ClockRole, ClockRule], ...]]:
    found: dict[type[Event], list[tuple[ClockRole, ClockRule]]] = {}
    for clock in CLOCKS:
        for role, events in clock.roles().items():
            for event in events:
                found.setdefault(event, []).append((role, clock))
    return {event: tuple(sorted(roles, key=lambda pair: pair[0])) for event, roles in found.items()}


ROLES = _roles_by_event()
"""What each event does to which clocks, in the order of Role."""
