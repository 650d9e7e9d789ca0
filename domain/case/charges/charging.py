"""A fee is charged for something that happened: no more than the law allows, and never while something stops fees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.case.charges.agreed_fees import agreed_cap
from domain.case.charges.fee_rules import LETTER_OF, FeeAsked, letter_cap, letter_of, refuse_above_total
from domain.case.charges.fees_state import FEES, Fee, FeeKind, Fees
from domain.case.charges.interest_to import debtor_kind
from domain.case.holds.demands import refuse_if_upheld
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.message import Command, Event
from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.computed import LawAmount
from domain.law.fee_caps import refuse_above_lowest_plan_fee

_FOR_WHAT = {FeeKind.PLAN: "plan {}", FeeKind.EXTENSION: "deferral {}", FeeKind.HANDOVER: "the hand-over"}


@CASE.command
@dataclass(frozen=True, slots=True)
class ChargeFee(Command):
    """Charge a fee: ``amount_minor`` of the case's currency; None, the most allowed.

    ``cause`` is the number of the letter, of the plan or of the deferral that it is for; 1 for the hand-over.
    ``agreed`` says that the debtor agreed to such a fee when the debt arose, which SE asks of reminders.
    """

    kind: FeeKind
    cause: int
    amount_minor: int | None
    currency: str
    agreed: bool


@CASE.event
@dataclass(frozen=True, slots=True)
class FeeCharged(Event):
    """So much more is owed since the local day ``charged_on``, by ``rules``.

    ``cause`` is the number of the letter, of the plan or of the deferral that it is for; 1 for the hand-over.
    ``debtor_assumed``: nobody had said who owes, so the stricter rules held.
    """

    fee: int
    kind: FeeKind
    cause: int
    currency: str
    amount_minor: int
    charged_on: date
    rules: tuple[str, ...]
    debtor_kind: Debtor
    debtor_assumed: bool

    def sentence(self) -> str:
        """How much, for what."""
        amount = money_text(self.amount_minor, self.currency)
        assumed = f"; taken to be a {self.debtor_kind}" if self.debtor_assumed else ""
        for_what = _FOR_WHAT.get(self.kind, "letter {}").format(self.cause)
        return f"Fee {self.fee} charged for {for_what}: {self.kind} {amount}{assumed}"

    def postings(self) -> Sequence[Posting]:
        """Owed, and added since the claim was handed over."""
        return transfer(RECEIVABLES["fees"], Account.ADDED_SINCE, self.amount_minor, self.currency)


@CASE.decides(ChargeFee)
def decide_charge_fee(state: CaseState, command: ChargeFee, context: Context) -> Decision:
    """On an open case that nothing spares from fees, for something that happened, up to the cap of the law."""
    if refusal := refuse_unless_open_then(state, context) or _refuse_fees(state, command.kind):
        return refusal
    day = context.day(state.claim.jurisdiction)
    cap = _cap_of(state, command, day)
    if isinstance(cap, Refusal):
        return cap
    most = cap.rounded_down_to(Money(1, cap.currency))
    amount_minor = most.minor if command.amount_minor is None else command.amount_minor
    if command.currency != state.currency or most.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the fee is in another currency.")
    if amount_minor <= 0 and most.minor > 0:
        return Refusal("amount_invalid", "A fee is above zero.")
    if amount_minor > most.minor and command.kind is FeeKind.PLAN:
        where, amount = state.claim.jurisdiction, Money(amount_minor, state.currency)
        if refusal := refuse_above_lowest_plan_fee(where, day, amount, debtor_kind(state)):
            return refusal
    if amount_minor > most.minor or most.minor <= 0:
        text = money_text(max(most.minor, 0), most.currency)
        return Refusal(
            "fee_above_cap", f"By the rows on file, {text} more may be charged for this, and no more.", cap.rules[-1]
        )
    if refusal := refuse_above_total(state, day, amount_minor):
        return refusal
    return [
        FeeCharged(
            fee=state.fees.next_number,
            kind=command.kind,
            cause=command.cause,
            currency=state.currency,
            amount_minor=amount_minor,
            charged_on=day,
            rules=cap.rules,
            debtor_kind=debtor_kind(state),
            debtor_assumed=state.claim.debtor_kind is None,
        )
    ]


def _cap_of(state: CaseState, command: ChargeFee, day: date) -> LawAmount | Refusal:
    if command.kind not in LETTER_OF:
        return agreed_cap(state, command.kind, command.cause, day)
    letter = letter_of(state, command.kind, command.cause)
    if isinstance(letter, Refusal):
        return letter
    return letter_cap(state, FeeAsked(command.kind, letter, day, command.agreed))


def _refuse_fees(state: CaseState, kind: FeeKind) -> Refusal | None:
    if held := next((one.hold_type for one in state.holds.in_force().values() if one.scope.fees), None):
        return Refusal("fees_on_hold", f"The case is on hold ({held}), and no fee is charged.", f"hold.{held}")
    if kind is not FeeKind.PLAN and (refusal := refuse_beside_a_plan(state, "nothing is charged beside it")):
        return refusal
    return refuse_if_upheld(state)


@FEES.on(FeeCharged)
def fee_charged(fees: Fees, event: FeeCharged) -> Fees:
    """One more."""
    return fees.with_one(event.fee, Fee(event.kind, event.cause, event.amount_minor, event.charged_on))
