"""What courts and enforcement cost, by the rows on file; in Norway from a base amount (rettsgebyrloven)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.law.codes import Filing
from domain.law.computed import LawAmount, needed, printed_amount, refuses_without_rules
from domain.law.legal_fees import (
    CONCILIATION_FEE_FACTOR,
    COURT_FEE_ROUNDING,
    ENFORCEMENT_BASE_FEE,
    ENFORCEMENT_REQUEST_FEE_FACTOR,
    PAYMENT_ORDER_AGENT_COST,
    PAYMENT_ORDER_FEE,
    RETTSGEBYR,
)
from domain.law.scope import asked
from domain.law.table import RuleTable
from domain.law.values import Factor


@refuses_without_rules
def payment_order_fee(where: str, day: date) -> LawAmount:
    """Of an application for an order to pay."""
    return printed_amount(PAYMENT_ORDER_FEE, where, day)


@refuses_without_rules
def payment_order_agent_cost(where: str, day: date) -> LawAmount:
    """Of the agent who applies."""
    return printed_amount(PAYMENT_ORDER_AGENT_COST, where, day)


@refuses_without_rules
def conciliation_fee(where: str, day: date) -> LawAmount:
    """Of a complaint to the conciliation board (NO), in whole kroner."""
    return _times_base(CONCILIATION_FEE_FACTOR, where, day)


@refuses_without_rules
def enforcement_fee(where: str, day: date) -> LawAmount:
    """Of a request for enforcement of a title; in NO (utlegg) in whole kroner."""
    if RETTSGEBYR.of(where):
        return _times_base(ENFORCEMENT_REQUEST_FEE_FACTOR, where, day)
    return printed_amount(ENFORCEMENT_BASE_FEE, where, day, asked(Filing.CLAIM_TITLE))


def _times_base(factors: RuleTable[Factor], where: str, day: date) -> LawAmount:
    """So many times the base fee, rounded down to the unit on file (rettsgebyrloven § 6 a)."""
    base, factor = needed(RETTSGEBYR, where, day), needed(factors, where, day)
    unit, rules = needed(COURT_FEE_ROUNDING, where, day), (base.rule_id, factor.rule_id)
    exact = LawAmount(base.value.minor * factor.value.times, base.value.currency, (*rules, unit.rule_id))
    return LawAmount(Fraction(exact.rounded_down_to(unit.value).minor), exact.currency, exact.rules)
