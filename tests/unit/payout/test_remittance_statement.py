"""The statement of a remittance adds up, line by line, whatever the roundings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval, Terms
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.reckoning import CollectedSum, reckoned
from infra.documents.marked_text import as_text
from infra.documents.pdf import as_pdf
from infra.payout.remittance_statement import RemittanceStatement, stated
from infra.payout.statement_paper import statement_paper
from projections.balances.payout_answers import CollectedLine

DAYS = (date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 1))
BEFORE = date(2026, 2, 1)
MINOR = st.integers(-200_000, 200_000)


def line(day: date, minor: tuple[int, int, int, int], *, direct: bool = False) -> CollectedLine:
    """What was paid on a case on a day: principal, interest, fees and court costs."""
    return CollectedLine(UUID(int=7), "F-1001", day, direct, *minor, 0, 1)


def terms(day: date, commission: int, fees: FeesGoTo, commission_is: CommissionIs) -> Terms:
    return Terms(day, commission, 2_500, RemittanceInterval.MONTHLY, fees, commission_is)


def statement(agreed: list[Terms], lines: list[CollectedLine]) -> RemittanceStatement:
    """Of a remittance of these lines, by these terms, worked out over all lines of the same terms at once."""
    sums: dict[tuple[date, bool], CollectedSum] = {}
    for one in lines:
        day = max((t.valid_from for t in agreed if t.valid_from <= one.value_date), default=agreed[0].valid_from)
        of = sums.setdefault((day, one.is_direct), CollectedSum(day, one.is_direct, 0, 0, 0, 0, 0))
        sums[day, one.is_direct] = replace(
            of,
            lines=of.lines + 1,
            principal_minor=of.principal_minor + one.principal_minor,
            interest_minor=of.interest_minor + one.interest_minor,
            fees_minor=of.fees_minor + one.fees_minor,
            court_costs_minor=of.court_costs_minor + one.court_costs_minor,
        )
    rows = tuple(reckoned(one, next(t for t in agreed if t.valid_from == one.terms_from)) for one in sums.values())
    collected = sum(one.total_minor for one in lines if not one.is_direct)
    payable = sum(one.payable_minor for one in rows)
    prepared = RemittancePrepared(
        currency="SEK", spans=(), reckoned=rows, creditor_id="norrsken", number=3, collected_minor=collected,
        payable_minor=payable, iban="SE4550000000058398257466", prepared_by="anna", oldest=DAYS[0],
        send_until=datetime(2026, 5, 1, tzinfo=UTC), rule="SE.remittance_longest.1970-01-01",
    )  # fmt: skip
    return stated(prepared, "Norrsken Energi AB", lines)


LINES = st.builds(line, st.sampled_from([BEFORE, *DAYS]), st.tuples(MINOR, MINOR, MINOR, MINOR), direct=st.booleans())
AGREED = st.lists(
    st.builds(
        terms, st.sampled_from(DAYS), st.integers(0, 10_000), st.sampled_from(FeesGoTo), st.sampled_from(CommissionIs)
    ),
    min_size=1,
    unique_by=lambda one: one.valid_from,
).map(lambda found: sorted(found, key=lambda one: one.valid_from))


@given(AGREED, st.lists(LINES, max_size=30))
def test_the_lines_add_up_to_the_remittance_to_the_minor_unit(agreed: list[Terms], lines: list[CollectedLine]) -> None:
    made = statement(agreed, lines)
    assert made.adds_up
    assert made.sums() == made.told()


def test_a_cent_that_rounding_leaves_over_stands_on_the_line_that_tips_it() -> None:
    """10 % of 0.05 three times: 0.015 in all, which is 0.02. The first line has 0.01, as 0.005 rounds up, the second
    makes it 0.01, and the third 0.02."""
    agreed = [replace(terms(DAYS[0], 1_000, FeesGoTo.CREDITOR, CommissionIs.WITHHELD), vat_basis_points=0)]
    made = statement(agreed, [line(DAYS[0], (5, 0, 0, 0))] * 3)
    assert [one.commission_minor for one in made.lines] == [1, 0, 1]
    assert [one.payable_minor for one in made.lines] == [4, 5, 4]


def test_a_line_that_is_missing_or_a_cent_that_moved_is_told() -> None:
    agreed = [terms(DAYS[0], 1_250, FeesGoTo.AGENCY, CommissionIs.WITHHELD)]
    lines = [line(DAYS[0], (100_000, 0, 18_000, 0)), line(DAYS[1], (50_000, 0, 0, 0))]
    made = statement(agreed, lines)
    assert made.adds_up
    assert not stated(made.prepared, made.creditor, lines[:1]).adds_up
    assert not stated(made.prepared, made.creditor, [lines[0], line(DAYS[1], (50_001, 0, 0, 0))]).adds_up
    stray = line(DAYS[1], (1, 0, 0, 0), direct=True)
    assert not stated(made.prepared, made.creditor, [*lines, stray]).adds_up


def test_on_paper_it_says_what_was_paid_what_was_kept_and_what_is_paid_out() -> None:
    """1,180.00 and 500.00 paid; 180.00 of fees are ours, 12.5 % of 1,500.00 is 187.50, VAT 46.88: 1,265.62 is left."""
    agreed = [terms(DAYS[0], 1_250, FeesGoTo.AGENCY, CommissionIs.WITHHELD)]
    lines = [line(DAYS[0], (100_000, 0, 18_000, 0)), line(DAYS[1], (50_000, 0, 0, 0))]
    paper = as_text(statement_paper(statement(agreed, lines)))
    told = " ".join(paper.split())
    assert "Paid to us 1,680.00 SEK Fees that are ours -180.00 SEK Commission and VAT, withheld -234.38 SEK" in told
    assert "Paid out 1,265.62 SEK" in told
    assert "2026-03-01 F-1001 1,000.00 0.00 180.00 0.00 125.00 31.25 843.75" in told
    assert as_pdf(paper, "Remittance").startswith(b"%PDF")


def test_on_paper_an_invoiced_commission_is_told_apart() -> None:
    agreed = [terms(DAYS[0], 1_000, FeesGoTo.CREDITOR, CommissionIs.INVOICED)]
    lines = [line(DAYS[0], (10_000, 0, 0, 0)), line(DAYS[0], (4_000, 0, 0, 0), direct=True)]
    told = " ".join(as_text(statement_paper(statement(agreed, lines))).split())
    assert "Paid out 100.00 SEK" in told
    assert "Commission and VAT that come by invoice: 17.50 SEK." in told
    assert "F-1001 (paid to you)" in told
