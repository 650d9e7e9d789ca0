"""Court fees that follow from a base amount (NO: rettsgebyrloven)."""

from __future__ import annotations

from datetime import date

from domain.kernel.money import Money
from domain.law.computed import LawAmount, needed, refuses_without_rules
from domain.law.legal_fees import (
    CONCILIATION_FEE_FACTOR,
    COURT_FEE_ROUNDING,
    ENFORCEMENT_REQUEST_FEE_FACTOR,
    RETTSGEBYR,
)
from domain.law.table import RuleTable
from domain.law.values import Factor


@refuses_without_rules
def conciliation_fee(day: date) -> Money:
    """Of a complaint to the conciliation board (NO), in whole kroner."""
    return _court_fee(CONCILIATION_FEE_FACTOR, day)


@refuses_without_rules
def enforcement_request_fee(day: date) -> Money:
    """Of a request for attachment (NO utlegg), in whole kroner."""
    return _court_fee(ENFORCEMENT_REQUEST_FEE_FACTOR, day)


def _court_fee(factors: RuleTable[Factor], day: date) -> Money:
    base, factor = needed(RETTSGEBYR, "NO", day), needed(factors, "NO", day)
    unit = needed(COURT_FEE_ROUNDING, "NO", day)
    exact = LawAmount(base.value.minor * factor.value.times, "NOK", (base.rule_id, factor.rule_id, unit.rule_id))
    return exact.rounded_down_to(unit.value)
