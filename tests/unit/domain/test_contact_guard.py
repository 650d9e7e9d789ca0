"""When and how often a customer is called: the hours of their own clock, holidays, a cap, and quiet after speaking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactMade, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.contacts.guard import Approach, refuse_contact
from domain.case.contacts.heeding import HeedWishes
from domain.case.contacts.state import KEPT_AT_MOST, KEPT_FOR, Call, Contacts
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from domain.law import contact_limits
from domain.law.codes import DayKind, Debtor
from domain.law.table import LawRow, RuleTable
from domain.person.details.state import ToHeed, WishedChannel
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import PERSON, accepted, after, at, open_case, refusal_code

CALL = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.FIRST_CONTACT, ContactOutcome.NO_ANSWER, PERSON, None)
SPOKE = replace(CALL, outcome=ContactOutcome.REACHED)


def stockholm(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A time of 2026 by the clocks of Sweden; 2 March was a Monday, and 1 May is a holiday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(UTC)


def against(state: CaseState, when: datetime, channel: Channel = Channel.PHONE) -> Refusal | None:
    return refuse_contact(state, Approach(channel, Purpose.FIRST_CONTACT, PERSON), when)


def called(*when: datetime, command: RecordContact = CALL, state: CaseState | None = None) -> CaseState:
    state = state or open_case()
    for one in when:
        state = after(CASE, command, state=state, context=at(one))
    return state


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        (stockholm(4, 7, 59), "SE.contact_hours.1970-01-01.weekday"),
        (stockholm(4, 8), None),
        (stockholm(4, 20, 59), None),
        (stockholm(4, 21), "SE.contact_hours.1970-01-01.weekday"),
        (stockholm(7, 8, 59), "SE.contact_hours.1970-01-01.saturday"),
        (stockholm(7, 9), None),
        (stockholm(7, 14, 59), None),
        (stockholm(7, 15), "SE.contact_hours.1970-01-01.saturday"),
        (stockholm(8, 12), "SE.contact_hours.1970-01-01.sunday_or_holiday"),
        (stockholm(1, 12, month=5), "SE.contact_hours.1970-01-01.sunday_or_holiday"),  # a Friday, and May Day
        (stockholm(3, 10, month=4), "SE.contact_hours.1970-01-01.sunday_or_holiday"),  # Good Friday
    ],
)
def test_people_are_called_at_the_hours_of_the_agency_where_no_law_says_otherwise(
    when: datetime, rule: str | None
) -> None:
    refusal = against(open_case(), when)
    assert (refusal and refusal.rule) == rule
    assert refusal is None or refusal.code == "outside_contact_hours"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (stockholm(4, 21), "from Monday to Friday people are called from 08:00 to 21:00"),
        (stockholm(7, 15), "on Saturdays people are called from 09:00 to 15:00"),
        (stockholm(8, 12), "on Sundays and public holidays nobody is called"),
    ],
)
def test_who_may_not_call_is_told_when_people_are_called(when: datetime, told: str) -> None:
    refusal = against(open_case(), when)
    assert refusal and f"; {told}. A letter" in refusal.message


def test_eight_days_are_no_week_also_when_a_later_call_was_told_first() -> None:
    """Calls of Monday 9 to Saturday 14 March, and of Tuesday the 17th: on Monday the 16th one more is the seventh of no
    seven days, as the 9th and the 17th are never in the same ones; with one of Sunday it would have been."""
    days = [9, 10, 11, 12, 13, 14, 17]
    assert against(called(*(stockholm(day, 10) for day in days)), stockholm(16, 10)) is None
    full = called(*(stockholm(day, 10) for day in [10, 11, 12, 13, 13, 14, 16]))
    refusal = against(full, stockholm(16, 12))
    assert refusal and refusal.code == "called_too_often"


def test_the_hour_is_that_of_the_customers_country_in_winter_and_in_summer() -> None:
    early = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)  # 07:30 in Stockholm and 08:30 in Helsinki
    assert against(open_case(), early) and against(open_case(jurisdiction="NO", currency="NOK"), early)
    assert against(open_case(jurisdiction="FI", currency="EUR"), early) is None
    assert against(open_case(), early.replace(month=4, day=8)) is None, "clocks went on: 08:30 in Stockholm"


def test_who_lives_elsewhere_is_called_by_the_clocks_there() -> None:
    """A Swedish case whose debtor lives in New York: 15:00 in Stockholm is 09:00 there, and 13:00 is 07:00."""
    away = after(CASE, HeedWishes((PERSON,), ToHeed(time_zone="America/New_York")), state=open_case())
    refusal = against(away, stockholm(4, 13))
    assert refusal and refusal.rule == "SE.contact_hours.1970-01-01.weekday"
    assert refusal.message.startswith("It is 07:00 on Wednesday 2026-03-04 where the customer is")
    assert against(away, stockholm(4, 15)) is None
    friday_evening = stockholm(7, 2)
    assert against(away, friday_evening) is None, "20:00 on Friday there, and Saturday in Sweden"


def test_where_somebody_else_was_reached_nobody_turns_again_until_somebody_has_made_sure() -> None:
    """SE inkassolag (1974:182) 11 §: nobody else hears of it. A call and a text message go to the same number."""
    wrong = called(stockholm(2, 10), command=replace(CALL, outcome=ContactOutcome.WRONG_PERSON))
    for channel in Channel:
        refusal = against(wrong, stockholm(4, 10), channel)
        expected = "policy.wrong_person" if channel in {Channel.PHONE, Channel.SMS} else None
        assert (refusal and refusal.rule) == expected, channel
    told = after(CASE, HeedWishes((PERSON,), ToHeed(confirmed=(WishedChannel.PHONE, WishedChannel.SMS))), state=wrong)
    assert against(told, stockholm(4, 10)) is None
    inbound = replace(SPOKE, direction=Direction.INBOUND, outcome=ContactOutcome.WRONG_PERSON)
    assert against(called(stockholm(2, 10), command=inbound), stockholm(4, 10)) is None, "they called us"


def test_a_holiday_is_one_where_the_customer_is() -> None:
    constitution_day = datetime(2026, 5, 18, 10, tzinfo=UTC) - timedelta(days=1)  # 17 May 2026 is a Sunday
    assert constitution_day.weekday() == 6
    whit_monday = datetime(2026, 5, 25, 10, tzinfo=UTC)
    assert against(open_case(), whit_monday) is None, "no holiday in Sweden since 2005"
    for jurisdiction, currency in (("NO", "NOK"), ("DK", "DKK"), ("DE", "EUR")):
        refusal = against(open_case(jurisdiction=jurisdiction, currency=currency), whit_monday)
        assert refusal and refusal.rule == f"{jurisdiction}.contact_hours.1970-01-01.sunday_or_holiday"


@pytest.mark.parametrize("channel", Channel)
def test_what_rings_has_hours_and_what_waits_in_a_box_has_none(channel: Channel) -> None:
    refusal = against(open_case(), stockholm(8, 3), channel)
    assert (refusal is not None) is (channel in {Channel.PHONE, Channel.SMS, Channel.CHAT})


def test_what_the_customer_begins_is_taken_at_any_hour() -> None:
    night = at(stockholm(8, 3))
    assert accepted(CASE, open_case(), replace(SPOKE, direction=Direction.INBOUND), night)
    assert refusal_code(CASE, open_case(), CALL, night) == "outside_contact_hours"


def test_the_hours_of_a_law_take_the_place_of_policy_from_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    [of_the_new_act] = [row for row in contact_limits.CONTACT_WINDOW.pending if row.scope.slug == "saturday"]
    ours = next(row for row in contact_limits.CONTACT_HOURS.of("NO") if row.scope == of_the_new_act.scope)
    in_force: LawRow[object] = replace(ours, rule="contact_window", valid_from=date(2027, 1, 1), law=of_the_new_act.law)
    monkeypatch.setattr(contact_limits, "CONTACT_WINDOW", RuleTable("contact_window", "hours", (in_force,)))
    contact_limits.hours_of_contact.cache_clear()
    found = [
        contact_limits.hours_of_contact("NO", day, DayKind.SATURDAY, Debtor.CONSUMER)
        for day in (date(2026, 12, 26), date(2027, 1, 2))
    ]
    contact_limits.hours_of_contact.cache_clear()
    assert [row.law for row in found if isinstance(row, LawRow)] == [
        "agency policy", "new inkassolov LOV-2026-05-22-19 § 15(2)",
    ]  # fmt: skip


def test_seven_calls_in_seven_days_and_no_eighth() -> None:
    """After 12 CFR 1006.14(b)(2)(i)(A), which is law in the United States and the agency's policy here."""
    seven = called(*(stockholm(2, hour) for hour in range(10, 17)))
    refusal = against(seven, stockholm(2, 17))
    assert refusal and (refusal.code, refusal.rule) == ("called_too_often", "SE.call_cap.1970-01-01")
    assert against(seven, stockholm(7, 10)), "the seventh day is a Sunday, so Saturday is the last that could be"
    assert against(seven, stockholm(9, 10)) is None, "of the seven days to Monday the second is none"
    assert against(seven, stockholm(2, 17), Channel.SMS) is None, "a text message is no call"


