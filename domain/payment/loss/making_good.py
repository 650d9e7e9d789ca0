"""The agency has paid in, from its own, what the client account lacks: two persons say that a line of the bank is that.

A line alone does not prove it. Money of a debtor that waits for its case must never cover a loss of ours, so one person
says it and another says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.payment.remitting.explanation import Explained, line_to_explain
from domain.payment.state import MATCH, PAYMENT, Match, PaymentState, refuse_unless_staff, refuse_while_held

_SECOND_PERSON = named_rule(
    "policy.made_good_second_person",
    "that money on the client account is the agency's own, which makes good a loss, two persons say",
)


@dataclass(frozen=True, slots=True)
class MakingGoodFields:
    """Which loss it is for: a short code such as ``refunded_and_charged_back``."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class MakeLossGood(MakingGoodFields, Command):
    """Say that with this line the agency paid in what the client account lacks by chargebacks."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class MakingGoodProposed(MakingGoodFields, Event):
    """One person says so; a second one must say the same."""

    currency: str
    amount_minor: int
    said_by: str

    def approval(self) -> Approval:
        """It waits for a second person, one at a time."""
        return Approval(
            ApprovalKind.MAKING_GOOD, "1", ApprovalStep.ASKED, self.currency, self.amount_minor, self.reason
        )

    def sentence(self) -> str:
        """How much, and that it waits."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} said to make good a loss: {self.reason}; a second person must say the same"


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class LossMadeGood(MakingGoodFields, Explained):
    """The line's money makes good what the client account lacked. ``released_from`` is the account where it stood until
    now, ``said_by`` the first person and ``approved_by`` the second. It always ``is_return``: it came in."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str
    is_return: bool
    said_by: str
    approved_by: str

    def approval(self) -> Approval:
        """Two persons have said the same."""
        return Approval(ApprovalKind.MAKING_GOOD, "1", ApprovalStep.APPROVED)

    def sentence(self) -> str:
        """How much, and for which loss."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} paid in by the agency to make good a loss: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """So much less is lacking."""
        return transfer(Account(self.released_from), Account.CHARGEBACK_LOSS, self.amount_minor, self.currency)


@PAYMENT.decides(MakeLossGood)
def decide_make_loss_good(state: PaymentState, command: MakeLossGood, context: Context) -> Decision:
    """Of money that came in and has found no case: the first person's word waits for a second one's."""
    line = line_to_explain(state)
    if isinstance(line, Refusal):
        return line
    if refusal := refuse_unless_staff(context) or refuse_while_held(state):
        return refusal
    if not line["is_return"]:
        return Refusal("line_took_money", "With this line the bank took money: it makes nothing good.")
    first, who = state.match.makes_good_by, context.actor.id
    if first is None:
        said = {"currency": line["currency"], "amount_minor": line["amount_minor"], "said_by": who}
        return [caused_by(command, MakingGoodProposed, **said)]
    if first == who:
        return Refusal(
            "second_person_needed", "You have said so, and a second person must say the same.", _SECOND_PERSON
        )
    return [caused_by(command, LossMadeGood, said_by=first, approved_by=who, **line)]


@MATCH.on(MakingGoodProposed)
def making_good_proposed(match: Match, event: MakingGoodProposed) -> Match:
    """It stays where it is until a second person says the same, or it finds its case."""
    return changed(match, makes_good_by=event.said_by)
