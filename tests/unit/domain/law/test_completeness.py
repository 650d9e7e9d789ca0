"""What is on file and what is missing stands in docs/law.md, where a person reviews it."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.kernel.calendar import ZONES
from domain.law.all_tables import ALL_TABLES
from domain.law.completeness import NEEDED_LATER, NEEDED_TODAY, Need, gaps, state_of
from domain.law.contact_rules import CONTACT_WINDOW
from domain.law.cost_caps import INKASSOSATS
from domain.law.needed import missing_for_a_claim
from domain.law.page import COUNTRIES, page

PAGE = Path(__file__).parents[4] / "docs" / "law.md"
DAY = date(2026, 11, 25)


def need(what: str) -> Need:
    return next(need for need in (*NEEDED_TODAY, *NEEDED_LATER) if need.what == what)


def test_the_page_says_what_the_rows_say() -> None:
    text = PAGE.read_text("utf-8")
    marker = re.search(r"<!-- From here on made by `python -m domain\.law (\S+)`\. -->\n\n", text)
    assert marker
    assert text[marker.end() :] == page(date.fromisoformat(marker[1])), "make it anew, and review what changed"


def test_every_jurisdiction_with_a_row_or_a_claim_is_on_the_page() -> None:
    assert set(COUNTRIES) == {where for table in ALL_TABLES for where in table.jurisdictions} | set(ZONES)


@pytest.mark.parametrize(
    ("what", "jurisdiction", "state"),
    [
        ("payment grace", "SE", "on file"),
        ("payment grace", "GB", "on file"),
        ("limitation period", "GB", "missing"),
        ("rate of late interest", "GB", "businesses only"),
        ("rate of late interest", "FI", "on file"),  # rows of their own for consumers and for businesses
        ("what a debtor keeps", "SE", "ended 2024-12-31"),
        ("hours of contact", "NO", "on file"),  # the agency's own, as those of the new act are not in force
        ("limitation period", "SE", "on file"),
        ("limitation period", "NO", "missing"),
        ("fee of a payment order or summary claim", "NO", "ended 2024-06-30"),  # the base amount goes on alone
    ],
)
def test_the_state_of_a_need(what: str, jurisdiction: str, state: str) -> None:
    assert state_of(need(what), jurisdiction, DAY) == state


def test_a_rule_that_waits_for_its_day_says_so() -> None:
    by_law_alone = Need("hours of contact", ((CONTACT_WINDOW,),))
    assert state_of(by_law_alone, "NO", DAY) == "not in force yet"


@pytest.mark.parametrize("jurisdiction", sorted(ZONES))
def test_what_the_page_says_is_missing_today_is_what_a_claim_is_refused_for(jurisdiction: str) -> None:
    missing = [need.what for need in NEEDED_TODAY if state_of(need, jurisdiction, DAY) != "on file"]
    assert missing == [table.what for table in missing_for_a_claim(jurisdiction, DAY)]


def test_a_gap_is_every_day_between_two_rows() -> None:
    assert list(gaps(INKASSOSATS, "NO")) == [
        ("", date(2008, 1, 1), date(2008, 12, 31)),
        ("", date(2010, 1, 1), date(2013, 12, 31)),
    ]


def test_rows_that_follow_each_other_leave_no_gap() -> None:
    assert not [gap for table in ALL_TABLES if table.rule == "reminder_fee" for gap in gaps(table, "SE")]
