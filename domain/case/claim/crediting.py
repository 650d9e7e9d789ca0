"""The creditor takes back a part of the principal, or all of it: the claim was too high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from domain.case.allocation.allocating import after_payment
from domain.case.allocation.restating import Step, in_order_of_days, in_turn, owed_back_after
from domain.case.charges.correcting import taken_back_from
from domain.case.claim.state import CLAIM, Claim
from domain.case.closure.closing import PAID, Outcome, closing
from domain.case.state import CASE, CaseState, refuse_unless_here_then, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PrincipalCreditFields:
    """How much, in minor units of ``currency``, and why: a short code such as ``goods_returned``.

    ``owed_until`` is the first day on which it was not owed any more; None: it was owed on no day at all.
    """

    currency: str
    amount_minor: int
    reason: Code
    owed_until: date | None


@CASE.command
@dataclass(frozen=True, slots=True)
class CreditPrincipal(PrincipalCreditFields, Command):
    """Credit this much of the principal."""


@CASE.event
@dataclass(frozen=True, slots=True)
class PrincipalCredited(PrincipalCreditFields, Event):
    """So much less is owed: it is neither collected nor written off, and bears no late interest from then on."""

    def sentence(self) -> str:
        """How much, since when, and why."""
        since = f" from {self.owed_until} on" if self.owed_until else ""
        return f"{money_text(self.amount_minor, self.currency)} of the principal credited{since}: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """As if it had not been handed over."""
        return transfer(Account.CLAIMS_HANDED_OVER, RECEIVABLES["principal"], self.amount_minor, self.currency)


@CASE.decides(CreditPrincipal)
def decide_credit_principal(state: CaseState, command: CreditPrincipal, context: Context) -> Decision:
    """On an open case, up to what is owed of the principal and was paid of it; on one that ended as paid, the latter.

    Money that had paid what is credited, the latest first, is allocated anew, as if that had never been owed: to what
    else is owed, and what is left over is owed back to who paid. Late interest that was added on what is credited, for
    days on which it was not owed, is taken back and worked out anew.

    When all of the principal is credited there was no debt that could have had interest and fees: they fall with it,
    and all that was paid is owed back. What is owed beside a principal that stands in part stays.
    """
    is_paid = state.life.outcome in PAID
    if refusal := (refuse_unless_here_then if is_paid else refuse_unless_open_then)(state, context):
        return refusal
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the credit is in another currency.")
    stands_minor = state.balance.owed("principal") + state.credits.principal_minor
    if not 0 < command.amount_minor <= stands_minor:
        stands = money_text(stands_minor, state.currency)
        return Refusal("amount_invalid", f"Credit an amount above zero, up to the {stands} of principal, paid or owed.")
    if command.owed_until is not None and command.owed_until > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    if command.amount_minor == stands_minor and not is_paid:
        return _annulled(state, command)
    days = _days_put_right(state, command)
    credit: Step = partial(_credit, command)
    credited = in_order_of_days(state, min(days), credit) if days else in_turn(state, [credit])
    if isinstance(credited, Refusal):
        return credited
    after = [] if is_paid else after_payment(credited.state, context, Outcome.PAID_IN_FULL)
    return [*credited.events, *after]


def _credit(command: CreditPrincipal, _: CaseState) -> list[Event]:
    return [caused_by(command, PrincipalCredited)]


def _annulled(state: CaseState, command: CreditPrincipal) -> Decision:
    first = _first_not_owed(state, command)
    ended = owed_back_after(
        state,
        lambda then: [] if first is None else taken_back_from(then, first),
        partial(_credit, command),
        lambda then: [closing(then, Outcome.CREDITED, command.reason)],
    )
    return ended if isinstance(ended, Refusal) else ended.events


def _first_not_owed(state: CaseState, command: CreditPrincipal) -> date | None:
    """The first day whose late interest on the credit was not owed; None when no late interest is claimed at all."""
    return command.owed_until or state.claim.interest_from


def _days_put_right(state: CaseState, command: CreditPrincipal) -> list[date]:
    """The days behind which money or interest comes to stand otherwise: none where it is enough that less is owed."""
    first = _first_not_owed(state, command)
    days = [first] if first is not None and state.interest.beyond(first) else []
    was_paid_minor = command.amount_minor - state.balance.owed("principal")
    for day, minor in sorted(state.credits.principal_by_day(), reverse=True):
        if was_paid_minor <= 0:
            break
        if minor:
            days.append(day - timedelta(days=1))
            was_paid_minor -= minor
    return days


@CLAIM.on(PrincipalCredited)
def principal_credited(claim: Claim, event: PrincipalCredited) -> Claim:
    """What was owed for some time bore interest for as long."""
    if event.owed_until is None:
        return claim
    return changed(claim, credited=(*claim.credited, (event.owed_until, event.amount_minor)))
