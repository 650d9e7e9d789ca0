"""The debtor paid the creditor directly: a payment like any other, but no bank account of ours moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from domain.case.allocation.allocating import after_payment
from domain.case.allocation.money import covered_postings, parts_text
from domain.case.allocation.restating import in_order_of_days
from domain.case.allocation.state import CREDITS, Credit, Credits, Parts
from domain.case.allocation.waterfall import waterfall
from domain.case.charges.accruing import accrued_to
from domain.case.closure.closing import Outcome
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DirectPaymentFields:
    """How much, in minor units of ``currency``, and the day on which the creditor had it."""

    currency: str
    amount_minor: int
    value_date: date


@CASE.command
@dataclass(frozen=True, slots=True)
class ReportDirectPayment(DirectPaymentFields, Command):
    """Report that the debtor paid this to the creditor."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DirectPaymentReported(DirectPaymentFields, Event):
    """What the payment to the creditor covered. The four parts add up to ``amount_minor``."""

    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    rule: str

    @property
    def parts(self) -> Parts:
        """As the state keeps them."""
        return Parts(self.court_costs_minor, self.fees_minor, self.interest_minor, self.principal_minor)

    def sentence(self) -> str:
        """How much, of what."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} paid to the creditor directly: {parts_text(self.parts, self.currency)}"

    def postings(self) -> Sequence[Posting]:
        """Less is owed, and no account of ours has more."""
        return covered_postings(self.parts, self.currency, Account.PAID_TO_CREDITOR)

    def effective_on(self) -> date:
        """The day on which the creditor had it."""
        return self.value_date


@CASE.decides(ReportDirectPayment)
def decide_report_direct_payment(state: CaseState, command: ReportDirectPayment, context: Context) -> Decision:
    """On an open case, up to what is owed: what was paid beyond it is between the debtor and the creditor."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the payment is in another currency.")
    if command.value_date > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    reported = in_order_of_days(
        state, command.value_date, partial(accrued_to, until=command.value_date), partial(_reported, command)
    )
    if isinstance(reported, Refusal):
        return reported
    return [*reported.events, *after_payment(reported.state, context, Outcome.PAID_DIRECT_TO_CLIENT)]


def _reported(command: ReportDirectPayment, state: CaseState) -> list[Event] | Refusal:
    if not 0 < command.amount_minor <= state.outstanding_minor:
        owed = money_text(state.outstanding_minor, state.currency)
        return Refusal("amount_invalid", f"Report an amount above zero, up to the {owed} that is owed.")
    poured = waterfall(state, command.amount_minor, command.value_date)
    if isinstance(poured, Refusal):
        return poured
    parts, rule = poured
    return [caused_by(command, DirectPaymentReported, **parts.by_part(), rule=rule)]


@CREDITS.on(DirectPaymentReported)
def direct_payment_reported(credits: Credits, event: DirectPaymentReported) -> Credits:
    """One more."""
    return Credits({**credits.money, len(credits.direct) + 1: Credit(event.parts, event.value_date)})
