"""Refunds: money that is nobody's here goes back to who paid it, never more than is there, and never by one alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case.allocation.giving_back import GiveBackOverpayment, OverpaymentGivenBack
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.matching.matching import MatchMethod, MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.refund.approving import ApproveRefund, RefundApproved
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.refund.confirming import ConfirmRefund
from domain.payment.refund.funding import FundRefund
from domain.payment.refund.proposing import ProposeRefund, RefundProposed
from domain.payment.refund.refusing import RecordRefundRefusal
from domain.payment.refund.returning import RecordRefundReturn
from domain.payment.refund.sending import RefundSent, SendRefund
from domain.payment.refund.state import RefundReason, RefundStatus
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus, goes_back_minor
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import Asked, lived, payment_lives
from tests.unit.domain.samples import (
    CLAIM_TOTAL_MINOR,
    NOW,
    PERSON,
    accepted,
    after,
    allocation,
    at,
    open_case,
    received_payment,
    refusal_code,
)

CASE_ID, PAYMENT_ID, LINE = UUID(int=1), UUID(int=5), UUID(int=91)
IBAN, OURS = "SE4550000000058398257466", "SE3550000000054910000003"
ALL = CLAIM_TOTAL_MINOR
BACK = ProposeRefund("SEK", ALL, RefundReason.NOT_FOR_US, None, PERSON, "Åsa Öberg", IBAN)
OVERPAID = replace(BACK, amount_minor=20_000, reason=RefundReason.OVERPAID, from_case=CASE_ID)
MATCH = MatchPayment((Portion(CASE_ID, ALL),), MatchMethod.EXACT_REFERENCE)
SEND = SendRefund(1, date(2026, 3, 3), OURS, None, "Norr Inkasso AB", PAYMENT_ID)
PAID = ConfirmRefund(1, LINE, "SEK", ALL, date(2026, 3, 3))
CAME_BACK = RecordRefundReturn(1, LINE, "SEK", ALL, date(2026, 3, 5))


def by(person: str, kind: str = "user") -> Context:
    """Somebody acts."""
    return replace(at(NOW), actor=Actor(kind, person))


ANNA, BO, EVA, POLICY = by("anna"), by("bo"), by("eva"), by("allocator", "system")
WHO: dict[type[Command], Context] = {ApproveRefund: BO, FundRefund: POLICY, ConfirmRefund: POLICY}


def told(*commands: Command, state: PaymentState | None = None) -> PaymentState:
    """Anna asks, Bo approves, policies tell what cases and the bank did."""
    state = state or suspended()
    for command in commands:
        state = after(PAYMENT, command, state=state, context=WHO.get(type(command), ANNA))
    return state


def suspended(**changes: Any) -> PaymentState:
    """Money for which no case was found."""
    state: PaymentState = after(
        PAYMENT, PutPaymentInSuspense(SuspenseReason.UNKNOWN_REFERENCE), state=received_payment(**changes)
    )
    return state


def matched() -> PaymentState:
    """Money that is on a case."""
    state: PaymentState = after(PAYMENT, MATCH, state=received_payment())
    return state


def standing(state: Any) -> dict[str, int]:
    """What stands on the ledger because of it."""
    return {str(account): minor for account, minor in state.balance.minor.items() if minor}


def test_money_for_nobody_goes_back_and_the_books_are_as_if_it_had_never_come() -> None:
    state = told(BACK)
    assert (state.status, state.placed_minor) == (PaymentStatus.REFUND, 0)
    assert standing(state) == {"bank_client_funds": ALL, "refund_payable": -ALL}
    state = told(ApproveRefund(1), SEND, PAID, state=state)
    assert state.refunds.by_number[1].status is RefundStatus.CONFIRMED
    assert standing(state) == {"bank_client_funds": ALL, "remittance_clearing": -ALL}, "the bank's line has the rest"


def test_all_that_the_banks_file_says_stands_on_record_and_the_account_under_a_seal() -> None:
    [proposed] = accepted(PAYMENT, suspended(), replace(BACK, to_iban="SE45 5000 0000 0583 9825 7466"), ANNA)
    assert isinstance(proposed, RefundProposed)
    assert (proposed.to_iban, proposed.proposed_by, proposed.rule) == (IBAN, "anna", "SE.refund_small.1970-01-01")
    assert IBAN not in proposed.sentence() and "Öberg" not in proposed.sentence()
    [sent] = accepted(PAYMENT, told(BACK, ApproveRefund(1)), SEND, ANNA)
    assert isinstance(sent, RefundSent)
    assert (sent.message_id, sent.attempt, sent.amount_minor) == ("RF000000000000-1-1", 1, ALL)
    assert SEND.belongs_to() == PAYMENT_ID


def test_who_proposes_a_refund_never_approves_it_and_above_the_limit_two_others_must() -> None:
    """SE.refund_by_two_above: 50,000.00 SEK."""
    assert refusal_code(PAYMENT, told(BACK), ApproveRefund(1), ANNA) == "second_person_needed"
    assert refusal_code(PAYMENT, told(BACK), ApproveRefund(1), POLICY) == "person_needed"
    large = told(replace(BACK, amount_minor=5_000_001), state=suspended(amount_minor=5_000_001))
    [first] = accepted(PAYMENT, large, ApproveRefund(1), BO)
    assert isinstance(first, RefundApproved) and not first.is_enough
    half = PAYMENT.evolve(large, first)
    assert refusal_code(PAYMENT, half, SEND, ANNA) == "refund_stands_otherwise"
    assert refusal_code(PAYMENT, half, ApproveRefund(1), BO) == "second_person_needed"
    [second] = accepted(PAYMENT, half, ApproveRefund(1), EVA)
    assert isinstance(second, RefundApproved) and second.is_enough
    exactly = told(replace(BACK, amount_minor=5_000_000), state=suspended(amount_minor=5_000_000))
    assert told(ApproveRefund(1), state=exactly).refunds.by_number[1].status is RefundStatus.APPROVED


def test_what_is_small_goes_back_only_when_the_payer_asks() -> None:
    """SE.refund_small: 20.00 SEK. It is kept for them, and never taken."""
    small = replace(BACK, amount_minor=2_000)
    state = suspended(amount_minor=2_000)
    decision = PAYMENT.decide(state, small, ANNA)
    assert (decision.code, decision.rule) == ("refund_small", "SE.refund_small.1970-01-01")  # type: ignore[union-attr]
    assert accepted(PAYMENT, state, replace(small, reason=RefundReason.ASKED_BY_PAYER), ANNA)
    assert accepted(PAYMENT, suspended(amount_minor=2_001), replace(small, amount_minor=2_001), ANNA)


def test_what_was_overpaid_on_a_case_is_given_by_the_case_and_never_more() -> None:
    case = after(CASE, allocation(ALL + 20_000, PAYMENT_ID), state=open_case())
    assert case.balance.on(Account.REFUND_PAYABLE) == -20_000
    give = GiveBackOverpayment(PAYMENT_ID, 1, 20_000)
    assert refusal_code(CASE, case, replace(give, amount_minor=20_001)) == "not_overpaid"
    assert refusal_code(CASE, case, replace(give, payment_id=UUID(int=404))) == "not_overpaid"
    [given_back] = accepted(CASE, case, give, POLICY)
    assert isinstance(given_back, OverpaymentGivenBack)
    case = CASE.evolve(case, given_back)
    assert (case.balance.on(Account.REFUND_PAYABLE), case.balance.on(Account.REFUND_CLEARING)) == (0, -20_000)
    assert refusal_code(CASE, case, replace(give, amount_minor=1)) == "not_overpaid", "it is gone"


def test_a_refund_from_a_case_waits_for_the_case_and_then_for_a_person() -> None:
    asked = told(OVERPAID, state=matched())
    assert asked.match.portions == (Portion(CASE_ID, ALL - 20_000),)
    assert standing(asked) == standing(matched()), "nothing has moved yet"
    assert refusal_code(PAYMENT, asked, ApproveRefund(1), BO) == "refund_stands_otherwise"
    assert refusal_code(PAYMENT, asked, OVERPAID, ANNA) == "more_than_owed_back", "one at a time"
    for waits in (UnmatchPayment("wrong_case"), ReversePayment("chargeback")):
        assert refusal_code(PAYMENT, asked, waits, ANNA) == "refund_asked"
    assert refusal_code(PAYMENT, asked, FundRefund(1, UUID(int=2)), POLICY) == "refund_of_another_case"
    funded = told(FundRefund(1, CASE_ID), state=asked)
    assert funded.refunds.by_number[1].status is RefundStatus.PROPOSED
    assert (funded.balance.on(Account.REFUND_PAYABLE), funded.balance.on(Account.REFUND_CLEARING)) == (-20_000, 20_000)


def test_a_case_that_has_nothing_to_give_keeps_its_portion() -> None:
    asked = told(OVERPAID, state=matched())
    assert refusal_code(PAYMENT, asked, CancelRefund(1, "asked"), ANNA) == "refund_stands_otherwise"
    left = after(PAYMENT, CancelRefund(1, "not_overpaid"), state=asked, context=POLICY)
    assert left.match.portions == MATCH.portions
    assert (left.placed_minor, standing(left)) == (ALL, standing(matched()))


def test_a_cancelled_refund_leaves_its_money_where_a_person_finds_it() -> None:
    again = told(BACK, ApproveRefund(1), CancelRefund(1, "case_found"))
    assert (again.status, again.placed_minor) == (PaymentStatus.SUSPENSE, ALL)
    assert standing(again) == standing(suspended())
    [found] = accepted(PAYMENT, again, MATCH, ANNA)
    assert isinstance(found, PaymentMatched)

    owed_back = told(OVERPAID, FundRefund(1, CASE_ID), CancelRefund(1, "other_account"), state=matched())
    assert (owed_back.status, owed_back.refunds.owed_back_minor) == (PaymentStatus.MATCHED, 20_000)
    other = replace(OVERPAID, from_case=None, to_iban="NO9386011117947")
    assert refusal_code(PAYMENT, owed_back, replace(other, amount_minor=20_001), ANNA) == "more_than_owed_back"
    proposed = told(other, state=owed_back)
    assert (proposed.refunds.owed_back_minor, proposed.refunds.by_number[2].amount_minor) == (0, 20_000)
    assert proposed.balance.on(Account.REFUND_PAYABLE) == -20_000


def test_a_match_that_is_undone_brings_what_was_owed_back_into_suspense_too() -> None:
    owed_back = told(OVERPAID, FundRefund(1, CASE_ID), CancelRefund(1, "other_account"), state=matched())
    [unmatched] = accepted(PAYMENT, owed_back, UnmatchPayment("wrong_case"), ANNA)
    state = PAYMENT.evolve(owed_back, unmatched)
    assert (state.placed_minor, state.balance.on(Account.SUSPENSE), state.balance.on(Account.REFUND_PAYABLE)) == (
        ALL, -ALL, 0,
    )  # fmt: skip
    sent = told(OVERPAID, FundRefund(1, CASE_ID), ApproveRefund(1), SEND, state=matched())
    apart = told(UnmatchPayment("wrong_case"), state=sent)
    assert (apart.placed_minor, apart.balance.on(Account.SUSPENSE)) == (ALL - 20_000, -(ALL - 20_000))
    assert refusal_code(PAYMENT, apart, MATCH, ANNA) == "portions_differ", "20,000 of it are with the bank"


def test_a_refund_that_comes_back_is_owed_as_before_and_approved_anew() -> None:
    state = told(BACK, ApproveRefund(1), SEND, PAID, CAME_BACK)
    assert state.refunds.by_number[1].status is RefundStatus.RETURNED
    assert standing(state) == {"bank_client_funds": ALL, "refund_payable": -ALL}
    assert refusal_code(PAYMENT, state, SEND, ANNA) == "refund_stands_otherwise"
    [sent] = accepted(PAYMENT, told(ApproveRefund(1), state=state), SEND, ANNA)
    assert isinstance(sent, RefundSent) and sent.message_id.endswith("-1-2")
    other = told(CancelRefund(1, "ac04"), state=state)
    assert other.status is PaymentStatus.SUSPENSE
    refused = told(BACK, ApproveRefund(1), SEND, RecordRefundRefusal(1, "ac04"))
    assert refused.refunds.by_number[1].status is RefundStatus.RETURNED


def test_what_the_bank_takes_back_after_it_was_refunded_is_a_loss_that_has_a_name() -> None:
    """1,255.00 came, 200.00 of it went back to the payer, and then the bank takes all 1,255.00 again."""
    gone = told(OVERPAID, FundRefund(1, CASE_ID), ApproveRefund(1), SEND, state=matched())
    [reversed_] = accepted(PAYMENT, gone, ReversePayment("chargeback"), ANNA)
    assert isinstance(reversed_, PaymentReversed)
    assert (reversed_.amount_minor, reversed_.lost_minor, reversed_.owed_back_minor) == (ALL, 20_000, 0)
    assert reversed_.portions == (Portion(CASE_ID, ALL - 20_000),)
    state = PAYMENT.evolve(gone, reversed_)
    assert (state.balance.on(Account.CHARGEBACK_LOSS), state.balance.on(Account.BANK_CLIENT_FUNDS)) == (20_000, 0)
    refused = told(RecordRefundRefusal(1, "ac04"), CancelRefund(1, "chargeback"), state=state)
    assert (refused.balance.on(Account.CHARGEBACK_LOSS), refused.balance.on(Account.REFUND_PAYABLE)) == (0, 0), (
        "the bank did not pay it out after all: the money makes the loss good"
    )


def test_a_refund_that_the_bank_does_not_have_is_cancelled_by_a_reversal() -> None:
    decision = accepted(PAYMENT, told(BACK, ApproveRefund(1)), ReversePayment("chargeback"), ANNA)
    assert [type(event).__name__ for event in decision] == ["RefundCancelled", "PaymentReversed"]
    state = PAYMENT.evolve_all(told(BACK, ApproveRefund(1)), decision)
    assert (state.status, standing(state)) == (PaymentStatus.REVERSED, {})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(BACK, amount_minor=ALL - 1), "refund_is_of_all"),
        (replace(BACK, amount_minor=0), "refund_is_of_all"),
        (replace(BACK, currency="EUR"), "currency_differs"),
        (replace(BACK, from_case=CASE_ID), "more_than_owed_back"),
        (replace(BACK, person_id=UUID(int=8)), "payer_differs"),
        (replace(BACK, to_iban="SE4550000000058398257467"), "iban_invalid"),
        (replace(BACK, to_name=" "), "payee_name_missing"),
        (ApproveRefund(1), "refund_unknown"),
    ],
)
def test_a_refund_is_of_money_that_is_there_and_to_an_account_that_can_be(command: Command, code: str) -> None:
    assert refusal_code(PAYMENT, suspended(), command, ANNA) == code


def test_nobody_but_a_person_proposes_and_only_money_that_is_here() -> None:
    assert refusal_code(PAYMENT, suspended(), BACK, POLICY) == "person_needed"
    assert refusal_code(PAYMENT, received_payment(), BACK, ANNA) == "payment_not_in_suspense"
    assert refusal_code(PAYMENT, PAYMENT.initial, BACK, ANNA) == "payment_unknown"
    assert refusal_code(PAYMENT, told(BACK), MATCH, ANNA) == "payment_goes_back"
    crowns = suspended(currency="ISK")
    assert refusal_code(PAYMENT, crowns, replace(BACK, currency="ISK"), ANNA) == "rule_missing"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pay_on": date(2026, 3, 1)}, "day_in_the_past"),
        ({"pay_on": date(2026, 3, 7)}, "not_a_bank_day"),
        ({"from_iban": "FR7630006000011234567890189"}, "iban_invalid"),
        ({"from_bic": "NOBANK"}, "bic_invalid"),
        ({"from_name": " "}, "payer_name_missing"),
    ],
)
def test_the_bank_is_asked_on_a_day_on_which_it_works_and_from_an_account_that_is_there(
    changes: dict[str, Any], code: str
) -> None:
    assert refusal_code(PAYMENT, told(BACK, ApproveRefund(1)), replace(SEND, **changes), ANNA) == code


def test_a_line_of_another_amount_is_not_the_refunds() -> None:
    sent = told(BACK, ApproveRefund(1), SEND)
    assert refusal_code(PAYMENT, sent, replace(PAID, amount_minor=1), POLICY) == "refund_amount_differs"
    assert refusal_code(PAYMENT, sent, CAME_BACK, POLICY) == "refund_stands_otherwise"


@whatever_happens(payment_lives, number=200)
def test_whatever_happens_what_is_placed_and_what_goes_back_is_the_payment(asked: list[tuple[Asked, int]]) -> None:
    """Nothing is owed back or in suspense below zero, and each account has what the payment's parts say."""
    goes_back = 0
    for step in lived(PAYMENT, asked):
        state: PaymentState = step.after
        goes_back += goes_back_minor(step.event)
        assert state.status is PaymentStatus.REVERSED or goes_back == state.refunds.taken_minor
        if not step.is_last:
            continue
        refunds = state.refunds
        unpaid = refunds.sum_of(RefundStatus.PROPOSED, RefundStatus.APPROVED, RefundStatus.SENT, RefundStatus.RETURNED)
        assert state.balance.on(Account.REFUND_PAYABLE) == -(refunds.owed_back_minor + unpaid)
        assert state.placed_minor >= 0 and refunds.owed_back_minor >= 0
        in_suspense = state.placed_minor if state.status is PaymentStatus.SUSPENSE else 0
        assert state.balance.on(Account.SUSPENSE) == -in_suspense
        if state.status is PaymentStatus.MATCHED:
            assert sum(one.amount_minor for one in state.match.portions) == state.placed_minor
        assert sum(state.balance.minor.values()) == 0


def test_the_lives_come_to_all_that_can_become_of_a_refund() -> None:
    rare = {"RefundConfirmed", "RefundReturned", "RefundRefused", "RefundCancelled", "RefundFunded"}
    assert never_come_to(rare, PAYMENT, payment_lives, lambda step: {type(step.event).__name__}) == set()
