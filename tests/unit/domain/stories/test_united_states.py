"""United States: what the product refuses, and what Regulation F (12 CFR 1006) says of calls, as rows.

No claim can be worked: of state law nothing is on file, and a country with several time zones has no clock here yet.
The caps of calls that the agency keeps everywhere are its policy, modelled on these rows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.case.state import CASE
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.contact_rules import CALL_FREQUENCY_MAX, CONTACT_WINDOW, QUIET_PERIOD, VALIDATION_NOTICE_DEADLINE
from domain.law.needed import NEEDED_BY_EVERY_CLAIM
from domain.law.policies import CALL_CAP, QUIET_AFTER_CONVERSATION
from domain.law.scope import asked
from domain.law.table import LawRow, RuleTable, row_in_force
from tests.unit.domain.samples import CONTEXT
from tests.unit.domain.stories.telling import Story, call, claim_in

TODAY = date(2026, 3, 2)
CONSUMER = asked(Debtor.CONSUMER)


def on_file(table: RuleTable, where: str = "US", day: date = TODAY) -> LawRow:  # type: ignore[type-arg]
    row = row_in_force(table, where, day, CONSUMER)
    assert not isinstance(row, Refusal), row.message
    return row


def test_a_claim_is_refused_when_it_comes_and_every_rule_that_is_missing_is_named() -> None:
    refusal = CASE.decide(CASE.initial, claim_in("US", "USD", "1 200.00", date(2026, 1, 30)), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.rule) == ("rule_missing", "US.payment_grace")
    assert all(f"no {table.what}" in refusal.message for table in NEEDED_BY_EVERY_CLAIM)


@pytest.mark.parametrize(
    ("zone", "may"),
    [("America/New_York", True), ("America/Chicago", True), ("America/Denver", False), ("America/Los_Angeles", False)],
)
def test_nobody_is_called_before_eight_by_their_own_clock(zone: str, may: bool) -> None:
    """12 CFR 1006.6(b)(1): not before 8 a.m. and not after 9 p.m. At 14:30 UTC it is 9:30 in New York, 8:30 in Chicago,
    7:30 in Denver and 6:30 in Los Angeles."""
    row = on_file(CONTACT_WINDOW)
    assert (row.law, row.tag) == ("12 CFR 1006.6(b)(1)", "V2")
    opens, closes = row.value.hours
    local = datetime(2026, 3, 2, 14, 30, tzinfo=UTC).astimezone(ZoneInfo(zone)).time()
    assert (opens <= local < closes) is may


def test_seven_calls_in_seven_days_and_a_week_after_a_conversation_are_law_there_and_policy_elsewhere() -> None:
    """12 CFR 1006.14(b)(2)(i)(A) and (B)."""
    cap, quiet = on_file(CALL_FREQUENCY_MAX), on_file(QUIET_PERIOD)
    assert (cap.value.count, cap.law) == (7, "12 CFR 1006.14(b)(2)(i)(A)")
    assert (quiet.value.count, quiet.law) == (7, "12 CFR 1006.14(b)(2)(i)(B)")
    for where in ("SE", "NO", "FI", "DK", "DE"):
        assert on_file(CALL_CAP, where).value == cap.value
        assert on_file(QUIET_AFTER_CONVERSATION, where).value == quiet.value


def test_before_the_rule_of_2021_nothing_is_on_file() -> None:
    assert isinstance(row_in_force(CALL_FREQUENCY_MAX, "US", date(2021, 11, 29), CONSUMER), Refusal)
    assert on_file(CALL_FREQUENCY_MAX, day=date(2021, 11, 30)).valid_to is None


def test_what_is_owed_and_how_to_dispute_it_is_said_within_five_days_of_the_first_word() -> None:
    """12 CFR 1006.34: first spoken to on Monday 2 March 2026, so by Saturday the 7th."""
    row = on_file(VALIDATION_NOTICE_DEADLINE)
    assert row.law == "12 CFR 1006.34"
    assert TODAY + timedelta(days=row.value.count) == date(2026, 3, 7)


def test_after_a_conversation_on_a_monday_the_next_call_is_on_the_next_monday() -> None:
    """DOMAIN.md 6, h, told by the policy of a country where a case can be."""
    story = Story(claim_in("SE", "SEK", "1 200.00", date(2026, 1, 30)), "2026-03-02 09:00")
    story.on("2026-03-02 10:00", call())
    assert story.refused("2026-03-08 12:00", call())[0] == "outside_contact_hours"  # a Sunday
    assert story.refused("2026-03-07 12:00", call())[0] == "spoken_recently"
    story.on("2026-03-09 10:00", call())
