"""Norway's new act waits for its day, and configuration says which it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from domain.kernel.refusal import Refusal
from domain.law.codes import DayKind, Debtor
from domain.law.contact_limits import hours_of_contact, time_to_answer_an_inquiry
from domain.law.contact_rules import ANSWER_DEADLINE, CONTACT_WINDOW
from domain.law.enacting import NEW_NORWEGIAN_ACT, in_force_from, put_in_force
from domain.law.other_rows import deciding_by
from domain.law.rule_text import all_rules, rule_text

FIRST_DAY = date(2027, 1, 1)
BEFORE = date(2026, 12, 31)


@pytest.fixture
def enacted() -> Iterator[None]:
    with deciding_by(in_force_from(NEW_NORWEGIAN_ACT, FIRST_DAY)):
        yield


def rules_on(day: date) -> list[str]:
    rows = [hours_of_contact("NO", day, kind, Debtor.CONSUMER) for kind in DayKind]
    found = [*rows, time_to_answer_an_inquiry("NO", day)]
    return [row.code if isinstance(row, Refusal) else row.rule_id for row in found]


def test_until_somebody_says_from_when_the_agencys_own_policy_stands() -> None:
    assert all(".1970-01-01" in rule for rule in rules_on(FIRST_DAY))
    assert in_force_from(NEW_NORWEGIAN_ACT, FIRST_DAY).keys() == {CONTACT_WINDOW, ANSWER_DEADLINE}


def test_from_its_day_on_the_act_decides_and_its_rows_have_that_day_in_their_ids(enacted: None) -> None:
    assert all(".1970-01-01" in rule for rule in rules_on(BEFORE))
    assert rules_on(FIRST_DAY) == [
        "NO.contact_window.2027-01-01.weekday",
        "NO.contact_window.2027-01-01.saturday",
        "NO.contact_window.2027-01-01.sunday_or_holiday",
        "NO.answer_deadline.2027-01-01",
    ]


def test_what_is_listed_and_explained_has_the_day_too(enacted: None) -> None:
    explained = rule_text("NO.answer_deadline.2027-01-01")
    assert explained is not None and NEW_NORWEGIAN_ACT in explained.law and explained.valid_from == FIRST_DAY
    assert not [one for one in all_rules() if one.is_dated and one.valid_from is None and NEW_NORWEGIAN_ACT in one.law]


def test_said_again_it_changes_nothing_and_no_other_country_has_it(enacted: None) -> None:
    put_in_force(NEW_NORWEGIAN_ACT, date(2028, 1, 1))
    assert rules_on(FIRST_DAY)[3] == "NO.answer_deadline.2027-01-01"
    swedish = time_to_answer_an_inquiry("SE", FIRST_DAY)
    assert not isinstance(swedish, Refusal) and swedish.rule_id == "SE.inquiry_answer.1970-01-01"
