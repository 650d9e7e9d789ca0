"""Which cases a payment is for, decided from facts alone. Unknown money is never guessed to a case.

The whole payment finds its cases, or the whole payment waits in suspense: a part of it is never left behind. With
several references, the reason is the first of these that holds for any of them:

1. ``unknown_reference``: no claim carries it (a claim that comes later may cure this);
2. ``invalid_reference``: no claim carries it, and its check digit shows that it was mistyped;
3. ``ambiguous_reference``: several claims carry it, and the account that received the money does not tell them apart;
   or the payer set off a credit, which no rule here may lay on a case;
4. ``closed_case``: its case is closed;
5. ``wrong_currency``: its case is in another currency.

The one reference of a plan over several cases stands for all of them that are open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consumers.policies.matcher.pouring import KnownCase, PlanInstalment, by_plan, oldest_first
from consumers.policies.matcher.references import check_digit_fails
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion


@dataclass(frozen=True, slots=True)
class StatedReference:
    """A ``reference_key``, and the payer's own part for it in minor units (0: not said; below 0: a credit)."""

    reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class UnplacedPayment:
    """A payment that looks for its cases. ``creditor`` is who the receiving account belongs to, where that is known."""

    currency: str
    amount_minor: int
    references: tuple[StatedReference, ...]
    creditor: str | None = None


def place(
    payment: UnplacedPayment, cases: Mapping[str, Sequence[KnownCase]], plan: Sequence[PlanInstalment] = ()
) -> MatchPayment | PutPaymentInSuspense:
    """The command that places the payment. ``cases`` has the cases that carry each of its references.

    ``plan`` are the instalments of the plan over several cases whose reference it gives, and no other.
    """
    stated = _stated_once(payment.references)
    if not stated:
        return PutPaymentInSuspense(SuspenseReason.NO_REFERENCE)
    if plan and min(stated.values()) >= 0:
        [of_plan] = cases.values()
        return _placed_by_plan(payment, plan, of_plan)
    candidates = {reference: _told_apart(cases.get(reference, ()), payment.creditor) for reference in stated}
    if reason := _reason_to_wait(payment, stated, candidates):
        return PutPaymentInSuspense(reason)
    found = {reference: of_reference[0] for reference, of_reference in candidates.items()}
    if len(found) == 1:
        [case] = found.values()
        return MatchPayment((Portion(case.case_id, payment.amount_minor),), MatchMethod.EXACT_REFERENCE)
    parts = _as_stated(payment, stated, found) or oldest_first(payment.amount_minor, list(found.values()))
    return MatchPayment(parts, MatchMethod.SEVERAL_REFERENCES)


def _placed_by_plan(
    payment: UnplacedPayment, plan: Sequence[PlanInstalment], cases: Sequence[KnownCase]
) -> MatchPayment | PutPaymentInSuspense:
    """On its open cases: what was closed meanwhile asks for nothing."""
    open_cases = [case for case in cases if case.is_open]
    if not open_cases:
        return PutPaymentInSuspense(SuspenseReason.CLOSED_CASE)
    if any(case.currency != payment.currency for case in open_cases):
        return PutPaymentInSuspense(SuspenseReason.WRONG_CURRENCY)
    return MatchPayment(by_plan(payment.amount_minor, plan, open_cases), MatchMethod.PLAN_REFERENCE)


def _stated_once(references: Sequence[StatedReference]) -> dict[str, int]:
    """Each reference with the sum stated for it, in the order given: one given twice counts once."""
    stated: dict[str, int] = {}
    for given in references:
        if given.reference:
            stated[given.reference] = stated.get(given.reference, 0) + given.amount_minor
    return stated


def _told_apart(cases: Sequence[KnownCase], creditor: str | None) -> Sequence[KnownCase]:
    """Of several cases, those of the creditor whose account received the money."""
    if len(cases) < 2 or creditor is None:
        return cases
    return [case for case in cases if case.creditor == creditor] or cases


def _reason_to_wait(
    payment: UnplacedPayment, stated: Mapping[str, int], candidates: Mapping[str, Sequence[KnownCase]]
) -> SuspenseReason | None:
    nobodys = [reference for reference, cases in candidates.items() if not cases]
    if nobodys:
        mistyped = all(check_digit_fails(reference, payment.currency) for reference in nobodys)
        return SuspenseReason.INVALID_REFERENCE if mistyped else SuspenseReason.UNKNOWN_REFERENCE
    if any(len(cases) > 1 for cases in candidates.values()) or min(stated.values()) < 0:
        return SuspenseReason.AMBIGUOUS_REFERENCE
    found = [cases[0] for cases in candidates.values()]
    if not all(case.is_open for case in found):
        return SuspenseReason.CLOSED_CASE
    if any(case.currency != payment.currency for case in found):
        return SuspenseReason.WRONG_CURRENCY
    return None


def _as_stated(
    payment: UnplacedPayment, stated: Mapping[str, int], found: Mapping[str, KnownCase]
) -> tuple[Portion, ...]:
    """The payer's own parts, if there is one for each reference and they are the whole payment; else nothing."""
    if min(stated.values()) <= 0 or sum(stated.values()) != payment.amount_minor:
        return ()
    return tuple(Portion(found[reference].case_id, amount) for reference, amount in stated.items())
