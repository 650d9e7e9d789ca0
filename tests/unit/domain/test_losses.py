"""What the bank took back after it was remitted, and nobody can be asked for: two persons, and the agency bears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.bearing import ApproveLoss, LossBorne
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.losing import LossProposed, ProposeLoss
from domain.creditor.remittance.preparing import OUT_OF_DATE, PrepareRemittance
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.sending import SendRemittance
from domain.creditor.remittance.state import LogSpan, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.payment.hold.holding import HoldPayment
from domain.payment.loss.making_good import LossMadeGood, MakeLossGood, MakingGoodProposed
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.remitting.explaining import ExplainByRemittance
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus
from tests.unit.domain.samples import PAYMENT_LINE, accepted, after, received_payment, refusal_code
from tests.unit.domain.test_remittances import ANNA, BO, EVA, IBAN, MARCH, PREPARE, by, creditor, standing

BACK = CollectedSum(MARCH, False, 1, -200_000, -3_000, -18_000, -4_000)
"""All of the 2,250.00 of `PREPARE` came back, principal, interest, fees and court costs."""
SPANS = (LogSpan(0, 90, 97),)
LOSS = ProposeLoss("SEK", SPANS, MARCH, (BACK,), "creditor_bankrupt")
GOOD = MakeLossGood("creditor_bankrupt")
SYSTEM = by("remitter", "system")


def told(*commands: Command) -> CreditorState:
    """Anna asks, Bo approves, after one remittance that was sent."""
    state = after(CREDITOR, PREPARE, state=creditor(), context=ANNA)
    state = after(CREDITOR, ApproveRemittance(1), state=state, context=BO)
    send = SendRemittance(1, date(2026, 3, 3), IBAN, None, "Norr Inkasso AB")
    state = after(CREDITOR, send, state=state, context=ANNA)
    for command in commands:
        context = BO if isinstance(command, ApproveLoss) else ANNA
        state = after(CREDITOR, command, state=state, context=context)
    assert isinstance(state, CreditorState)
    return state


def test_what_is_taken_back_is_as_a_rule_taken_off_the_next_remittance() -> None:
    """Nothing is left for the creditor then, and whoever prepares it is told that the agency may have to bear it."""
    prepare = PrepareRemittance("SEK", SPANS, MARCH, (BACK,))
    assert refusal_code(CREDITOR, told(), prepare, ANNA) == "nothing_to_remit"
    more = replace(BACK, principal_minor=500_000)
    assert refusal_code(CREDITOR, told(), replace(LOSS, sums=(more,)), ANNA) == "nothing_lost"


def test_a_loss_is_proposed_by_one_and_borne_when_another_approves_it() -> None:
    """2,250.00 are lacking on the client account, and the creditor is not asked for them any more."""
    [proposed] = accepted(CREDITOR, told(), LOSS, ANNA)
    assert isinstance(proposed, LossProposed)
    assert (proposed.number, proposed.collected_minor, proposed.prepared_by) == (2, -225_000, "anna")
    assert proposed.sentence() == (
        "Loss 2 of 2,250.00 SEK proposed, taken back from what norrsken has had: creditor_bankrupt"
    )
    waits = told(LOSS)
    assert waits.balance.on(Account.CHARGEBACK_LOSS) == 0
    for nobody in (ANNA, SYSTEM):
        assert refusal_code(CREDITOR, waits, ApproveLoss(2), nobody) == "second_person_needed"
    [borne] = accepted(CREDITOR, waits, ApproveLoss(2), BO)
    assert isinstance(borne, LossBorne)
    assert (borne.lost_minor, borne.approved_by) == (225_000, "bo")
    assert borne.sentence() == "Loss 2 of 2,250.00 SEK with norrsken borne by the agency"
    state = told(LOSS, ApproveLoss(2))
    assert state.balance.on(Account.CHARGEBACK_LOSS) == 225_000
    assert state.balance.on(Account.CLIENT_PAYABLE) - told().balance.on(Account.CLIENT_PAYABLE) == -225_000
    assert state.balance.on(Account.REMITTANCE_PAYABLE) == told().balance.on(Account.REMITTANCE_PAYABLE)
    assert state.remittances.by_number[2].status is RemittanceStatus.BORNE
    assert state.remittances.remitted_through("SEK")[0] == 97, "no later remittance takes it off"


def test_the_agency_bears_its_own_share_of_it_too_which_it_has_taken() -> None:
    """What it kept of the money that came back stays its own; so the client account lacks all of it."""
    state = told(LOSS, ApproveLoss(2))
    assert state.remittances.untransferred_minor("SEK", 2) == told().remittances.untransferred_minor("SEK", 1)


def test_a_loss_that_is_not_approved_is_cancelled_as_a_remittance_is() -> None:
    cancelled = told(LOSS, CancelRemittance(2, "creditor_pays"))
    assert standing(cancelled) == standing(told())
    assert accepted(CREDITOR, cancelled, LOSS, ANNA)


@pytest.mark.parametrize(
    ("state", "command", "who", "code"),
    [
        (told(), LOSS, SYSTEM, "person_needed"),
        (told(), replace(LOSS, currency="XXX"), ANNA, "currency_unknown"),
        (told(), replace(LOSS, spans=(LogSpan(0, 89, 97),)), ANNA, OUT_OF_DATE.code),
        (told(), replace(LOSS, sums=(BACK, BACK)), ANNA, OUT_OF_DATE.code),
        (told(LOSS), LOSS, ANNA, "remittance_under_way"),
        (CREDITOR.initial, LOSS, ANNA, "creditor_unknown"),
        (told(), ApproveLoss(3), BO, "remittance_unknown"),
        (told(LOSS, ApproveLoss(2)), ApproveLoss(2), BO, "remittance_stands_otherwise"),
        (after(CREDITOR, PREPARE, state=creditor(), context=ANNA), ApproveLoss(1), BO, "remittance_is_no_loss"),
        (told(LOSS), ApproveRemittance(2), BO, "remittance_is_a_loss"),
        (told(LOSS, ApproveLoss(2)), CancelRemittance(2, "too_late"), ANNA, "remittance_stands_otherwise"),
    ],
)
def test_what_is_not_done(state: CreditorState, command: Command, who: object, code: str) -> None:
    assert refusal_code(CREDITOR, state, command, who) == code  # type: ignore[arg-type]


def paid_in() -> PaymentState:
    """The agency's transfer to the client account: nobody knows yet what it is."""
    state: PaymentState = after(
        PAYMENT, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE), state=received_payment(), context=SYSTEM
    )
    return state


