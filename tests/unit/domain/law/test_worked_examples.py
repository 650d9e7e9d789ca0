"""The worked examples that came with the vetted rows, and what follows from one row to another.

All 24 are here; the number stands in a comment beside each test. The law of each, as its rows name it:

1-3     GB  late interest between businesses: Late Payment of Commercial Debts (Interest) Act 1998; SI 2002/1675 art. 4.
            2 contradicts 1 (rounding of a day), and the authority's own page, 1, is followed.
4       SE  late interest, reminder: räntelag 1975:635 6, 9 §§; lag 1981:739 2 §
5-7     SE  what a debtor keeps: utsökningsbalk 7:5; KFMFS 2021:1, 2022:1, 2018:1
8       NO  late interest: forsinkelsesrenteloven § 3
9       NO  the collector's fee: inkassoforskriften §§ 1-1, 2-1 to 2-3
10      NO  what a debtor keeps: forskrift FOR-2014-06-13-724
11-12   NO  court fees: rettsgebyrloven §§ 1, 6 a, 7, 14
13-16   FI  what a debtor keeps: ulosottokaari 705/2007 4:48
17-19   DE  pay that can be attached: ZPO § 850c
20-21   DE  the agency's fee: RDG § 13e, RVG § 13, VV 2300
22      DK  late interest: renteloven § 5
23      DE  base rate: BGB § 247, beside Directive 2011/7/EU
24      FI  reference rate: korkolaki 633/1982 12 §, beside Directive 2011/7/EU

The vectors of DOMAIN.md 6: a is 8; b is 9; c, d, e and h are told in tests/unit/domain/stories (Norway, Finland,
Denmark, United States), and d's cap of all costs in test_fees.py; f and g, check digits, are in
tests/unit/policies/test_references.py.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.agency_fees import german_fee, norwegian_fee_cap
from domain.law.codes import Contest, CreditorVat, Debtor, Household, Weight
from domain.law.computed import LawAmount
from domain.law.cost_caps import AGENCY_FEE_CAP, REMINDER_FEE
from domain.law.court_fees import conciliation_fee, enforcement_fee
from domain.law.interest import late_interest, late_interest_rate, total
from domain.law.late_interest import LATE_INTEREST, LATE_INTEREST_SURCHARGE, REFERENCE_RATE
from domain.law.protected import (
    finnish_protected_amount,
    german_attachable_pay,
    german_protected_pay,
    norwegian_livsopphold,
    swedish_part_of_month,
    swedish_reserved_amount,
)
from domain.law.scope import EVERYBODY, Quantity, asked
from domain.law.table import row_in_force
from tests.unit.domain.stories.telling import laws_of

Answer = TypeVar("Answer")
BUSINESS = asked(Debtor.BUSINESS)


def given_by_law(answer: Answer | Refusal) -> Answer:
    assert not isinstance(answer, Refusal), answer.message
    return answer


NO_RENT = Money(0, "SEK")


@pytest.mark.parametrize(
    ("answer", "laws"),
    [
        (lambda: interest("GB", kr("1000", "GBP"), date(2012, 1, 1), date(2012, 2, 1), BUSINESS), {
            "Late Payment of Commercial Debts (Interest) Act 1998",
            "Late Payment of Commercial Debts (Interest) Act 1998; SI 2002/1675 art. 4",
            "SI 2002/1675 art. 4",
        }),  # 1 to 3
        (lambda: interest("SE", kr("10000", "SEK"), date(2026, 8, 12), date(2026, 9, 11)), {
            "räntelag 1975:635 6 §", "räntelag 1975:635 9 §", "agency policy",
        }),  # 4
        (lambda: swedish_reserved_amount(date(2022, 1, 1), Household.SINGLE, [], NO_RENT),
         {"utsökningsbalk 7:5; KFMFS 2021:1"}),  # 5
        (lambda: swedish_reserved_amount(date(2023, 1, 1), Household.SINGLE, [], NO_RENT),
         {"utsökningsbalk 7:5; KFMFS 2022:1"}),  # 6
        (lambda: swedish_reserved_amount(date(2019, 1, 1), Household.SINGLE, [], NO_RENT),
         {"utsökningsbalk 7:5; KFMFS 2018:1"}),  # 7
        (lambda: interest("NO", kr("10000", "NOK"), date(2026, 6, 1), date(2026, 7, 31)), {
            "forsinkelsesrenteloven § 3; FOR-2025-12-18-2658", "forsinkelsesrenteloven § 3; FOR-2026-06-25-1372",
            "agency policy",
        }),  # 8
        (lambda: norwegian_fee_cap(kr("8000", "NOK"), date(2026, 4, 1), date(2025, 4, 1), Debtor.BUSINESS,
                                   CreditorVat.NOT_DEDUCTED, Weight.HEAVY), {
            "inkassoforskriften § 1-1 (FOR-2025-12-19-2709)", "inkassoforskriften § 2-1", "inkassoforskriften § 2-2",
            "inkassoforskriften § 2-2 (FOR-2020-06-19-1248)", "inkassoforskriften § 2-3",
        }),  # 9
        (lambda: norwegian_livsopphold(date(2024, 7, 1), Household.SINGLE, [9, 3]),
         {"forskrift FOR-2014-06-13-724"}),  # 10
        (lambda: conciliation_fee("NO", date(2024, 1, 1)), {
            "rettsgebyrloven § 1; rettsgebyrforskriften § 2-1", "rettsgebyrloven § 6 a",
            "rettsgebyrloven § 7 (LOV-2021-12-22-166)",
        }),  # 11, 12
        (lambda: finnish_protected_amount(date(2024, 6, 1), 1), {"ulosottokaari 705/2007 4:48"}),  # 13 to 16
        (lambda: german_attachable_pay(date(2025, 7, 1), kr("1749.99", "EUR"), 0), {
            "ZPO § 850c", "ZPO § 850c(3), (5)",
        }),  # 17 to 19
        (lambda: german_fee(kr("400", "EUR"), date(2025, 6, 1), Contest.FIRST_LETTER), {
            "RDG § 13e with RVG VV 2300 note 2", "RVG § 13(3)", "RVG § 13, Anlage 2 (BGBl. 2025 I Nr. 109)",
        }),  # 20
        (lambda: german_fee(kr("50", "EUR"), date(2025, 6, 1), Contest.FIRST_LETTER), {
            "RDG § 13e with RVG VV 2300 note 2", "RVG § 13(3)", "RVG § 13(2) with VV 2300 note 2",
        }),  # 21
        (lambda: late_interest_rate("DK", date(2013, 6, 1), asked(due=date(2013, 3, 1))), {"renteloven § 5"}),  # 22
        (lambda: late_interest_rate("DK", date(2013, 6, 1), asked(due=date(2013, 1, 10))), {
            "renteloven § 5", "renteloven § 5 (older wording)",
        }),  # 22
    ],
)  # fmt: skip
def test_an_example_rests_on_the_law_of_its_rows(answer: Callable[[], Any], laws: set[str]) -> None:
    assert laws_of(given_by_law(answer()).rules) == laws


def kr(amount: str, currency: str) -> Money:
    return Money(int(Fraction(amount.replace(" ", "")) * 100), currency)


def interest(jurisdiction: str, principal: Money, first: date, until: date, about=EVERYBODY) -> LawAmount:  # type: ignore[no-untyped-def]
    return total(given_by_law(late_interest(jurisdiction, principal, first, until, about)), principal.currency)


def test_british_interest_rounds_the_amount_of_a_day_first() -> None:  # 1
    principal, first = Money(1000_00, "GBP"), date(2012, 1, 1)
    rate = given_by_law(late_interest_rate("GB", first, BUSINESS)).rate
    assert principal.minor * rate.fraction == 85_00
    assert interest("GB", principal, first, first + timedelta(days=1), BUSINESS).rounded() == Money(23, "GBP")
    assert interest("GB", principal, first, first + timedelta(days=50), BUSINESS).rounded() == Money(11_50, "GBP")


def test_british_interest_is_not_rounded_once_at_the_end() -> None:  # 2
    """At 8.25 %, 60 days of 1 000.00 are 13.56 when only the sum is rounded; with 0.23 a day, as in 1, 13.80."""
    first = date(2022, 1, 1)
    rate = given_by_law(late_interest_rate("GB", first, BUSINESS)).rate
    assert (str(rate), round(1000_00 * rate.fraction * 60 / 365)) == ("8.25 %", 13_56)
    whole = interest("GB", Money(1000_00, "GBP"), first, first + timedelta(days=60), BUSINESS)
    assert whole.rounded() == Money(13_80, "GBP")


@pytest.mark.parametrize("first", [date(2024, 1, 1), date(2024, 6, 30)])
def test_the_british_rate_is_fixed_by_the_half_year_in_which_interest_starts(first: date) -> None:  # 3
    spans = given_by_law(late_interest("GB", Money(1000_00, "GBP"), first, date(2026, 1, 1), BUSINESS))
    assert [str(span.rate) for span in spans] == ["13.25 %"]


def test_a_consumer_owes_no_statutory_interest_in_great_britain() -> None:
    about = asked(Debtor.CONSUMER)
    assert isinstance(late_interest("GB", Money(1000_00, "GBP"), date(2024, 1, 1), date(2024, 2, 1), about), Refusal)


def test_swedish_interest_and_a_reminder() -> None:  # 4
    whole = interest("SE", Money(10_000_00, "SEK"), date(2026, 8, 12), date(2026, 9, 11))
    assert whole.rounded() == Money(82_19, "SEK")
    assert whole.rules == (
        "SE.reference_rate.2026-07-01", "SE.late_interest_surcharge.2002-07-01", "SE.interest_year.2002-07-01",
    )  # fmt: skip
    fee = given_by_law(row_in_force(REMINDER_FEE, "SE", date(2026, 9, 11))).value
    assert Money(10_000_00, "SEK") + whole.rounded() + fee == Money(10_142_19, "SEK")


@pytest.mark.parametrize(
    ("year", "monthly", "two_weeks", "week", "day"),
    [(2022, 5157, 2407, 1203, 172), (2023, 5717, 2668, 1334, 191)],  # 5, 6
)
def test_a_swedish_monthly_amount_for_a_part_of_the_month(
    year: int, monthly: int, two_weeks: int, week: int, day: int
) -> None:
    single = given_by_law(swedish_reserved_amount(date(year, 1, 1), Household.SINGLE, [], Money(0, "SEK")))
    assert single.rounded() == Money(monthly * 100, "SEK")
    assert [swedish_part_of_month(single, days).minor // 100 for days in (14, 7, 1)] == [two_weeks, week, day]


def test_the_swedish_reserved_amount_of_2019() -> None:  # 7
    amount = given_by_law(swedish_reserved_amount(date(2019, 5, 1), Household.SINGLE, [], Money(6000_00, "SEK")))
    assert amount.rounded() == Money(10_923_00, "SEK")


def test_the_swedish_reserved_amount_of_a_family_changes_its_ages_of_children_in_june_2022() -> None:
    family = [
        given_by_law(swedish_reserved_amount(day, Household.COUPLE, [6, 15], Money(0, "SEK"))).rounded()
        for day in (date(2022, 5, 31), date(2022, 6, 1))
    ]
    assert family == [kr("14406", "SEK"), kr("15687", "SEK")]  # 8520 + 2736 + 3150 and 8520 + 2756 + 4411


def test_norwegian_interest_is_split_at_the_half_year_and_rounded_once() -> None:  # 8
    spans = given_by_law(late_interest("NO", Money(10_000_00, "NOK"), date(2026, 6, 1), date(2026, 7, 31)))
    exact = [round(span.amount.exact_minor * 100) for span in spans]
    assert exact == [98_6301, 100_6849]
    assert total(spans, "NOK").rounded() == Money(199_32, "NOK")


@pytest.mark.parametrize(
    ("debtor", "vat", "simple", "heavy"),
    [
        (Debtor.CONSUMER, CreditorVat.DEDUCTED, 600, 1200),
        (Debtor.CONSUMER, CreditorVat.NOT_DEDUCTED, 750, 1500),
        (Debtor.BUSINESS, CreditorVat.DEDUCTED, 900, 1800),
    ],
)
def test_the_norwegian_fee_cap_follows_from_factors(  # 9
    debtor: Debtor, vat: CreditorVat, simple: int, heavy: int
) -> None:
    caps = [
        given_by_law(
            norwegian_fee_cap(Money(8000_00, "NOK"), date(2026, 4, 1), date(2025, 4, 1), debtor, vat, weight)
        ).exact_minor
        for weight in (Weight.SIMPLE, Weight.HEAVY)
    ]
    assert caps == [simple * 100, heavy * 100]


def test_the_printed_norwegian_caps_are_the_computed_ones_rounded() -> None:
    printed = [row for row in AGENCY_FEE_CAP.of("NO") if row.valid_to is None]
    assert len(printed) == 56
    for row in printed:
        debtor, vat, weight = (
            next(code for code in row.scope.codes if isinstance(code, kind)) for kind in (Debtor, CreditorVat, Weight)
        )
        due = row.scope.bounds[Quantity.DUE].low
        band = row.scope.bounds[Quantity.AMOUNT]
        principal = Money(band.high or band.low or 0, "NOK")
        assert due
        cap = given_by_law(norwegian_fee_cap(principal, row.valid_from, date.fromordinal(due), debtor, vat, weight))
        assert cap.rounded() == row.value, row.rule_id


def test_norwegian_livsopphold_of_a_parent_with_two_children() -> None:  # 10
    amount = given_by_law(norwegian_livsopphold(date(2024, 7, 1), Household.SINGLE, [9, 3]))
    assert amount.rounded() == Money((10_724 + 3_432 + 4_553) * 100, "NOK")


def test_the_fourth_person_of_a_norwegian_household_counts_a_fifth_less_and_is_the_youngest_child() -> None:
    amount = given_by_law(norwegian_livsopphold(date(2024, 7, 1), Household.SINGLE, [3, 9, 9]))
    assert amount.rounded() == kr("22575.60", "NOK")  # 10724 + 0.8 x 3432 + 2 x 4553


def test_norwegian_court_fees_are_rounded_down_to_the_krone() -> None:  # 11, 12
    assert given_by_law(conciliation_fee("NO", date(2024, 1, 1))).rounded() == Money(1_404_00, "NOK")
    assert given_by_law(enforcement_fee("NO", date(2026, 3, 1))).rounded() == Money(1_627_00, "NOK")  # 1.21 x 1345
    assert LawAmount(Fraction(154 * 1277), "NOK", ()).rounded_down_to(Money(100, "NOK")) == Money(1_966_00, "NOK")


def test_the_conciliation_fee_after_the_rise_that_was_not_found_is_refused() -> None:
    refusal = conciliation_fee("NO", date(2026, 1, 1))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "NO.conciliation_fee_factor")


@pytest.mark.parametrize(
    ("year", "amounts"),
    [
        (2024, ["976.80", "1262.40", "1548.00", "1833.60"]),  # 13
        (2021, ["681.30", "925.80", "1170.30", "1414.80"]),  # 14
        (2023, ["922.50"]),  # 15
        (2022, ["696.00"]),
        (2025, ["986.40", "1274.70"]),  # 16
    ],
)
def test_the_finnish_protected_amount_by_dependants(year: int, amounts: list[str]) -> None:
    for dependants, amount in enumerate(amounts):
        assert given_by_law(finnish_protected_amount(date(year, 6, 1), dependants)).rounded() == kr(amount, "EUR")


@pytest.mark.parametrize(
    ("day", "net", "dependants", "attachable"),
    [
        (date(2025, 7, 1), "1559.99", 0, "0"),  # 17
        (date(2025, 7, 1), "1560", 0, "3.50"),
        (date(2025, 7, 1), "1580", 0, "17.50"),
        (date(2025, 7, 1), "1749.99", 0, "129.50"),
        (date(2026, 7, 1), "2000", 2, "0"),  # 18
        (date(2026, 7, 1), "3500", 0, "1338.82"),  # 19
        (date(2026, 7, 1), "5000", 0, "2424.52"),  # (4860 - 1587.40) x 0.7 + (5000 - 4866.30)
    ],
)
def test_german_pay_that_can_be_attached(day: date, net: str, dependants: int, attachable: str) -> None:
    amount = given_by_law(german_attachable_pay(day, kr(net, "EUR"), dependants))
    assert amount.rounded() == kr(attachable, "EUR")


def test_what_german_debtors_with_two_dependants_keep() -> None:  # 18
    assert given_by_law(german_protected_pay(date(2026, 7, 1), 2)).rounded() == kr("2517.65", "EUR")


@given(net=st.integers(0, 10_000_00), dependants=st.integers(0, 9))
def test_nobody_is_left_with_less_than_the_protected_pay(net: int, dependants: int) -> None:
    day = date(2026, 8, 1)
    free = given_by_law(german_protected_pay(day, dependants)).exact_minor
    left = net - given_by_law(german_attachable_pay(day, Money(net, "EUR"), dependants)).exact_minor
    assert min(net, free) <= left <= net


@pytest.mark.parametrize(
    ("claim", "contest", "fee"),
    [
        ("400", Contest.FIRST_LETTER, "25.75"),  # 20
        ("400", Contest.AVERAGE, "46.35"),
        ("400", Contest.DIFFICULT, "66.95"),
        ("50", Contest.FIRST_LETTER, "15.75"),  # 21
        ("50", Contest.AVERAGE, "28.35"),
        ("50", Contest.CONTESTED, "66.95"),
        ("50.01", Contest.FIRST_LETTER, "25.75"),
        # RVG § 13(1): 1 357.00 for 50 000, and 99.50 for each started 15 000 up to 200 000, then 140 for each 30 000 up
        # to 500 000, then 175 for each 50 000.
        ("50000", Contest.CONTESTED, "1764.10"),  # 1.3 x 1 357.00
        ("50000.01", Contest.CONTESTED, "1893.45"),  # 1.3 x 1 456.50
        ("65000", Contest.CONTESTED, "1893.45"),
        ("65000.01", Contest.CONTESTED, "2022.80"),  # 1.3 x 1 556.00
        ("200000", Contest.FIRST_LETTER, "1176.00"),  # 0.5 x (1 357.00 + 10 x 99.50)
        ("500000", Contest.FIRST_LETTER, "1876.00"),  # 0.5 x (2 352.00 + 10 x 140.00)
        ("500000.01", Contest.FIRST_LETTER, "1963.50"),  # 0.5 x (3 752.00 + 175.00)
    ],
)
def test_the_german_fee(claim: str, contest: Contest, fee: str) -> None:
    assert given_by_law(german_fee(kr(claim, "EUR"), date(2025, 6, 1), contest)).rounded() == kr(fee, "EUR")


@pytest.mark.parametrize(("due", "rate"), [(date(2013, 1, 10), "7.20 %"), (date(2013, 3, 1), "8.20 %")])
def test_the_danish_rate_by_due_date(due: date, rate: str) -> None:  # 22
    assert str(given_by_law(late_interest_rate("DK", date(2013, 6, 1), asked(due=due))).rate) == rate


def test_the_printed_danish_rates_are_reference_and_surcharge() -> None:
    about = asked(due=date(2013, 3, 1))
    for row in LATE_INTEREST.of("DK"):
        assert given_by_law(late_interest_rate("DK", row.valid_from, about)).rate == row.value


def _reference(jurisdiction: str, day: date) -> int | None:
    row = row_in_force(REFERENCE_RATE, jurisdiction, day)
    return None if isinstance(row, Refusal) else row.value.basis_points


def _half_years_from_2016() -> list[date]:
    return [date(year, month, 1) for year in range(2016, 2027) for month in (1, 7)][1:]


def test_the_german_base_rate_follows_the_european_one() -> None:  # 23
    both = [(_reference("DE", day), _reference("EU", day)) for day in _half_years_from_2016()]
    compared = [(german, european) for german, european in both if german is not None and european is not None]
    assert len(compared) >= 20
    assert all(german == european - 88 for german, european in compared)


def test_the_finnish_reference_rate_is_the_european_one_rounded_up_to_the_next_half() -> None:  # 24
    both = [(_reference("FI", day), _reference("EU", day)) for day in _half_years_from_2016()]
    compared = [(finnish, european) for finnish, european in both if finnish is not None and european is not None]
    assert len(compared) >= 20
    assert all(finnish == -(-european // 50) * 50 for finnish, european in compared)


def test_the_finnish_rate_is_reference_and_surcharge() -> None:
    rows = [row for row in LATE_INTEREST.of("FI") if row.scope.codes]
    assert rows
    for row in rows:
        about, day = asked(*row.scope.codes), row.valid_from
        reference = _reference("FI", day)
        surcharge = row_in_force(LATE_INTEREST_SURCHARGE, "FI", day, about)
        if reference is not None and not isinstance(surcharge, Refusal):
            assert row.value.basis_points == reference + surcharge.value.basis_points, row.rule_id


@given(
    jurisdiction=st.sampled_from(["SE", "NO"]),
    first=st.dates(date(2013, 1, 1), date(2026, 6, 1)),
    lengths=st.tuples(st.integers(0, 400), st.integers(0, 200)),
    minor=st.integers(1, 10**9),
)
def test_interest_of_two_periods_in_a_row_is_that_of_both(
    jurisdiction: str, first: date, lengths: tuple[int, int], minor: int
) -> None:
    middle = min(first + timedelta(days=lengths[0]), date(2026, 12, 31))
    last = min(middle + timedelta(days=lengths[1]), date(2026, 12, 31))
    principal = Money(minor, "SEK")
    parts = [interest(jurisdiction, principal, *ends).exact_minor for ends in ((first, middle), (middle, last))]
    assert sum(parts) == interest(jurisdiction, principal, first, last).exact_minor


def test_a_period_that_runs_out_of_the_rows_is_refused_as_a_whole() -> None:
    refusal = late_interest("NO", Money(100_00, "NOK"), date(2026, 12, 1), date(2027, 2, 1))
    assert isinstance(refusal, Refusal)
    assert refusal.rule == "NO.late_interest"
    assert "2027-01-01" in refusal.message


def test_where_no_one_read_by_how_many_days_a_year_is_divided_interest_is_refused() -> None:
    about = asked(Debtor.CONSUMER)
    refusal = late_interest("GB", Money(100_00, "GBP"), date(2025, 1, 1), date(2025, 2, 1), about)
    assert isinstance(refusal, Refusal)
    assert refusal.rule == "GB.interest_year"
