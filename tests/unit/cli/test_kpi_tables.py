"""A figure as people and programs get it: its value, its two numbers, and no 0 % where there is nothing to count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console, Group

from infra.cli.failures import CannotBeUsed
from infra.cli.questions.chosen import period
from infra.cli.questions.kpi_tables import explained, figure_fields, figure_tables, question_line
from infra.cli.questions.sla_tables import board_table
from infra.cli.times import Zone
from projections.kpi.kpi import Kpi
from projections.kpi.queries import Figure, Grouping, Question
from projections.kpi.table import BY_NAME
from projections.sla.queries import BoardLine

ASKED = Question(at=datetime(2026, 6, 1, 8, tzinfo=UTC), zone="Europe/Stockholm")
STOCKHOLM = Zone("Europe/Stockholm")
RESOLUTION = BY_NAME["resolution_rate"]
ELEVEN_OF_TWELVE = Figure(None, None, None, None, None, None, None, 11, 12, False)


def printed(*what: object) -> str:
    console = Console(width=220, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(Group(*what))  # type: ignore[arg-type]
    return " ".join(console.export_text().split())


def shown(kpi: Kpi, *figures: Figure, by: Grouping = "all") -> str:
    return printed(*figure_tables([(kpi, list(figures))], replace(ASKED, by=by)))


def test_a_share_stands_as_percent_beside_its_two_numbers_and_the_yardstick() -> None:
    said = shown(RESOLUTION, ELEVEN_OF_TWELVE)
    assert "resolution_rate cases resolved 91.7 % 11 of 12 nine of ten (Kredinor)" in said


def test_nothing_to_count_is_no_percent() -> None:
    assert "resolution_rate cases resolved no cases nine of ten" in shown(RESOLUTION)
    empty = replace(ELEVEN_OF_TWELVE, numerator=0, denominator=0)
    assert "no cases" in shown(BY_NAME["complaint_rate"], empty)
    assert figure_fields(BY_NAME["complaint_rate"], empty)["value"] is None
    assert "none" in shown(BY_NAME["suspense_value"])


def test_a_cohort_that_may_still_change_has_a_mark_and_others_have_none() -> None:
    young = replace(ELEVEN_OF_TWELVE, is_young=True)
    assert "91.7 %*" in shown(RESOLUTION, young)
    assert "91.7 %*" not in shown(BY_NAME["disputes_upheld"], young), "what happened has happened"
    assert figure_fields(RESOLUTION, young)["may_change"] is True


def test_money_and_times_say_of_how_many() -> None:
    owed = replace(ELEVEN_OF_TWELVE, part="31 to 60 days", currency="SEK", numerator=125_500, denominator=2)
    assert "ageing owed on open cases 31 to 60 days, SEK 1,255.00 SEK 2 cases" in shown(BY_NAME["ageing"], owed)
    half = replace(ELEVEN_OF_TWELVE, part="half of them", numerator=8 * 86_400, denominator=1)
    assert "half of them 8.0 days 1 case" in shown(BY_NAME["days_to_resolve"], half)
    recovered = replace(ELEVEN_OF_TWELVE, currency="SEK", numerator=50_000, denominator=100_000)
    assert "SEK 50.0 % 500.00 SEK of 1,000.00 SEK" in shown(BY_NAME["recovery_rate"], recovered)


def test_a_figure_that_is_split_says_of_which_month_creditor_and_portfolio() -> None:
    placed = replace(ELEVEN_OF_TWELVE, creditor_id="norrkraft", creditor="Norrkraft Energi", portfolio="water")
    assert "Norrkraft Energi water 91.7 %" in shown(RESOLUTION, placed, by="portfolio")
    assert "2026-03 91.7 %" in shown(RESOLUTION, replace(ELEVEN_OF_TWELVE, month="2026-03"), by="month")


def test_below_the_figures_stands_what_was_asked() -> None:
    line = question_line(ASKED, ["suspense_value"], STOCKHOLM).plain
    assert "paid_in_full, paid_direct_to_client, settled, within 180 days" in line
    assert "As of 2026-06-01 10:00 CEST." in line
    assert "of no creditor and no team: suspense_value" in line


def test_a_formula_is_told_with_its_yardstick() -> None:
    assert "Resolved outcomes: paid in full" in printed(explained([RESOLUTION]))
    assert "nine of ten (Kredinor)" in printed(explained([RESOLUTION]))


def test_a_period_is_of_whole_months_where_the_business_is() -> None:
    begins, ends = period(STOCKHOLM, "2026-03", "2026-12")
    assert begins == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert ends == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert period(STOCKHOLM, None, None) == (None, None)


@pytest.mark.parametrize(
    ("since", "until"), [("2026-13", None), ("March", None), (None, "2026-03-01"), ("2026-04", "2026-03")]
)
def test_what_is_no_month_or_ends_before_it_begins_cannot_be_used(since: str | None, until: str | None) -> None:
    with pytest.raises(CannotBeUsed, match=r"--from|--to"):
        period(STOCKHOLM, since, until)


def test_the_board_says_what_is_at_risk_and_of_whom() -> None:
    lines = [
        BoardLine("resolution", "running", 7, 2, "norrkraft", "Norrkraft Energi"),
        BoardLine("suspense_age", "running", 1),
    ]
    said = printed(board_table(lines, "Service levels", None, "creditor", 3))
    assert "resolution Norrkraft Energi 7 2" in said
    assert "suspense_age no case yet 1" in said
    assert "falls due within 3 days" in said
