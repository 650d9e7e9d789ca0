"""Whether a fee may be charged for a letter, and how much at most: by what happened, and by the rows on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.case.charges.fee_letters import refuse_another_letter
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.interest_to import debtor_kind
from domain.case.disputes.state import DisputeOutcome
from domain.case.notices.state import Notice, NoticeKind, NoticeStatus
from domain.case.state import CaseState
from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.codes import Contest, Weight
from domain.law.computed import LawAmount
from domain.law.contact_rules import REMINDER_COUNT_MAX, REMINDER_EARLIEST
from domain.law.cost_caps import TOTAL_COST_CAP
from domain.law.fee_caps import CollectorsWork, collector_fee_cap, demand_fee_cap, notice_fee_cap, reminder_fee_cap
from domain.law.rule_text import named_rule
from domain.law.scope import asked
from domain.law.table import row_in_force

ONE_FEE_A_LETTER = named_rule("policy.one_fee_a_letter", "a letter is charged for once, and not when it came back")
ONE_DEMAND_FEE = named_rule(
    "policy.one_demand_fee", "one payment demand of a debt is charged for", source="practice under SE lag (1981:739)"
)
REMINDER_FEE_IS_AGREED = named_rule(
    "SE.reminder_fee_is_agreed",
    "a reminder costs something only if that was agreed no later than when the debt arose",
    law="lag (1981:739) 2 §",
)
NOTICE_BEFORE_FEE = named_rule(
    "NO.notice_before_fee",
    "who pays by the deadline of the collection notice owes no collector's fee",
    law="inkassoloven § 17",
)
LETTER_OF = {
    FeeKind.REMINDER: NoticeKind.REMINDER,
    FeeKind.COLLECTION_NOTICE: NoticeKind.COLLECTION_NOTICE,
    FeeKind.PAYMENT_DEMAND: NoticeKind.PAYMENT_DEMAND,
    FeeKind.COLLECTOR: NoticeKind.PAYMENT_DEMAND,
}
"""The letter that a fee is for."""
HEAVY_AFTER = timedelta(days=28)
"""NO inkassoforskriften § 2-3: a case is heavy when the demand's deadline is exceeded by more than this."""


@dataclass(frozen=True, slots=True)
class FeeAsked:
    """The fee that is asked for on the local day ``day``, and the letter that it is for."""

    kind: FeeKind
    letter: Notice
    day: date
    agreed: bool


def letter_of(state: CaseState, kind: FeeKind, number: int) -> Notice | Refusal:
    """The letter, of the right kind, that did not come back and has not been charged for.

    The collector's fee is for the work after its letter, and may come in parts: up to the cap of the day in all.
    """
    letter = state.notices.by_number.get(number)
    if letter is None or letter.kind is not LETTER_OF[kind]:
        return Refusal("letter_not_sent", f"A {kind} fee is for a letter that was sent, and letter {number} is none.")
    if letter.status is NoticeStatus.RETURNED:
        return Refusal("letter_returned", f"Letter {number} came back: nothing is charged for it.", ONE_FEE_A_LETTER)
    if kind is not FeeKind.COLLECTOR and state.fees.is_charged_for(kind, number):
        return Refusal("fee_already_charged", f"The fee of letter {number} has been charged already.", ONE_FEE_A_LETTER)
    return letter


def letter_cap(state: CaseState, fee: FeeAsked) -> LawAmount | Refusal:
    """The most that may be charged, or why nothing may."""
    where, due, debtor = state.claim.jurisdiction, state.claim.due_date, debtor_kind(state)
    principal = Money(state.claim.principal_minor, state.currency)
    if fee.kind is FeeKind.REMINDER:
        return _refuse_reminder(state, fee) or reminder_fee_cap(where, fee.letter.sent_on, due, debtor)
    if fee.kind is FeeKind.COLLECTION_NOTICE:
        return _refuse_notice(state, fee) or notice_fee_cap(where, fee.letter.sent_on, due, debtor)
    if fee.kind is FeeKind.PAYMENT_DEMAND:
        return _refuse_second(state) or demand_fee_cap(where, fee.letter.sent_on, principal, debtor)
    work = _work(state, fee)
    cap = _refuse_collector(state, fee) or collector_fee_cap(where, fee.day, principal, due, debtor, work)
    if isinstance(cap, Refusal):
        return cap
    before = sum(one.amount_minor for one in state.fees.charged(FeeKind.COLLECTOR))
    return LawAmount(cap.exact_minor - before, cap.currency, cap.rules)


