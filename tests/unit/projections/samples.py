"""One event of each type, as the domain decides them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from domain.case.allocation.allocating import AllocationReversed, PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CaseReopened
from domain.case.contacts.contact import ContactMade
from domain.case.deadlines.deadline import DeadlineMet, DeadlineMissed, DeadlineSet
from domain.case.plans.agreeing import PlanAgreed
from domain.case.state import CASE, Instalment
from domain.catalogue import EVENTS
from domain.kernel.aggregate import Event
from domain.payment.matching.matching import PaymentMatched, PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.state import Portion
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE, accepted
from tests.unit.projections.recorded import CASE_ID, PAYMENT_ID

CLAIM_RECEIVED, DEADLINE_SET = accepted(CASE, CASE.initial, CLAIM)
assert isinstance(CLAIM_RECEIVED, ClaimReceived) and isinstance(DEADLINE_SET, DeadlineSet)
_OTHER_CASE = UUID(int=0xCA5F)
_PERSON = UUID(int=7)
_DUE = datetime(2026, 3, 16, 23, tzinfo=UTC)

SAMPLES: dict[str, Event] = {
    type(event).__name__: event
    for event in (
        CLAIM_RECEIVED,
        DEADLINE_SET,
        ContactMade("phone", "outbound", "payment", "promised", _PERSON, "was at home with a cold"),
        PlanAgreed(
            plan=1, channel="my_page", proposed_by="customer", agreed_on=date(2026, 3, 3), currency="SEK",
            total_minor=125_500,
            instalments=(Instalment(date(2026, 3, 31), 25_500), Instalment(date(2026, 4, 30), 100_000)),
        ),
        DeadlineMet(1, "payment_demand"),
        DeadlineMissed(1, "payment_demand", _DUE, "SE.payment_grace.1970-01-01"),
        PaymentAllocated(
            payment_id=PAYMENT_ID, currency="SEK", amount_minor=130_000, fees_minor=24_000, interest_minor=1_500,
            principal_minor=100_000, overpaid_minor=4_500, value_date=date(2026, 3, 10),
            rule="SE.allocation_order.1970-01-01",
        ),
        AllocationReversed(
            payment_id=PAYMENT_ID, currency="SEK", amount_minor=130_000, fees_minor=24_000, interest_minor=1_500,
            principal_minor=100_000, overpaid_minor=4_500, reason="chargeback",
        ),
        CaseClosed("written_off", "the creditor asked for it", "SEK", 100_000, 1_500, 24_000),
        CaseReopened("payment_reversed"),
        PaymentReceived(
            source="bgmax:1", receiver_account="9912346", currency="SEK", amount_minor=130_000,
            value_date=date(2026, 3, 10), references=PAYMENT_LINE.references, person_id=_PERSON,
            payer_name="Åsa Öberg", payer_account="1234-5", message="for the electricity",
        ),
        PaymentPutInSuspense("no_reference", "SEK", 130_000),
        PaymentMatched(
            portions=(Portion(CASE_ID, 100_000), Portion(_OTHER_CASE, 30_000)), method="several_references",
            currency="SEK", amount_minor=130_000, value_date=date(2026, 3, 10), released_from="receipts_clearing",
        ),
        PaymentReversed("chargeback", "SEK", 130_000, "allocation_clearing", (Portion(CASE_ID, 130_000),)),
    )
}  # fmt: skip
assert set(SAMPLES) == {cls.__name__ for cls in EVENTS.values()}, "a sample of each event"
