"""A plan is held against what the customer can pay, by the policies in force; what cannot be kept is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from domain.case.affordability.verdict import Burden, Measure, Verdict, Why, verdict, well_kept, would_do
from domain.case.charges.interest_to import NO_INTEREST, InterestTo, interest_on
from domain.case.plans.state import Instalment
from domain.case.state import CaseState
from domain.kernel.money import MINOR_UNIT_DIGITS, Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.computed import needed, refuses_without_rules
from domain.law.policies import PLAN_COSTS_SHARE, PLAN_LENGTH_LONGEST, PLAN_LENGTH_REALISTIC, PLAN_SHARE
from domain.law.rule_text import named_rule

_REDUCES_DEBT = named_rule("policy.plan_reduces_debt", "a plan pays more than the interest of the same time")
_MONTH = timedelta(days=31)
_ADVICE = {
    "SE": "the municipality's budget and debt advisers (budget- och skuldrådgivning)",
    "NO": "NAV's advice on debt",
    "FI": "Takuusäätiö",
    "GB": "StepChange",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of a plan that is not refused, and the ids of the rows that it rests on.

    ``costs_minor`` are the interest and fees that the customer pays by it, as far as can be told today.
    """

    verdict: Verdict
    costs_minor: int
    rules: tuple[str, ...]


def judged(
    state: CaseState, instalments: Sequence[Instalment], today: date, beside_minor: int = 0
) -> Judgement | Refusal:
    """The verdict on these instalments, or why nobody should agree on them and what would do instead.

    ``beside_minor`` is what the household pays in the heaviest month by the same plan on other cases.
    """
    found = _terms(state.claim.jurisdiction, today)
    if isinstance(found, Refusal):
        return found
    terms, rules = found
    interest = interest_of_a_month(state, today)
    if isinstance(interest, Refusal):
        return interest
    months = months_begun(today, instalments[-1].due_date)
    burden = Burden(
        heaviest_month_minor(instalments),
        months,
        interest.amount_minor,
        beside_minor,
        costs_minor(state, instalments, today, interest.amount_minor),
        state.claim.principal_minor,
    )
    word, why = verdict(burden, state.affordability.known_minor, terms)
    if word is Verdict.REFUSED:
        return _refused(state, why, terms, rules, beside_minor)
    return Judgement(word, burden.costs_minor, (*rules, *interest.rules))


def amount_that_would_do(owed: Money, disposable_minor: int, jurisdiction: str, today: date) -> tuple[int, int] | None:
    """The most a month that a household with so much left can well keep, in whole units of the currency, and for how
    many months; None where no plan of the debt would do, or no row says what can be kept."""
    found = _terms(jurisdiction, today)
    return None if isinstance(found, Refusal) else _would_do(owed, disposable_minor, found[0])


def heaviest_month_minor(instalments: Sequence[Instalment]) -> int:
    """The most that falls due in one calendar month."""
    by_month: dict[tuple[int, int], int] = defaultdict(int)
    for one in instalments:
        by_month[one.due_date.year, one.due_date.month] += one.amount_minor
    return max(by_month.values())


def months_begun(first: date, last: date) -> int:
    """How many months have begun after ``first`` by ``last``: at least one."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return max(1, whole + (last.day > first.day))


def interest_of_a_month(state: CaseState, today: date) -> InterestTo | Refusal:
    """The late interest of 31 days on the principal that is owed; none where none is claimed, or a hold stops it."""
    if state.claim.interest_from is None:
        return NO_INTEREST
    return interest_on(state, state.balance.owed("principal"), today, today + _MONTH)


def costs_minor(
    state: CaseState, instalments: Sequence[Instalment], today: date, interest_of_a_month_minor: int
) -> int:
    """The interest and fees that are paid by these instalments: what is owed of them, and the late interest until the
    last, at today's rate on the principal that is left each time. Costs are paid before principal."""
    principal = Fraction(state.balance.owed("principal"))
    beside = Fraction(state.outstanding_minor) - principal
    a_day = Fraction(interest_of_a_month_minor, _MONTH.days) / principal if principal else Fraction(0)
    coming, day = Fraction(0), today
    for one in instalments:
        accrued = principal * a_day * (one.due_date - day).days
        coming, beside, day = coming + accrued, beside + accrued, one.due_date
        on_costs = min(beside, Fraction(one.amount_minor))
        beside -= on_costs
        principal = max(Fraction(0), principal - (one.amount_minor - on_costs))
    return state.balance.owed("interest") + state.balance.owed("fees") + ceil(coming)


@refuses_without_rules
def _terms(jurisdiction: str, today: date) -> tuple[Measure, tuple[str, ...]]:
    share = needed(PLAN_SHARE, jurisdiction, today)
    realistic = needed(PLAN_LENGTH_REALISTIC, jurisdiction, today)
    longest = needed(PLAN_LENGTH_LONGEST, jurisdiction, today)
    costs = needed(PLAN_COSTS_SHARE, jurisdiction, today)
    terms = Measure(share.value.of_one, realistic.value.count, longest.value.count, costs.value.of_one)
    return terms, (share.rule_id, realistic.rule_id, longest.rule_id, costs.rule_id)


def _refused(state: CaseState, why: Why | None, terms: Measure, rules: tuple[str, ...], beside_minor: int) -> Refusal:
    share_rule, _, longest_rule, _ = rules
    if why is Why.DEBT_NEVER_FALLS:
        return Refusal(
            "plan_never_ends",
            "These instalments are no more than the interest of the same time, so the debt would never fall. "
            f"{_instead(state, terms, beside_minor)}",
            _REDUCES_DEBT,
        )
    if why is Why.TOO_LONG:
        return Refusal(
            "plan_too_long",
            f"No plan runs for more than {terms.longest_months} months. {_instead(state, terms, beside_minor)}",
            longest_rule,
        )
    return Refusal(
        "plan_unaffordable",
        f"These instalments are more than the household can keep. {_instead(state, terms, beside_minor)}",
        share_rule,
    )


def _instead(state: CaseState, terms: Measure, beside_minor: int) -> str:
    """What would do, said so that the customer can be told it: of a part of a plan, on all of its cases together."""
    disposable_minor = state.affordability.known_minor
    if disposable_minor is None:
        return "Work out what the household can pay, with `caseledger case affordability`."
    unit_minor = 10 ** MINOR_UNIT_DIGITS[state.currency]
    if beside_minor and (most_minor := well_kept(disposable_minor, terms, unit_minor)) > 0:
        return f"What would do: at most {money_text(most_minor, state.currency)} a month on all the cases together."
    found = _would_do(Money(state.outstanding_minor, state.currency), disposable_minor, terms)
    if found is None:
        advice = _ADVICE.get(state.claim.jurisdiction, "a free adviser on budget and debt")
        return (
            "No plan would do now: let the case rest with `caseledger case hold place`, and tell the customer of "
            f"{advice}."
        )
    a_month_minor, months = found
    return f"What would do: {money_text(a_month_minor, state.currency)} a month, for {months} months."


def _would_do(owed: Money, disposable_minor: int, terms: Measure) -> tuple[int, int] | None:
    return would_do(owed.minor, disposable_minor, terms, 10 ** MINOR_UNIT_DIGITS[owed.currency])
