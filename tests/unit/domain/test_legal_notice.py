"""A notice of legal action: each figure, day and rule that it says, and how the case stands with it, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.case.charges.accruing import InterestAccrued
from domain.case.contacts.channel import Channel
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import DeadlineKind, DeadlineStatus
from domain.case.notices.legal_notice import LegalNoticeSent
from domain.case.notices.state import NoticeKind, NoticeStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.law.policies import LEGAL_ACTION_FROM, NOTICE_DEADLINE, NOTICE_EARLIEST, NOTICE_GAP, PAYMENT_GRACE
from domain.law.table import LawRow, row_in_force
from domain.person.details.state import ToHeed
from tests.unit.domain.samples import PERSON, accepted, after, open_case
from tests.unit.domain.test_notices import (
    ADVISER,
    BASIS,
    CURRENCIES,
    DEMAND,
    LEGAL,
    NOTICE,
    OBJECT_TO,
    VALID,
    on,
    refused,
    sent,
)


def demanded(country: str) -> CaseState:
    """1,000.00 due on Friday 30 January 2026, with 15.00 of interest and 240.00 of fees handed over, and late interest
    from 1 February on; demanded by letters whose time and grace are over on the day of ``sent_on``."""
    state = open_case(jurisdiction=country, currency=CURRENCIES[country], pay_by=None, interest_from=date(2026, 2, 1))
    state = after(CASE, VALID, state=state)
    if country == "SE":
        return sent(state, DEMAND, "2026-03-02")
    return sent(sent(state, NOTICE, "2026-03-02"), DEMAND, "2026-03-20")


def said_in(country: str, day: str) -> tuple[InterestAccrued, LegalNoticeSent, DeadlineSet]:
    interest, said, deadline = accepted(CASE, demanded(country), LEGAL, on(day))
    assert isinstance(interest, InterestAccrued)
    assert isinstance(said, LegalNoticeSent) and isinstance(deadline, DeadlineSet)
    return interest, said, deadline


SWEDISH = LegalNoticeSent(
    channel=Channel.LETTER,
    person_id=PERSON,
    object_to=OBJECT_TO,
    notice=2,
    addressed_to=None,
    sent_on=date(2026, 3, 16),
    pay_by=date(2026, 3, 26),
    deadline=2,
    currency="SEK",
    principal_minor=100_000,
    interest_minor=1_500 + 795 + 384,
    fees_minor=24_000,
    court_costs_minor=0,
    interest=BASIS,
    rules=(
        "SE.legal_action_from.1970-01-01",
        "SE.notice_earliest.1970-01-01",
        "SE.notice_gap.1970-01-01",
        "SE.notice_deadline.1970-01-01",
    ),
)
"""The demand of 2 March gave until the 10th, and three bank days for what is under way end on the 13th. Ten days from
Monday the 16th are the 26th. At 10 % a year (reference rate 2.00 and 8, räntelag 6 §): 29 days until the demand are
7.95, and 14 days since 3.84."""
NORWEGIAN = LegalNoticeSent(
    channel=Channel.LETTER,
    person_id=PERSON,
    object_to=OBJECT_TO,
    notice=3,
    addressed_to=None,
    sent_on=date(2026, 4, 13),
    pay_by=date(2026, 4, 27),
    deadline=3,
    currency="NOK",
    principal_minor=100_000,
    interest_minor=1_500 + 953 + 592 + 789,
    fees_minor=24_000,
    court_costs_minor=0,
    interest=BASIS,
    rules=(
        "NO.legal_action_from.1970-01-01",
        "NO.notice_earliest.1970-01-01",
        "NO.notice_gap.1970-01-01",
        "NO.notice_deadline.1970-01-01",
    ),
)
"""The demand of 20 March gave until 7 April, after Easter, and its grace ends on the 10th. Fourteen days from Monday
the 13th are the 27th. At 12 % a year in the first half of 2026: 29, 18 and 24 days are 9.53, 5.92 and 7.89."""


@pytest.mark.parametrize(
    ("country", "day", "expected"), [("SE", "2026-03-16", SWEDISH), ("NO", "2026-04-13", NORWEGIAN)]
)
def test_a_legal_notice_says_the_figures_of_its_day_and_the_days_and_rules_of_its_country(
    country: str, day: str, expected: LegalNoticeSent
) -> None:
    interest, said, deadline = said_in(country, day)
    assert said == expected
    assert interest.until == said.sent_on, "what has come up by then is in it"
    assert (deadline.kind, deadline.due_date) == (DeadlineKind.PAYMENT_DEMAND, said.pay_by)
    assert deadline.amount_minor == said.total_minor == said.interest_minor + 124_000
    assert said.sentence().startswith(f"Legal notice sent by letter (letter {said.notice}): ")


def row(table: object, country: str, day: date) -> LawRow[object]:
    found = row_in_force(table, country, day)  # type: ignore[arg-type,var-annotated]
    assert isinstance(found, LawRow)
    return found


@pytest.mark.parametrize(("country", "day"), [("SE", "2026-03-16"), ("NO", "2026-04-13")])
def test_the_rules_that_a_legal_notice_names_are_the_rows_of_its_day_and_its_days_follow_from_them(
    country: str, day: str
) -> None:
    _, said, deadline = said_in(country, day)
    tables = (LEGAL_ACTION_FROM, NOTICE_EARLIEST, NOTICE_GAP, NOTICE_DEADLINE)
    worth, *rows = [row(table, country, said.sent_on) for table in tables]
    assert said.rules == tuple(one.rule_id for one in (worth, *rows))
    assert all(one.law == "agency policy" and one.tag == "P" for one in rows), "no statute has a row for such a letter"
    earliest, gap, time = (one.value.count for one in rows)  # type: ignore[attr-defined]
    assert (said.sent_on - date(2026, 1, 30)).days >= earliest
    assert (said.sent_on - (date(2026, 3, 2) if country == "SE" else date(2026, 3, 20))).days >= gap
    assert (said.pay_by - said.sent_on).days == time
    assert deadline.rule == row(PAYMENT_GRACE, country, said.pay_by).rule_id


def test_with_its_legal_notice_the_case_stands_at_that_stage_with_its_letter_and_its_deadline() -> None:
    state = sent(demanded("SE"), LEGAL, "2026-03-16")
    assert state.life.stage is Stage.LEGAL_NOTICE
    notice = state.notices.latest
    assert notice is not None
    assert (notice.kind, notice.status, notice.sent_on) == (
        NoticeKind.LEGAL_NOTICE, NoticeStatus.SENT, date(2026, 3, 16),
    )  # fmt: skip
    running = state.deadlines.by_number[notice.deadline]
    assert (running.status, running.due_date, running.grace_date) == (
        DeadlineStatus.RUNNING, date(2026, 3, 26), date(2026, 3, 31),
    )  # fmt: skip
    assert running.grace_until == datetime(2026, 3, 31, 22, tzinfo=UTC), "the end of that day in Stockholm"
    assert state.balance.owed("interest") == 2_679 and state.outstanding_minor == 126_679


def test_a_legal_notice_goes_to_who_acts_for_the_debtor_and_names_that_rule_too() -> None:
    heed = HeedWishes((PERSON,), ToHeed(representatives=(ADVISER,)))
    state: CaseState = after(CASE, heed, state=demanded("SE"))
    _, said, _ = accepted(CASE, state, LEGAL, on("2026-03-16"))
    assert isinstance(said, LegalNoticeSent)
    assert said.addressed_to == ADVISER
    assert said.rules == (*SWEDISH.rules, "policy.letters_go_to_who_acts")


def test_no_legal_notice_goes_while_the_demand_has_time_or_came_back() -> None:
    assert refused(demanded("SE"), LEGAL, "2026-03-13") == ("deadline_runs", "SE.payment_grace.1970-01-01")
    assert refused(demanded("NO"), LEGAL, "2026-04-10") == ("deadline_runs", "NO.payment_grace.1970-01-01")