def test_two_persons_say_that_money_on_the_client_account_makes_good_a_loss() -> None:
    """1,255.00 less are lacking."""
    [said] = accepted(PAYMENT, paid_in(), GOOD, ANNA)
    assert said == MakingGoodProposed("creditor_bankrupt", "SEK", 125_500, "anna")
    assert not said.postings(), "one person's word moves nothing"
    once = after(PAYMENT, GOOD, state=paid_in(), context=ANNA)
    assert refusal_code(PAYMENT, once, GOOD, ANNA) == "second_person_needed"
    [made_good] = accepted(PAYMENT, once, GOOD, BO)
    assert isinstance(made_good, LossMadeGood)
    assert (made_good.said_by, made_good.approved_by, made_good.is_return) == ("anna", "bo", True)
    state = after(PAYMENT, GOOD, state=once, context=BO)
    assert state.balance.on(Account.CHARGEBACK_LOSS) == -125_500
    assert (state.balance.on(Account.SUSPENSE), state.status) == (0, PaymentStatus.EXPLAINED)


def test_the_word_of_one_is_forgotten_when_the_money_finds_its_case() -> None:
    """What it was said to be then, it is not: who says so again is the first once more."""
    once = after(PAYMENT, GOOD, state=paid_in(), context=ANNA)
    match = MatchPayment((Portion(PAYMENT_LINE.person_id, 125_500),), MatchMethod.EXACT_REFERENCE)
    back = after(PAYMENT, match, UnmatchPayment("wrong_case"), state=once)
    assert [type(one) for one in accepted(PAYMENT, back, GOOD, BO)] == [MakingGoodProposed]


@pytest.mark.parametrize(
    ("state", "who", "code"),
    [
        (PAYMENT.initial, ANNA, "payment_unknown"),
        (paid_in(), SYSTEM, "person_needed"),
        (
            after(PAYMENT, HoldPayment("asked", "eva", date(2026, 6, 1)), state=paid_in(), context=EVA),
            ANNA,
            "payment_held",
        ),
        (
            after(PAYMENT, MatchPayment((Portion(PAYMENT_LINE.person_id, 125_500),), MatchMethod.EXACT_REFERENCE),
                  state=paid_in()),
            ANNA,
            "payment_placed",
        ),
        (after(PAYMENT, ExplainByRemittance("norrsken", 1), state=paid_in()), ANNA, "line_explained_already"),
    ],
)  # fmt: skip
def test_no_other_money_makes_a_loss_good(state: PaymentState, who: object, code: str) -> None:
    assert refusal_code(PAYMENT, state, GOOD, who) == code  # type: ignore[arg-type]


def test_what_the_bank_took_makes_nothing_good() -> None:
    line = {name: getattr(PAYMENT_LINE, name) for name in ReceiptFields.__dataclass_fields__}
    assert refusal_code(PAYMENT, after(PAYMENT, ReceiveDeduction(**line)), GOOD, ANNA) == "line_took_money"
