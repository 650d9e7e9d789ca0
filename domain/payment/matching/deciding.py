"""Whether a payment may be matched: by a machine when its references say so, by hand when people agree."""

from __future__ import annotations

from domain.kernel.decision import Context, Decision
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.matching.matching import MatchMethod, MatchPayment, matched_to
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus, refuse_unless_here, refuse_while_held
from domain.payment.suggestion.confirming import confirmed, limit_for_one
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import SCORE_MAX, suggested


@PAYMENT.decides(MatchPayment)
def decide_match_payment(state: PaymentState, command: MatchPayment, context: Context) -> Decision:
    """Portions above zero, each case once, that add up to the whole payment."""
    if refusal := refuse_unless_here(state) or refuse_while_held(state):
        return refusal
    if state.status is PaymentStatus.MATCHED:
        return Refusal("payment_already_matched", "The payment has found its cases already.")
    if state.status is PaymentStatus.REFUND:
        return Refusal(
            "payment_goes_back",
            "The money goes back to who paid it. `caseledger refund cancel PAYMENT NUMBER` stops that.",
        )
    if command.method in (MatchMethod.SUGGESTION, MatchMethod.KNOWN_PAYER):
        return Refusal("method_invalid", "A suggestion is confirmed or adopted: nothing else counts as that.")
    currency, whole_minor = state.receipt.currency, state.placed_minor
    amounts = [portion.amount_minor for portion in command.portions]
    if not amounts or min(amounts) <= 0 or sum(amounts) != whole_minor:
        return Refusal(
            "portions_differ",
            f"The portions add up to {money_text(sum(amounts), currency)} and the payment is "
            f"{money_text(whole_minor, currency)}; each is above zero and all of it is matched.",
        )
    if len({portion.case_id for portion in command.portions}) < len(amounts):
        return Refusal("case_named_twice", "Each case has one portion of a payment.")
    if command.method is MatchMethod.BY_HAND:
        return decided_by_hand(state, command.portions, context)
    return [matched_to(state, command.portions, command.method)]


def decided_by_hand(state: PaymentState, portions: tuple[Portion, ...], context: Context) -> Decision:
    """One person decides up to a limit. Above it, the first one's word is a suggestion that a second one confirms."""
    limit = limit_for_one(state.receipt.currency, context.occurred_at)
    if isinstance(limit, Refusal):
        return limit
    if state.placed_minor <= limit.value.minor:
        return [matched_to(state, portions, MatchMethod.BY_HAND)]
    number = state.suggestions.number_of(portions)
    if number is not None:
        return confirmed(state, number, state.suggestions.by_number[number], context)
    first = suggested(state, portions, MatchBasis.BY_HAND, SCORE_MAX)
    told = PAYMENT.evolve(state, first)
    agreed = confirmed(told, first.suggestion, told.suggestions.by_number[first.suggestion], context)
    return agreed if isinstance(agreed, Refusal) else [first, *agreed]
