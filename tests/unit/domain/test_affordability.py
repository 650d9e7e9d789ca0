"""What a household can pay a month, and whether a plan is one that it can keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.affordability.assessing import AffordabilityAssessed, AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.affordability.judging import Judgement, costs_minor, judged, months_begun
from domain.case.affordability.verdict import Burden, Measure, Verdict, Why, verdict, would_do
from domain.case.contacts.contact import Channel
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.schedule import DueDay, equal_amount, schedule
from domain.case.plans.state import Instalment
from domain.case.state import CASE, CaseState
from domain.kernel.calendar import is_business_day
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import CLAIM, CREDITOR_ID, NOW, PERSON, accepted, after, at, open_case, refusal_code

MAY_2024 = at(datetime(2024, 5, 6, 8, tzinfo=UTC))
TODAY = date(2026, 3, 2)
ASSESS = AssessAffordability(
    person_id=PERSON,
    channel=Channel.PHONE,
    adults=Adults.SINGLE,
    income_minor=2_200_000,
    housing_minor=780_000,
    agreed_other_minor=120_000,
    standard_amount_source=None,
    ages=(5,),
    standard_amount_minor=None,
)
BY_HAND = replace(ASSESS, standard_amount_minor=1_000_000, standard_amount_source="The authority's table for 2026")


def case_in(jurisdiction: str, currency: str) -> CaseState:
    claim = replace(CLAIM, jurisdiction=jurisdiction, currency=currency, due_date=date(2024, 4, 2), pay_by=None)
    state: CaseState = after(CASE, claim, context=MAY_2024)
    return state


def with_left(disposable_minor: int) -> CaseState:
    """A case whose customer has so much left of a month, if that is not less than nothing."""
    assess = replace(BY_HAND, income_minor=disposable_minor + 1_900_000)
    state: CaseState = after(CASE, assess, state=open_case())
    return state


def instalments(amount_minor: int, count: int) -> list[Instalment]:
    return [Instalment(date(2026 + (2 + n) // 12, (2 + n) % 12 + 1, 2), amount_minor) for n in range(1, count + 1)]


def test_what_is_left_in_sweden_is_above_the_reserved_amount_of_utsokningsbalken_7_5() -> None:
    # 22,000 less 7,800 for the home, 6,090 for a single adult and 3,255 for a child of 5 (2024), and 1,200 agreed.
    [assessed] = accepted(CASE, case_in("SE", "SEK"), ASSESS, MAY_2024)
    assert isinstance(assessed, AffordabilityAssessed)
    assert (assessed.standard_amount_minor, assessed.disposable_minor) == (934_500, 365_500)
    assert assessed.rules == ("SE.normalbelopp.2024-01-01.single", "SE.normalbelopp.2024-01-01.child+age-upto-6")
    assert assessed.sentence() == "Affordability 1 assessed: 3,655.00 SEK a month is left"


@pytest.mark.parametrize(
    ("jurisdiction", "currency", "ages", "standard_minor"),
    [
        ("NO", "NOK", (), 1_041_200),  # FOR-2014-06-13-724, single, from 2023-07-01
        ("FI", "EUR", (5, 9), 154_800),  # ulosottokaari 4:48: 30 x (32.56 + 2 x 9.52)
        ("DE", "EUR", (), 140_228),  # ZPO § 850c(1), from 2023-07-01
    ],
)
def test_each_country_leaves_its_own_standard_amount(
    jurisdiction: str, currency: str, ages: tuple[int, ...], standard_minor: int
) -> None:
    [assessed] = accepted(CASE, case_in(jurisdiction, currency), replace(ASSESS, ages=ages), MAY_2024)
    assert isinstance(assessed, AffordabilityAssessed)
    assert assessed.standard_amount_minor == standard_minor
    assert all(rule.startswith(f"{jurisdiction}.") for rule in assessed.rules)


def test_where_no_row_is_on_file_it_says_what_is_missing_and_takes_the_amount_by_hand_with_its_source() -> None:
    missing = CASE.decide(open_case(), ASSESS, at(NOW))
    assert isinstance(missing, Refusal)
    assert (missing.code, missing.rule) == ("rule_missing", "SE.normalbelopp")
    assert "by hand" in missing.message
    [assessed] = accepted(CASE, open_case(), BY_HAND)
    assert isinstance(assessed, AffordabilityAssessed)
    assert (assessed.rules, assessed.disposable_minor) == ((), 300_000)
    assert "by hand" in assessed.sentence()
    assert refusal_code(CASE, case_in("DK", "DKK"), ASSESS, MAY_2024) == "rule_missing"


def test_nobody_is_given_less_to_live_on_by_hand_than_the_law_says() -> None:
    too_low = replace(BY_HAND, standard_amount_minor=934_499)
    refused = CASE.decide(case_in("SE", "SEK"), too_low, MAY_2024)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.rule) == ("standard_amount_too_low", "SE.normalbelopp.2024-01-01.single")
    assert accepted(CASE, case_in("SE", "SEK"), replace(too_low, standard_amount_minor=934_500), MAY_2024)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"income_minor": -1}, "amount_invalid"),
        ({"standard_amount_minor": 1}, "source_missing"),
        ({"standard_amount_source": "A page"}, "source_missing"),
        ({"ages": (31,)}, "household_invalid"),
        ({"ages": (1,) * 21}, "household_invalid"),
    ],
)
def test_an_assessment_that_makes_no_sense_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal_code(CASE, open_case(), replace(ASSESS, **change)) == code  # type: ignore[arg-type]


MEASURE = Measure(Fraction(8, 10), 36, 60)


@pytest.mark.parametrize(
    ("burden", "left", "expected"),
    [
        (Burden(80_000, 36), 100_000, (Verdict.REALISTIC, None)),
        (Burden(80_001, 36), 100_000, (Verdict.STRETCHED, Why.CLOSE_TO_MEANS)),
        (Burden(80_000, 37), 100_000, (Verdict.STRETCHED, Why.LONG)),
        (Burden(100_000, 60), 100_000, (Verdict.STRETCHED, Why.CLOSE_TO_MEANS)),
        (Burden(100_001, 1), 100_000, (Verdict.REFUSED, Why.ABOVE_MEANS)),
        (Burden(1_000, 61), 100_000, (Verdict.REFUSED, Why.TOO_LONG)),
        (Burden(1, 1), 0, (Verdict.REFUSED, Why.NOTHING_LEFT)),
        (Burden(10_000, 12, 10_000), 100_000, (Verdict.REFUSED, Why.DEBT_NEVER_FALLS)),
        (Burden(10_001, 12, 10_000), None, (Verdict.NOT_ASSESSED, None)),
        (Burden(10_000, 61), None, (Verdict.REFUSED, Why.TOO_LONG)),
    ],
)
def test_the_verdict_stands_on_what_is_left_on_the_length_and_on_interest(
    burden: Burden, left: int | None, expected: tuple[Verdict, Why | None]
) -> None:
    assert verdict(burden, left, MEASURE) == expected


@given(st.integers(1, 10**9), st.integers(-(10**6), 10**7), st.sampled_from([1, 100]))
def test_what_would_do_is_realistic_or_a_little_long(owed: int, left: int, unit: int) -> None:
    found = would_do(owed, left, MEASURE, unit)
    if found is None:
        assert left <= 0 or owed > 60 * (left * 8 // 10 // unit * unit)
        return
    a_month, months = found
    assert a_month * months >= owed
    word, why = verdict(Burden(a_month, months), left, MEASURE)
    assert word is Verdict.REALISTIC or why is Why.LONG


def test_who_offers_more_than_is_affordable_hears_what_would_do() -> None:
    refused = judged(with_left(50_000), instalments(62_750, 2), TODAY)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.rule) == ("plan_unaffordable", "SE.plan_share.1970-01-01")
    assert "What would do: 400.00 SEK a month, for 4 months." in refused.message
    judgement = judged(with_left(50_000), instalments(40_000, 3), TODAY)
    assert isinstance(judgement, Judgement) and judgement.verdict is Verdict.REALISTIC


@pytest.mark.parametrize("left", [0, -10_000, 2_000])
def test_who_has_next_to_nothing_left_gets_no_plan_but_rest_and_advice(left: int) -> None:
    refused = judged(with_left(left), instalments(62_750, 2), TODAY)
    assert isinstance(refused, Refusal)
    assert "hold place" in refused.message
    assert "budget- och skuldrådgivning" in refused.message


def test_instalments_below_the_interest_of_a_month_are_refused_by_rantelagen_6() -> None:
    # 1,000.00 at 2 + 8 percent (räntelagen 6 §, first half of 2026) for 31 days: 8.49.
    state = open_case(interest_from=date(2026, 2, 1))
    never = judged(state, instalments(849, 12), TODAY)
    assert isinstance(never, Refusal)
    assert (never.code, never.rule) == ("plan_never_ends", "policy.plan_reduces_debt")
    assert isinstance(judged(state, instalments(850, 12), TODAY), Judgement)
    rest = PlaceHold(HoldType.BREATHING_SPACE, "asked", date(2026, 4, 1))
    assert isinstance(judged(after(CASE, rest, state=state), instalments(849, 12), TODAY), Judgement)
    none_claimed = judged(open_case(), instalments(849, 12), TODAY)
    assert isinstance(none_claimed, Judgement)


def test_a_plan_of_more_than_sixty_months_is_refused_even_where_nobody_asked_what_is_left() -> None:
    refused = judged(open_case(), instalments(10_000, 61), TODAY)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.rule) == ("plan_too_long", "SE.plan_length_longest.1970-01-01")
    assert "case affordability" in refused.message


def test_a_month_has_begun_on_the_day_after_the_same_day() -> None:
    assert months_begun(TODAY, date(2026, 4, 2)) == 1
    assert months_begun(TODAY, date(2026, 4, 3)) == 2
    assert months_begun(TODAY, TODAY) == 1


def test_a_schedule_is_due_on_payday_and_moves_over_weekends() -> None:
    owed, a_month = Money(125_500, "SEK"), Money(50_000, "SEK")
    # 25 April 2026 is a Saturday, so it is Monday the 27th.
    assert schedule(owed, a_month, TODAY, DueDay.ON_25TH, "SE") == (
        Instalment(date(2026, 3, 25), 50_000),
        Instalment(date(2026, 4, 27), 50_000),
        Instalment(date(2026, 5, 25), 25_500),
    )
    last = schedule(owed, a_month, date(2026, 5, 1), DueDay.LAST, "SE")
    assert not isinstance(last, Refusal)
    assert [one.due_date for one in last] == [date(2026, 5, 29), date(2026, 6, 30), date(2026, 7, 31)]
    late = schedule(owed, owed, date(2026, 12, 28), DueDay.ON_27TH, "SE")
    assert late == (Instalment(date(2026, 12, 28), 125_500),), "the 27th is a Sunday, so it can be made today"


def test_equal_instalments_are_whole_units_rounded_up() -> None:
    assert equal_amount(Money(125_500, "SEK"), 4) == Money(31_400, "SEK")
    assert equal_amount(Money(120_000, "SEK"), 4) == Money(30_000, "SEK")


@pytest.mark.parametrize("amount", [0, -1, 125])
def test_an_amount_that_makes_no_schedule_is_refused(amount: int) -> None:
    refused = schedule(Money(125_500, "SEK"), Money(amount, "SEK"), TODAY, DueDay.LAST, "SE")
    assert isinstance(refused, Refusal) and refused.code == "instalment_invalid"


@given(
    st.integers(1, 10**8),
    st.integers(1, 60),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.sampled_from(DueDay),
    st.sampled_from(["SE", "NO", "FI", "DK", "DE"]),
)
def test_instalments_add_up_and_the_last_is_no_more_than_the_others(
    total: int, count: int, first: date, due_day: DueDay, jurisdiction: str
) -> None:
    owed = Money(total, "EUR")
    made = schedule(owed, equal_amount(owed, count), first, due_day, jurisdiction)
    assert not isinstance(made, Refusal)
    amounts, days = [one.amount_minor for one in made], [one.due_date for one in made]
    assert sum(amounts) == total
    assert len(made) <= count
    assert len(set(amounts[:-1])) <= 1 and 0 < amounts[-1] <= amounts[0]
    assert days == sorted(set(days)) and days[0] >= first
    assert all(is_business_day(day, jurisdiction) for day in days)


def test_the_latest_assessment_counts_and_the_creditor_of_the_sample_is_known() -> None:
    state = after(CASE, replace(BY_HAND, income_minor=0), BY_HAND, state=open_case())
    assert (state.affordability.number, state.affordability.known_minor) == (2, 300_000)
    assert open_case().affordability.known_minor is None
    assert CLAIM.creditor_id == CREDITOR_ID


def test_what_the_delay_costs_is_the_fees_that_are_owed_and_the_interest_until_the_last_instalment() -> None:
    # 1,000.00 at 10 % from 31 January 2026 (SE, rantelag 6 §: 2 % and 8 points). Of the first 500.00 on 2 April, 240.00
    # of fees, 15.00 of interest and the interest of 31 days are paid before principal; 31 days cost 8.4932 (849.3 öre).
    state = open_case(interest_from=date(2026, 1, 31))
    parts = [Instalment(date(2026, 4, 2), 50_000), Instalment(date(2026, 5, 2), 75_500)]
    a_month = 849
    first = Fraction(a_month)  # 31 days on all of the principal, 2 March to 2 April
    left = 100_000 - (50_000 - 25_500 - first)
    second = Fraction(a_month, 31) / 100_000 * left * 30
    assert costs_minor(state, parts, TODAY, a_month) == 25_500 + ceil(first + second)


def test_a_plan_that_costs_more_than_the_debt_is_for_a_person_to_look_at() -> None:
    costly = open_case(principal_minor=20_000, fees_minor=24_000)
    plan = [Instalment(date(2026, 4, 2), 45_500)]
    found = judged(after(CASE, BY_HAND, state=costly), plan, TODAY)
    assert isinstance(found, Judgement)
    assert (found.verdict, found.costs_minor) == (Verdict.STRETCHED, 25_500)
    assert "SE.plan_costs_share.1970-01-01" in found.rules
    usual = judged(after(CASE, BY_HAND, state=open_case()), [Instalment(date(2026, 4, 2), 125_500)], TODAY)
    assert isinstance(usual, Judgement) and usual.verdict is Verdict.REALISTIC
