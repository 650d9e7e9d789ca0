"""What happens to money, told as stories: each payment ends where it belongs, and the books add up at every event."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.kernel.ledger import Account
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.portion import Portion
from domain.payment.state import PaymentStatus
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, status
from tests.unit.policies.samples import claim, payment

A = "12345674"


@pytest.mark.parametrize(
    ("hold", "reason"),
    [
        (HoldType.DECEASED, "customer_deceased"),
        (HoldType.BANKRUPTCY, "customer_bankrupt"),
        (HoldType.DEBT_SETTLEMENT, "customer_in_debt_settlement"),
    ],
)
def test_money_of_the_deceased_and_the_insolvent_waits_until_a_person_says_where_it_goes(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, hold: HoldType, reason: str
) -> None:
    """The reference is right, and yet no machine lays the money on the debt: policy.money_of_an_estate."""
    case_id, receive = claim(1, A)
    payment_id, pay = payment(1, 40_000, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, PlaceHold(hold, "told_by_family", date(2026, 6, 1)))
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    [back] = [one.event for one in ledger.events() if isinstance(one.event, PaymentUnmatched)]
    assert (status(ledger, payment_id), back.reason) == (PaymentStatus.SUSPENSE, reason)
    assert case_state(ledger, case_id).outstanding_minor == 100_000
    assert balances(ledger)[Account.ALLOCATION_CLEARING] == 0
    assert ledger.kept == [], "that is what is wanted, and no fault"

    ledger.ask(payment_id, MatchPayment((Portion(case_id, 40_000),), MatchMethod.BY_HAND))
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000, "a person said that the estate pays it"


def test_money_for_any_other_customer_on_hold_is_allocated_as_ever(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, A)
    ledger.ask(case_id, receive)
    ledger.ask(case_id, PlaceHold(HoldType.VULNERABILITY, "told_by_customer", date(2026, 6, 1)))
    ledger.ask(*payment(1, 40_000, A))
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000
