"""What a letter, or the work of an agency, may cost the debtor at most, wherever a row says it."""

from __future__ import annotations

from datetime import date

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.agency_fees import german_fee, norwegian_fee_cap
from domain.law.codes import Contest, CreditorVat, Debtor, Enforceability, Weight
from domain.law.computed import LawAmount, printed_amount, refuses_without_rules
from domain.law.cost_caps import AGENCY_FEE_CAP, DEMAND_FEE, REMINDER_FEE, REMINDER_OR_NOTICE_FEE
from domain.law.scope import asked


@refuses_without_rules
def reminder_fee_cap(where: str, day: date, due: date, debtor: Debtor) -> LawAmount:
    """Of a reminder sent on ``day``; in NO one table is for reminders and collection notices."""
    table = REMINDER_OR_NOTICE_FEE if REMINDER_OR_NOTICE_FEE.of(where) else REMINDER_FEE
    return printed_amount(table, where, day, asked(debtor, due=due))


@refuses_without_rules
def notice_fee_cap(where: str, day: date, due: date, debtor: Debtor) -> LawAmount:
    """Of a collection notice sent on ``day``."""
    return printed_amount(REMINDER_OR_NOTICE_FEE, where, day, asked(debtor, due=due))


@refuses_without_rules
def demand_fee_cap(where: str, day: date, principal: Money, debtor: Debtor) -> LawAmount:
    """Of a payment demand sent on ``day``, for a claim that no title makes enforceable yet."""
    return printed_amount(DEMAND_FEE, where, day, asked(debtor, Enforceability.NEEDS_JUDGMENT, amount=principal))


def collector_fee_cap(
    where: str, day: date, principal: Money, due: date, debtor: Debtor, weight: Weight
) -> LawAmount | Refusal:
    """Of the agency's work until ``day``. Where the law asks what nobody said (whether the creditor deducts VAT, how
    much work it was), the lower cap stands."""
    if where == "NO":
        return norwegian_fee_cap(principal, day, due, debtor, CreditorVat.DEDUCTED, weight)
    if where == "DE":
        return german_fee(principal, day, Contest.FIRST_LETTER)
    return _agency_fee_cap(where, day, principal, due, debtor)


@refuses_without_rules
def _agency_fee_cap(where: str, day: date, principal: Money, due: date, debtor: Debtor) -> LawAmount:
    return printed_amount(AGENCY_FEE_CAP, where, day, asked(debtor, due=due, amount=principal))
