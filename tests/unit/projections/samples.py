"""One event of each type: the golden sample of the contract, and where tests count on amounts, one that fits them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.case.affordability.verdict import Verdict
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.direct import DirectPaymentReported
from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.closure.reopening import CaseReopened, ReopeningReason
from domain.case.contacts.contact import Channel, ContactMade, ContactOutcome, Direction, Purpose
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.missing import missed
from domain.case.deadlines.resuming import resumed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.state import Instalment, Proposer
from domain.case.stages.state import Stage
from domain.case.state import CASE
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from domain.payment.matching.matching import MatchMethod, PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense, SuspenseReason
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from tests.unit.domain.samples import CLAIM, NOW, PAYMENT_LINE, accepted, open_case
from tests.unit.golden_samples import GOLDEN_EVENTS
from tests.unit.projections.recorded import CASE_ID, PAYMENT_ID

CLAIM_RECEIVED, DEADLINE_SET = accepted(CASE, CASE.initial, CLAIM)
assert isinstance(CLAIM_RECEIVED, ClaimReceived) and isinstance(DEADLINE_SET, DeadlineSet)
ALLOCATED = PaymentAllocated(
    payment_id=PAYMENT_ID, currency="SEK", amount_minor=130_000, value_date=date(2026, 3, 10), court_costs_minor=0,
    fees_minor=24_000, interest_minor=1_500, principal_minor=100_000, overpaid_minor=4_500,
    rule="SE.allocation_order.1970-01-01",
)  # fmt: skip
REVERSED = AllocationReversed(
    payment_id=PAYMENT_ID, reason="chargeback", currency="SEK", amount_minor=130_000, value_date=date(2026, 3, 10),
    court_costs_minor=0,
    fees_minor=24_000, interest_minor=1_500, principal_minor=100_000, overpaid_minor=4_500, is_written_off=False,
)  # fmt: skip
WRITTEN_OFF = replace(REVERSED, is_written_off=True)
_OTHER_CASE = UUID(int=0xCA5F)
_DEMAND, _DEADLINE = DeadlineKind.PAYMENT_DEMAND, open_case().deadlines.by_number[1]
_PERSON = UUID(int=7)
_PORTIONS = (Portion(CASE_ID, 100_000), Portion(_OTHER_CASE, 30_000))

_THAT_FIT = (
    CLAIM_RECEIVED,
    DEADLINE_SET,
    ContactMade(
        Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.PROMISED_TO_PAY, _PERSON, "was ill at home",
        NOW, None, None, None,
    ),
    PlanAgreed(
        channel=Channel.MY_PAGE, proposed_by=Proposer.CUSTOMER, agreed_on=date(2026, 3, 3),
        instalments=(Instalment(date(2026, 3, 31), 25_500), Instalment(date(2026, 4, 30), 100_000)),
        plan=1, currency="SEK", total_minor=125_500, paid_before_minor=0, costs_minor=25_500,
        verdict=Verdict.NOT_ASSESSED, rules=("SE.plan_share.1970-01-01",),
    ),
    DeadlineMet(1, _DEMAND),
    DeadlineMissWithdrawn(1, _DEMAND),
    missed(1, _DEADLINE),
    resumed(1, _DEADLINE),
    ALLOCATED,
    REVERSED,
    DirectPaymentReported("SEK", 30_000, date(2026, 3, 2), 0, 24_000, 1_500, 4_500, "SE.allocation_order.1970-01-01"),
    CaseClosed(Outcome.WRITTEN_OFF, "creditor_asked", "SEK", 100_000, 1_500, 24_000, 0, True),
    CaseReopened(ReopeningReason.CLOSING_ERROR, Stage.REGISTERED, "SEK", 100_000, 1_500, 24_000, 0),
    PaymentReceived(
        source="bgmax:1", receiver_account="9912346", currency="SEK", amount_minor=130_000,
        value_date=date(2026, 3, 10), references=PAYMENT_LINE.references, person_id=_PERSON,
        payer_name="Åsa Öberg", payer_account="1234-5", message="for the electricity",
    ),
    PaymentPutInSuspense(SuspenseReason.NO_REFERENCE, "SEK", 130_000),
    PaymentMatched(
        portions=_PORTIONS, method=MatchMethod.SEVERAL_REFERENCES, currency="SEK", amount_minor=130_000,
        value_date=date(2026, 3, 10), released_from=Account.RECEIPTS_CLEARING,
    ),
    PaymentUnmatched("wrong_case", _PORTIONS, "SEK", 130_000),
    PaymentReversed(
        "chargeback", "5555-1234", date(2026, 4, 1), "SEK", 130_000, Account.ALLOCATION_CLEARING,
        (Portion(CASE_ID, 130_000),),
    ),
)  # fmt: skip

SAMPLES: dict[str, Event] = GOLDEN_EVENTS | {type(event).__name__: event for event in _THAT_FIT}
"""By the name of their class. A new event needs no line here."""
