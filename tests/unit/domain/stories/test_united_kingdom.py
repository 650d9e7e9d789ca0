"""United Kingdom: what the product refuses, what it says is missing, and what the rows on file give a business.

Law: Late Payment of Commercial Debts (Interest) Act 1998 with SI 2002/1675, Banking and Financial Dealings Act 1971. Of
FCA CONC 7 and DISP no row is on file: a claim cannot be worked before somebody has read them for it.
"""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.state import CASE
from domain.kernel.calendar import add_business_days
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.cost_caps import B2B_COMPENSATION
from domain.law.interest import late_interest, total
from domain.law.needed import NEEDED_BY_EVERY_CLAIM
from domain.law.scope import asked
from domain.law.table import row_in_force
from tests.unit.domain.samples import CONTEXT
from tests.unit.domain.stories.telling import claim_in, laws_of, minor

ACT = "Late Payment of Commercial Debts (Interest) Act 1998"


@pytest.mark.parametrize("debtor", list(Debtor))
def test_a_claim_is_refused_when_it_comes_and_every_rule_that_is_missing_is_named(debtor: Debtor) -> None:
    claim = claim_in("GB", "GBP", "1 200.00", date(2026, 1, 30), debtor_kind=debtor)
    refusal = CASE.decide(CASE.initial, claim, CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "GB.payment_grace")
    assert all(f"no {table.what}" in refusal.message for table in NEEDED_BY_EVERY_CLAIM)


def test_an_invoice_of_5_000_pounds_between_businesses_keeps_the_rate_of_the_half_year_in_which_interest_starts() -> (
    None
):
    """Due on 15 August 2025, paid on 1 March 2026: 197 days, by the rate of 16 August 2025 all along (SI 2002/1675).

    Bank of England 4.25 on 30 June 2025 and 8 points are 12.25 %, also in 2026, when it would be 11.75 %. The amount of
    a day is rounded first: 5 000 x 0.1225 / 365 = 1.678, so 1.68 a day; 197 x 1.68 = 330.96.
    """
    about = asked(Debtor.BUSINESS)
    spans = late_interest("GB", Money(minor("5 000.00"), "GBP"), date(2025, 8, 16), date(2026, 3, 1), about)
    assert not isinstance(spans, Refusal)
    assert [str(span.rate) for span in spans] == ["12.25 %"]
    whole = total(spans, "GBP")
    assert whole.rounded() == Money(minor("330.96"), "GBP")
    assert any(law.startswith(ACT) for law in laws_of(whole.rules))


@pytest.mark.parametrize(
    ("principal", "compensation"),
    [("999.99", "40.00"), ("1 000.00", "70.00"), ("9 999.99", "70.00"), ("10 000.00", "100.00")],
)
def test_a_late_business_owes_a_fixed_sum_beside_the_interest(principal: str, compensation: str) -> None:
    """Section 5A of the act: below 1 000, from 1 000, from 10 000 pounds."""
    about = asked(Debtor.BUSINESS, amount=Money(minor(principal), "GBP"))
    row = row_in_force(B2B_COMPENSATION, "GB", date(2026, 3, 1), about)
    assert not isinstance(row, Refusal)
    assert row.value == Money(minor(compensation), "GBP")
    assert row.law.startswith(ACT)


def test_a_consumer_owes_no_interest_by_statute_and_no_fixed_sum() -> None:
    about = asked(Debtor.CONSUMER, amount=Money(minor("1 000.00"), "GBP"))
    interest = late_interest("GB", Money(minor("1 000.00"), "GBP"), date(2025, 8, 16), date(2026, 3, 1), about)
    assert isinstance(interest, Refusal)
    assert interest.code == "rule_missing"
    assert isinstance(row_in_force(B2B_COMPENSATION, "GB", date(2026, 3, 1), about), Refusal)


def test_three_bank_days_after_maundy_thursday_are_over_a_week_later() -> None:
    """Good Friday is 3 April 2026 and Easter Monday, by the act of 1971, the 6th, so the third is the 9th."""
    assert add_business_days(date(2026, 4, 2), 3, "GB") == date(2026, 4, 9)
