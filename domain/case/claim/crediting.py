"""The creditor takes back a part of the principal, or all of it: the claim was too high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.case.allocation.allocating import after_payment
from domain.case.allocation.restating import interest_put_right
from domain.case.claim.state import CLAIM, Claim
from domain.case.closure.closing import Outcome, closing
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
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
    """On an open case, up to what is still owed of the principal.

    When all of it is credited and nothing of it was ever paid, there was no debt that could have had interest and fees:
    they fall with it. What is owed beside a principal that was paid in part stays.

    Late interest that was added on what is credited, for days on which it was not owed, is taken back and worked out
    anew, and what other money paid of it is allocated anew.
    """
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the credit is in another currency.")
    if not 0 < command.amount_minor <= state.balance.owed("principal"):
        owed = money_text(state.balance.owed("principal"), state.currency)
        return Refusal("amount_invalid", f"Credit an amount above zero, up to the {owed} of principal that is owed.")
    if command.owed_until is not None and command.owed_until > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    credited = interest_put_right(state, command.owed_until, caused_by(command, PrincipalCredited))
    if isinstance(credited, Refusal):
        return credited
    after = credited.state
    if not after.balance.owed("principal") and not after.credits.principal_minor:
        return [*credited.events, closing(after, Outcome.CREDITED, command.reason)]
    return [*credited.events, *after_payment(after, context, Outcome.PAID_IN_FULL)]


@CLAIM.on(PrincipalCredited)
def principal_credited(claim: Claim, event: PrincipalCredited) -> Claim:
    """What was owed for some time bore interest for as long."""
    if event.owed_until is None:
        return claim
    return replace(claim, credited=(*claim.credited, (event.owed_until, event.amount_minor)))