def test_a_call_that_is_told_late_counts_where_it_belongs() -> None:
    state = called(*(stockholm(day, 10) for day in (4, 5, 6, 9, 10)), stockholm(4, 11), stockholm(9, 11))
    assert refuse_contact(state, Approach(Channel.PHONE, Purpose.FIRST_CONTACT, PERSON), stockholm(5, 12)), (
        "it would be the eighth of the seven days from the 4th to the 10th"
    )
    assert against(state, stockholm(3, 12)) is None, "from the 3rd to the 9th it is the seventh"


def test_after_a_conversation_on_a_monday_the_next_call_is_on_the_next_monday() -> None:
    """The vector (h) of the worked examples: the day of the conversation is the first of the seven."""
    state = called(stockholm(2, 10), command=SPOKE)
    refusal = against(state, stockholm(6, 12))
    assert refusal and (refusal.code, refusal.rule) == ("spoken_recently", "SE.quiet_after_conversation.1970-01-01")
    assert "2026-03-09" in refusal.message
    assert against(state, stockholm(7, 12)) and against(state, stockholm(9, 8)) is None
    assert against(state, stockholm(2, 9, 30)) is None, "what was before the conversation was not too soon after it"


def test_a_conversation_is_one_whoever_called_and_a_call_that_nobody_took_is_none() -> None:
    assert against(called(stockholm(2, 10), command=replace(SPOKE, direction=Direction.INBOUND)), stockholm(3, 10))
    assert against(called(stockholm(2, 10)), stockholm(3, 10)) is None
    written = called(stockholm(2, 10), command=replace(SPOKE, channel=Channel.EMAIL))
    assert against(written, stockholm(3, 10)) is None


