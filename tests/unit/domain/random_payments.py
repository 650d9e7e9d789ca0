"""What may be asked of a payment in a random life."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from domain.kernel.message import Command
from domain.payment.hold.holding import HoldPayment
from domain.payment.hold.releasing import ReleasePayment
from domain.payment.loss.making_good import MakeLossGood
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.transferring import TransferPayment
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.payer.identifying import IdentifyPayer
from domain.payment.portion import Portion
from domain.payment.remitting.explaining import ExplainByRemittance
from domain.payment.remitting.explaining_reversal import ExplainByReversal
from domain.payment.reversal.confirming import ConfirmReversal
from domain.payment.reversal.requesting import ApproveReversal, DeclineReversal
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT, PaymentState
from domain.payment.suggestion.assigning import AssignSuspense
from domain.payment.suggestion.confirming import ConfirmSuggestion
from domain.payment.suggestion.rejecting import RejectSuggestion
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import Candidate, SuggestMatch
from tests.unit.domain.asking import Asked, anything, fixed, often, persons
from tests.unit.domain.random_refunds import refund_step
from tests.unit.domain.samples import PAYMENT_LINE


def by_hand(state: PaymentState) -> Command:
    rest_minor = max(1, state.receipt.amount_minor - 25_500)
    return MatchPayment((Portion(UUID(int=1), 25_500), Portion(UUID(int=2), rest_minor)), MatchMethod.BY_HAND)


def suggested(case_id: UUID) -> Asked:
    return fixed(SuggestMatch((Candidate(case_id, MatchBasis.FREE_TEXT, 50),)))


def payer_identified(person: UUID, is_meant: bool) -> Asked:
    """Instead of who is on record, or as if nobody were."""
    return lambda state: IdentifyPayer(person, state.payer.person_id if is_meant else None)


def transferred(divisor: int) -> Asked:
    """All that the first case has of it, or a third, to a case that may have a part already."""

    def transfer(state: PaymentState) -> Command:
        one = next(iter(state.match.portions), Portion(UUID(int=1), 3))
        return TransferPayment(one.case_id, UUID(int=2), one.amount_minor // divisor, "wrong_case")

    return transfer


def shown_by_a_line(less: int) -> Asked:
    """The bank's line of a reversal, of all of the payment or of a little less."""

    def show(state: PaymentState) -> Command:
        amount_minor = max(1, state.receipt.amount_minor - less)
        return ConfirmReversal(UUID(int=9), state.receipt.currency, amount_minor, date(2027, 1, 4))

    return show


payment_commands: st.SearchStrategy[Asked] = often(
    {
        st.integers(0, 5).map(refund_step): 6,
        st.sampled_from([1, 3]).map(transferred): 2,
        st.just(fixed(HoldPayment("asked", "agent-7", date(2027, 6, 1)))): 1,
        st.just(fixed(ReleasePayment("asked"))): 2,
        st.just(fixed(MatchPayment((Portion(UUID(int=1), 125_500),), MatchMethod.EXACT_REFERENCE))): 3,
        st.just(by_hand): 3,
        st.just(fixed(UnmatchPayment("wrong_case"))): 4,
        st.builds(PutPaymentInSuspense, st.sampled_from(SuspenseReason)).map(fixed): 3,
        st.builds(ReversePayment, st.just("chargeback")).map(fixed): 1,
        st.builds(ApproveReversal, st.integers(1, 2)).map(fixed): 1,
        st.just(fixed(DeclineReversal(1, "not_on_the_statement"))): 1,
        st.builds(payer_identified, persons, st.booleans()): 3,
        st.sampled_from([UUID(int=1), UUID(int=2)]).map(suggested): 2,
        st.builds(ConfirmSuggestion, st.integers(1, 3)).map(fixed): 2,
        st.builds(RejectSuggestion, st.integers(1, 3), st.just("other_payer")).map(fixed): 1,
        st.just(fixed(AssignSuspense("agent-1"))): 1,
        st.just(fixed(ExplainByReversal(UUID(int=1)))): 1,
        st.just(fixed(MakeLossGood("chargeback"))): 1,
        st.sampled_from([0, 1]).map(shown_by_a_line): 2,
        st.builds(ExplainByRemittance, st.just("norrkraft"), st.integers(1, 2)).map(fixed): 1,
        st.just(fixed(PAYMENT_LINE)): 1,
        anything(PAYMENT): 2,
    }
)
