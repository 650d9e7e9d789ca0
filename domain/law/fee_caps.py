"""What a letter, or the work of an agency, may cost the debtor at most, wherever a row says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.agency_fees import german_fee, norwegian_fee_cap
from domain.law.codes import Contest, CreditorVat, Debtor, Enforceability, Weight
from domain.law.computed import LawAmount, needed, printed_amount, refuses_without_rules
from domain.law.cost_caps import (
    AGENCY_FEE_CAP,
    DEMAND_FEE,
    EXTENSION_FEE,
    HANDOVER_FEE,
    PLAN_FEE,
    PLAN_FEE_CAP,
    PLAN_FEE_MAX,
    PLAN_FEE_MIN,
    REMINDER_FEE,
    REMINDER_OR_NOTICE_FEE,
)
from domain.law.policies import CREDITOR_VAT
from domain.law.scope import asked
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class CollectorsWork:
    """What the caps of an agency's fee ask beside the claim: how heavy the case is (NO), how contested it was (DE), and
    whether the creditor deducts the VAT on the fee (NO; None: nobody said)."""

    weight: Weight
    contest: Contest
    vat: CreditorVat | None


_PLAN_COSTS_FROM = 5
"""NO inkassoforskriften § 2-4: plans of more than four instalments."""


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


@refuses_without_rules
def plan_fee_cap(
    where: str, day: date, principal: Money, instalments: int, debtor: Debtor, vat: CreditorVat | None
) -> LawAmount | Refusal:
    """Of a plan of so many instalments over a claim of that principal. In NO a short plan costs nothing.

    Where only the lowest fee of all is on file (FI), it stands for every plan: what more one may cost by the size of
    the claim and its instalments, nobody can say until these rows are there.
    """
    if where == "NO":
        return _norwegian_plan(day, instalments, vat)
    table = PLAN_FEE_MIN if _has_no_steps(where) else PLAN_FEE
    return printed_amount(table, where, day, asked(debtor, amount=principal, instalments=instalments))


def refuse_above_lowest_plan_fee(where: str, day: date, amount: Money, debtor: Debtor) -> Refusal | None:
    """Where the steps between the lowest fee of a plan and the highest are not on file, why an amount above the lowest
    is not charged: up to the highest because the row is missing, beyond it because no plan costs as much."""
    if not _has_no_steps(where):
        return None
    highest = row_in_force(PLAN_FEE_MAX, where, day, asked(debtor))
    if isinstance(highest, Refusal):
        return highest
    most = money_text(highest.value.minor, highest.value.currency)
    if amount.minor > highest.value.minor:
        return Refusal("fee_above_cap", f"No plan costs more than {most}.", highest.rule_id)
    return Refusal(
        "rule_missing",
        f"A plan may cost more than the lowest fee, up to {most}, by the size of the claim and its instalments; how "
        "much, no row on file says. The lowest can be charged.",
        f"{where}.{PLAN_FEE.rule}",
    )


def _has_no_steps(where: str) -> bool:
    return bool(PLAN_FEE_MIN.of(where)) and not PLAN_FEE.of(where)


def _norwegian_plan(day: date, instalments: int, vat: CreditorVat | None) -> LawAmount | Refusal:
    right, rules = _vat_right("NO", day, vat)
    cap = printed_amount(PLAN_FEE_CAP, "NO", day, asked(right, instalments=max(instalments, _PLAN_COSTS_FROM)))
    if instalments < _PLAN_COSTS_FROM:
        return Refusal(
            "plan_too_short_for_fee",
            f"A plan of fewer than {_PLAN_COSTS_FROM} instalments costs nothing.",
            cap.rules[-1],
        )
    return LawAmount(cap.exact_minor, cap.currency, (*rules, *cap.rules))


@refuses_without_rules
def extension_fee_cap(where: str, day: date, debtor: Debtor) -> LawAmount:
    """Of more time to pay that was given."""
    return printed_amount(EXTENSION_FEE, where, day, asked(debtor))


@refuses_without_rules
def handover_fee_cap(where: str, day: date) -> LawAmount:
    """Of handing a claim over on ``day``."""
    return printed_amount(HANDOVER_FEE, where, day)


def collector_fee_cap(
    where: str, day: date, principal: Money, due: date, debtor: Debtor, work: CollectorsWork
) -> LawAmount | Refusal:
    """Of the agency's work until ``day``. Where nobody said whether the creditor deducts VAT, the policy does."""
    if where == "NO":
        return _norwegian(principal, day, due, debtor, work)
    if where == "DE":
        return german_fee(principal, day, work.contest)
    return _agency_fee_cap(where, day, principal, due, debtor)


@refuses_without_rules
def _norwegian(principal: Money, day: date, due: date, debtor: Debtor, work: CollectorsWork) -> LawAmount | Refusal:
    right, rules = _vat_right("NO", day, work.vat)
    cap = norwegian_fee_cap(principal, day, due, debtor, right, work.weight)
    return cap if isinstance(cap, Refusal) else LawAmount(cap.exact_minor, cap.currency, (*rules, *cap.rules))


def _vat_right(where: str, day: date, vat: CreditorVat | None) -> tuple[CreditorVat, tuple[str, ...]]:
    """As the creditor's terms say; where they do not, the policy's, with its rule. Raises where no row says it."""
    if vat is not None:
        return vat, ()
    row = needed(CREDITOR_VAT, where, day)
    return row.value.creditor, (row.rule_id,)


@refuses_without_rules
def _agency_fee_cap(where: str, day: date, principal: Money, due: date, debtor: Debtor) -> LawAmount:
    return printed_amount(AGENCY_FEE_CAP, where, day, asked(debtor, due=due, amount=principal))
