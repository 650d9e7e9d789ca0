from uuid import UUID

import pytest

from domain.kernel.aggregate import Command
from domain.kernel.ledger import Account
from domain.payment.matching.matching import MatchPayment, PaymentMatched, PutPaymentInSuspense
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PAYMENT, PaymentStatus, Portion
from tests.unit.domain.samples import PAYMENT_LINE, accepted, after, received_payment, refusal_code

CASE_A, CASE_B = UUID(int=1), UUID(int=2)
MATCH = MatchPayment((Portion(CASE_A, 100_000), Portion(CASE_B, 25_500)), "several_references")
SUSPEND = PutPaymentInSuspense("no_reference")


def test_a_payment_is_matched_as_a_whole() -> None:
    (matched,) = accepted(PAYMENT, received_payment(), MATCH)
    assert isinstance(matched, PaymentMatched)
    assert (matched.amount_minor, matched.released_from) == (125_500, Account.RECEIPTS_CLEARING)


def test_money_in_suspense_is_matched_from_there() -> None:
    (matched,) = accepted(PAYMENT, after(PAYMENT, SUSPEND, state=received_payment()), MATCH)
    assert isinstance(matched, PaymentMatched)
    assert matched.released_from == Account.SUSPENSE


def test_a_reversal_names_the_cases_that_must_be_told() -> None:
    state = after(PAYMENT, MATCH, state=received_payment())
    (reversed_,) = accepted(PAYMENT, state, ReversePayment("chargeback"))
    assert isinstance(reversed_, PaymentReversed)
    assert (reversed_.portions, reversed_.released_from) == (MATCH.portions, Account.ALLOCATION_CLEARING)
    assert PAYMENT.evolve(state, reversed_).status is PaymentStatus.REVERSED


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), MATCH, "payment_unknown"),
        ((PAYMENT_LINE,), PAYMENT_LINE, "payment_already_received"),
        ((PAYMENT_LINE, MATCH), MATCH, "payment_already_matched"),
        ((PAYMENT_LINE, MATCH), SUSPEND, "payment_already_placed"),
        ((PAYMENT_LINE, SUSPEND), SUSPEND, "payment_already_placed"),
        ((PAYMENT_LINE,), PutPaymentInSuspense("bored"), "reason_unknown"),
        ((PAYMENT_LINE, ReversePayment("bounced")), MATCH, "payment_reversed"),
        ((PAYMENT_LINE,), MatchPayment((Portion(CASE_A, 1),), "exact_reference"), "portions_differ"),
        ((PAYMENT_LINE,), MatchPayment((), "exact_reference"), "portions_differ"),
        (
            (PAYMENT_LINE,),
            MatchPayment((Portion(CASE_A, 100_000), Portion(CASE_A, 25_500)), "exact_reference"),
            "case_named_twice",
        ),
    ],
)
def test_money_is_neither_doubled_nor_lost(before: tuple[Command, ...], command: Command, code: str) -> None:
    assert refusal_code(PAYMENT, after(PAYMENT, *before), command) == code