def test_calls_are_counted_for_each_person() -> None:
    other = called(stockholm(2, 10), command=replace(SPOKE, person_id=UUID(int=8)))
    assert against(other, stockholm(3, 10)) is None


def test_who_waits_for_an_answer_may_be_called_about_it_within_the_hours() -> None:
    complaint = ReceiveComplaint(ComplaintSubject.CONDUCT, Channel.PHONE, PERSON, "You were rude.")
    state = after(CASE, complaint, state=called(stockholm(2, 10), command=SPOKE), context=at(stockholm(3, 9)))
    about_it = Approach(Channel.PHONE, Purpose.COMPLAINT, PERSON)
    assert refuse_contact(state, about_it, stockholm(3, 10)) is None
    assert refuse_contact(state, about_it, stockholm(3, 22)), "at night nobody is"
    assert refuse_contact(state, replace(about_it, purpose=Purpose.DISPUTE), stockholm(3, 10)), (
        "nor about another matter"
    )


def test_a_hold_names_itself_as_the_rule() -> None:
    state = after(CASE, PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", date(2026, 4, 1)), state=open_case())
    refusal = refuse_contact(state, Approach(Channel.LETTER, Purpose.PAYMENT, PERSON), stockholm(3, 10))
    assert refusal and (refusal.code, refusal.rule) == ("contact_on_hold", "hold.life_event")


def test_a_breach_that_took_place_is_recorded_and_names_its_rule() -> None:
    breach = replace(CALL, is_breach=True)
    (made,) = accepted(CASE, open_case(), breach, at(stockholm(2, 21, 30)))
    assert isinstance(made, ContactMade)
    assert (made.happened_at, made.breached_rule) == (stockholm(2, 21, 30), "SE.contact_hours.1970-01-01.weekday")
    assert made.sentence().endswith("no_answer; it broke the rule SE.contact_hours.1970-01-01.weekday")
    assert refusal_code(CASE, open_case(), breach, at(stockholm(2, 12))) == "no_breach"
    inbound = replace(breach, direction=Direction.INBOUND)
    assert refusal_code(CASE, open_case(), inbound, at(stockholm(2, 23))) == "no_breach"


def test_what_no_rule_looks_at_any_more_is_forgotten() -> None:
    contacts = Contacts()
    start = stockholm(2, 10)
    for minute in range(500):
        contacts = contacts.with_call(PERSON, Call(start + timedelta(minutes=minute), True, False))
    assert len(contacts.calls[PERSON]) == KEPT_AT_MOST
    contacts = contacts.with_call(PERSON, Call(start + KEPT_FOR + timedelta(days=1), True, False))
    assert len(contacts.calls[PERSON]) == 1


def local_days(state: CaseState) -> list[date]:
    zone = ZoneInfo("Europe/Stockholm")
    return [one.at.astimezone(zone).date() for one in state.contacts.calls.get(PERSON, ()) if one.is_ours]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 40 * 24), st.sampled_from([CALL, CALL, SPOKE])), max_size=40))
def test_no_seven_days_have_more_than_seven_calls_in_whatever_order_they_are_told(
    tried: Iterable[tuple[int, RecordContact]],
) -> None:
    state = open_case()
    for hours, command in tried:
        decision = CASE.decide(
            state,
            command,
            replace(at(stockholm(2, 9) + timedelta(days=60)), occurred_at=stockholm(2, 9) + timedelta(hours=hours)),
        )
        state = state if isinstance(decision, Refusal) else CASE.evolve_all(state, list(decision))
    days = local_days(state)
    assert all(sum(0 <= (day - first).days < 7 for day in days) <= 7 for first in days)
    assert all(day.weekday() < 6 for day in days)


@whatever_happens(case_lives, number=200)
def test_whatever_happens_a_contact_that_we_began_broke_no_rule_or_names_it(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, ContactMade):
            approach = Approach(step.event.channel, step.event.purpose, step.event.person_id)
            is_ours = step.event.direction is Direction.OUTBOUND
            refusal = refuse_contact(step.before, approach, step.event.happened_at) if is_ours else None
            assert (refusal.rule if refusal else None) == step.event.breached_rule
