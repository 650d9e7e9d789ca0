"""A claim is refused when it comes, not when its money does, where a rule for its later life is missing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.state import CASE
from domain.kernel.calendar import ZONES
from domain.kernel.refusal import Refusal
from domain.law.file import LawFile
from domain.law.needed import NEEDED_BY_EVERY_CLAIM, missing_for_a_claim
from domain.law.table import row_in_force
from domain.law.values import BankDays
from tests.unit.domain.samples import CLAIM, CONTEXT

DAYS = st.dates(date(1960, 1, 1), date(2200, 1, 1))


@given(jurisdiction=st.sampled_from([*ZONES, "EU", "US"]), due=DAYS, later=st.integers(0, 40_000))
def test_a_claim_that_is_accepted_finds_each_rule_on_every_later_day(jurisdiction: str, due: date, later: int) -> None:
    if not missing_for_a_claim(jurisdiction, due):
        day = due + timedelta(days=later)
        assert not any(isinstance(row_in_force(table, jurisdiction, day), Refusal) for table in NEEDED_BY_EVERY_CLAIM)


@pytest.mark.parametrize("jurisdiction", sorted(ZONES))
def test_a_claim_is_accepted_where_every_rule_is_on_file(jurisdiction: str) -> None:
    assert not isinstance(CASE.decide(CASE.initial, replace(CLAIM, jurisdiction=jurisdiction), CONTEXT), Refusal)


@pytest.mark.parametrize("pay_by", [None, CLAIM.pay_by])
@pytest.mark.parametrize("jurisdiction", sorted(ZONES))
def test_a_claim_of_before_the_first_rows_is_refused_when_it_comes_and_the_refusal_names_each_that_is_missing(
    pay_by: date | None, jurisdiction: str
) -> None:
    old = replace(CLAIM, jurisdiction=jurisdiction, due_date=date(1969, 12, 31), interest_from=None, pay_by=pay_by)
    refusal = CASE.decide(CASE.initial, old, CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", f"{jurisdiction}.payment_grace")
    assert all(f"no {table.what}" in refusal.message for table in NEEDED_BY_EVERY_CLAIM)


def test_a_row_that_ends_without_a_successor_is_missing_before_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "SE,grace,2020-01-01,2026-12-31,3,business_days,,a,l,s,P,",
        "SE,grace,2027-01-01,,4,business_days,,a,l,s,P,",
        "NO,grace,2020-01-01,2026-12-31,3,business_days,,a,l,s,P,",
        "DK,grace,2020-01-01,2026-12-31,3,business_days,,a,l,s,P,",
        "DK,grace,2027-01-02,,3,business_days,,a,l,s,P,",
    ]
    path = tmp_path / "policies.csv"
    header = "jurisdiction,rule,from_date,to_date,value,unit,scope,applies_to,law,source,tag,note"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    table = LawFile(path).table("grace", BankDays, "grace")
    monkeypatch.setattr("domain.law.needed.NEEDED_BY_EVERY_CLAIM", (table,))
    day = date(2026, 1, 1)
    assert [bool(missing_for_a_claim(where, day)) for where in ("SE", "NO", "DK")] == [False, True, True]