def _work(state: CaseState, fee: FeeAsked) -> CollectorsWork:
    """By what happened. In Germany a claim that was disputed and stands was contested (RVG VV 2300), and one whose
    demand was not paid in time was not paid on the first letter.
    """
    weight = Weight.HEAVY if fee.day > fee.letter.pay_by + HEAVY_AFTER else Weight.SIMPLE
    contest = Contest.AVERAGE if fee.day > fee.letter.pay_by else Contest.FIRST_LETTER
    stands = (DisputeOutcome.REJECTED, DisputeOutcome.PARTLY_UPHELD)
    if any(one.outcome in stands for one in state.disputes.by_number.values()):
        contest = Contest.CONTESTED
    return CollectorsWork(weight, contest, state.claim.creditor_vat)


def refuse_above_total(state: CaseState, day: date, amount_minor: int) -> Refusal | None:
    """Where the law caps all costs together (FI), why so much more is too much."""
    about = asked(debtor_kind(state), amount=Money(state.claim.principal_minor, state.currency))
    row = row_in_force(TOTAL_COST_CAP, state.claim.jurisdiction, day, about)
    if isinstance(row, Refusal):
        return None
    so_far = state.balance.owed("fees") + state.credits.fees_minor
    if so_far + amount_minor <= row.value.minor:
        return None
    most = money_text(row.value.minor, row.value.currency)
    return Refusal("fee_above_total_cap", f"All collection costs of this claim together may be {most}.", row.rule_id)


def _refuse_reminder(state: CaseState, fee: FeeAsked) -> Refusal | None:
    where = state.claim.jurisdiction
    if where == "SE" and not fee.agreed:
        return Refusal(
            "fee_not_agreed",
            "A reminder costs something only if that was agreed when the debt arose.",
            REMINDER_FEE_IS_AGREED,
        )
    most = row_in_force(REMINDER_COUNT_MAX, where, fee.letter.sent_on)
    if not isinstance(most, Refusal) and len(state.fees.charged(FeeKind.REMINDER)) >= most.value.count:
        return Refusal("too_many_fees", f"{most.value.count} reminders of one claim may be charged for.", most.rule_id)
    return _refuse_early(state, fee) or refuse_another_letter(state, fee.letter)


def _refuse_notice(state: CaseState, fee: FeeAsked) -> Refusal | None:
    return _refuse_early(state, fee) or refuse_another_letter(state, fee.letter)


def _refuse_early(state: CaseState, fee: FeeAsked) -> Refusal | None:
    row = row_in_force(REMINDER_EARLIEST, state.claim.jurisdiction, fee.letter.sent_on, asked(debtor_kind(state)))
    if isinstance(row, Refusal):
        return None
    first = state.claim.due_date + timedelta(days=row.value.count)
    if fee.letter.sent_on >= first:
        return None
    return Refusal("letter_too_early_for_fee", f"A letter sent before {first} is free of charge.", row.rule_id)


def _refuse_second(state: CaseState) -> Refusal | None:
    if not state.fees.charged(FeeKind.PAYMENT_DEMAND):
        return None
    return Refusal("fee_already_charged", "One payment demand of a debt is charged for.", ONE_DEMAND_FEE)


def _refuse_collector(state: CaseState, fee: FeeAsked) -> Refusal | None:
    """NO inkassoloven § 17: who pays by the deadline of the collection notice owes the agency no fee."""
    warned = state.notices.arrived(NoticeKind.COLLECTION_NOTICE)
    if state.claim.jurisdiction != "NO" or any(one.pay_by < fee.letter.sent_on for one in warned):
        return None
    return Refusal(
        "no_notice_missed",
        "The agency's fee comes after a collection notice whose deadline passed, and none did.",
        NOTICE_BEFORE_FEE,
    )
