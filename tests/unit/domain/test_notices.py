"""Letters that ask for a claim: when each may go, what it says, and what follows when it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.case.charges.charging import ChargeFee
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import DeadlineStatus
from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.notices.arriving import NoticeReturned, RecordDelivery, RecordReturn, ReturnReason
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.letter import NoticeSent
from domain.case.notices.payment_demand import PaymentDemandSent, SendPaymentDemand
from domain.case.notices.reminder import ReminderSent, SendReminder
from domain.case.notices.state import NoticeKind, NoticeStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from domain.person.details.state import ToHeed, WishedChannel
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import PERSON, accepted, after, allocation, at, open_case

ADVISER = UUID(int=9)
OBJECT_TO = "Norr Inkasso, Box 12, Östersund"
POST = {"channel": Channel.LETTER, "person_id": PERSON, "object_to": OBJECT_TO, "pay_by": None}
REMINDER = SendReminder(**POST)
NOTICE = SendCollectionNotice(**POST)
DEMAND = SendPaymentDemand(**POST)
LEGAL = SendLegalNotice(**POST)
BASIS = InterestBasis(1_050, date(2026, 1, 31), date(2026, 3, 1), 100_000)
VALID = ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, BASIS, None)
CURRENCIES = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "FI": "EUR", "DE": "EUR"}


def on(day: str) -> Any:
    """Asked at ten in the morning (UTC) of that day."""
    return at(datetime.fromisoformat(f"{day}T10:00:00+00:00"))


def claim_in(country: str, **validated: Any) -> CaseState:
    """A claim due on Friday 30 January 2026, without a first deadline, looked through on Monday 2 March."""
    state = open_case(jurisdiction=country, currency=CURRENCIES[country], pay_by=None)
    checked: CaseState = after(CASE, replace(VALID, **validated), state=state)
    return checked


def sent(state: CaseState, command: Command, day: str) -> CaseState:
    """The state after a letter that must be allowed."""
    after_it: CaseState = after(CASE, command, state=state, context=on(day))
    return after_it


def refused(state: CaseState, command: Command, day: str) -> tuple[str, str | None]:
    """Code and rule of the refusal."""
    decision = CASE.decide(state, command, on(day))
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith("."), "a refusal speaks in sentences"
    return decision.code, decision.rule


def letter(state: CaseState, command: Command, day: str) -> tuple[NoticeSent, DeadlineSet]:
    """The letter and its deadline."""
    said, deadline = accepted(CASE, state, command, on(day))
    assert isinstance(said, NoticeSent)
    assert isinstance(deadline, DeadlineSet)
    return said, deadline


def test_a_letter_states_each_part_of_the_debt_apart_and_how_its_interest_came_about() -> None:
    """SE inkassolag (1974:182) 5 §: capital, interest and costs apart; of interest amount, rate, period and base."""
    said, deadline = letter(claim_in("SE"), DEMAND, "2026-03-02")
    assert (said.principal_minor, said.interest_minor, said.fees_minor) == (100_000, 1_500, 24_000)
    assert said.interest == BASIS
    assert said.total_minor == deadline.amount_minor == 125_500
    assert said.object_to == OBJECT_TO
    assert (said.pay_by, deadline.due_date, said.deadline) == (date(2026, 3, 10), date(2026, 3, 10), deadline.deadline)
    assert "SE.demand_deadline_min.2013-03-16" in said.rules
    assert said.sentence() == "Payment demand sent by letter (letter 1): 1,255.00 SEK by 2026-03-10"


def test_in_sweden_the_claim_letter_may_be_the_first_and_gives_at_least_eight_days() -> None:
    """The act says a reasonable time (inkassolag 5 §); the practice on file is 8 days: Monday 2 March + 8."""
    short = replace(DEMAND, pay_by=date(2026, 3, 9))
    assert refused(claim_in("SE"), short, "2026-03-02") == (
        "time_to_pay_too_short",
        "SE.demand_deadline_min.2013-03-16",
    )
    assert sent(claim_in("SE"), replace(DEMAND, pay_by=date(2026, 3, 10)), "2026-03-02").life.stage is Stage.DEMAND


def test_in_norway_a_notice_comes_first_and_both_give_fourteen_days() -> None:
    """NO inkassoloven (LOV-1988-05-13-26) § 9: notice with at least 14 days; § 10: then the demand with 14 more."""
    state = claim_in("NO")
    assert refused(state, DEMAND, "2026-03-02") == ("notice_missing", "NO.notices_before_demand.2020-10-01")
    short = replace(NOTICE, pay_by=date(2026, 3, 15))
    assert refused(state, short, "2026-03-02") == ("time_to_pay_too_short", "NO.notice_deadline_min.2020-10-01")
    said, deadline = letter(state, NOTICE, "2026-03-02")
    assert said.pay_by == date(2026, 3, 16)
    noticed = sent(state, NOTICE, "2026-03-02")
    assert deadline.grace_date == date(2026, 3, 19), "three bank days after Monday 16 March"
    assert refused(noticed, DEMAND, "2026-03-19") == ("deadline_runs", "NO.payment_grace.1970-01-01")
    short = replace(DEMAND, pay_by=date(2026, 4, 2))
    assert refused(noticed, short, "2026-03-20") == ("time_to_pay_too_short", "NO.demand_deadline_min.2020-10-01")
    demanded, _ = letter(noticed, DEMAND, "2026-03-20")
    assert demanded.pay_by == date(2026, 4, 7), "3 April 2026 is Good Friday, and 6 April Easter Monday"


def test_in_norway_a_letter_may_go_before_it_may_cost_something() -> None:
    """NO inkassoforskriften § 1-2: one with a fee 14 days after the due date. Due on 20 February, from 6 March."""
    state = open_case(jurisdiction="NO", currency="NOK", pay_by=None, due_date=date(2026, 2, 20))
    reminded = sent(after(CASE, VALID, state=state), REMINDER, "2026-03-05")
    assert reminded.life.stage is Stage.REMINDER
    fee = ChargeFee(FeeKind.REMINDER, 1, None, "NOK", False)
    assert refused(reminded, fee, "2026-03-06") == ("letter_too_early_for_fee", "NO.reminder_earliest.2020-10-01")


def test_in_finland_a_consumer_is_reminded_fourteen_days_before_the_demand() -> None:
    """FI perintälaki (513/1999) 5 § as of 299/2022."""
    rule = "FI.demand_earliest_after_reminder.2022-05-01.consumer"
    assert refused(claim_in("FI"), DEMAND, "2026-03-02") == ("reminder_missing", rule)
    by_creditor = claim_in("FI", reminded_on=date(2026, 2, 20))
    assert refused(by_creditor, DEMAND, "2026-03-05") == ("letter_too_early", rule)
    assert sent(by_creditor, DEMAND, "2026-03-06").life.stage is Stage.DEMAND
    by_mail = replace(DEMAND, channel=Channel.EMAIL)
    assert refused(by_creditor, by_mail, "2026-03-06") == (
        "demand_not_by_letter",
        "FI.electronic_consent_max.2022-05-01.consumer",
    )


def heeding(state: CaseState, **heed: Any) -> CaseState:
    """A case whose debtor wishes this, or is acted for by these."""
    told: CaseState = after(CASE, HeedWishes((PERSON,), ToHeed(**heed)), state=state, context=on("2026-03-02"))
    return told


def test_a_letter_goes_in_a_way_that_the_customer_does_not_mind() -> None:
    declined = heeding(claim_in("SE"), declined=(WishedChannel.LETTER,))
    assert refused(declined, DEMAND, "2026-03-02") == ("channel_declined", "policy.declined_channel")
    by_mail = replace(DEMAND, channel=Channel.EMAIL)
    assert letter(declined, by_mail, "2026-03-02")[0].channel == "email"


def test_where_the_law_wants_a_letter_a_wish_stands_back() -> None:
    """FI perintälaki 5 §: a consumer's demand goes by letter; another way needs a consent of its own."""
    reminded = heeding(claim_in("FI", reminded_on=date(2026, 2, 10)), declined=(WishedChannel.LETTER,))
    assert refused(reminded, REMINDER, "2026-03-02") == ("channel_declined", "policy.declined_channel")
    assert letter(reminded, DEMAND, "2026-03-02")[0].channel == "letter"


def test_no_letter_goes_to_where_somebody_else_lives() -> None:
    elsewhere = heeding(claim_in("SE"), wrong=(WishedChannel.LETTER,))
    assert refused(elsewhere, DEMAND, "2026-03-02") == ("somebody_else_was_reached", "policy.wrong_person")
    found = heeding(elsewhere, confirmed=(WishedChannel.LETTER,))
    assert letter(found, DEMAND, "2026-03-02")[0].addressed_to is None


def test_a_letter_goes_to_who_acts_for_the_customer() -> None:
    """Whatever the customer wishes for themselves: the letter is the adviser's."""
    advised = heeding(
        claim_in("SE"), has_debt_adviser=True, representatives=(ADVISER, UUID(int=10)), declined=(WishedChannel.LETTER,)
    )
    said, _ = letter(advised, DEMAND, "2026-03-02")
    assert (said.addressed_to, said.person_id) == (ADVISER, PERSON)
    assert "policy.letters_go_to_who_acts" in said.rules
    assert said.sentence().startswith("Payment demand sent to who acts for the debtor by letter (letter 1): ")
    assert letter(claim_in("SE"), DEMAND, "2026-03-02")[0].addressed_to is None


def test_in_denmark_a_letter_gives_ten_days() -> None:
    """DK inkassoloven § 10: at least ten days from sending. Monday 2 March + 10."""
    short = replace(NOTICE, pay_by=date(2026, 3, 11))
    assert refused(claim_in("DK"), short, "2026-03-02") == (
        "time_to_pay_too_short",
        "DK.demand_deadline_min.2015-01-01",
    )
    assert letter(claim_in("DK"), NOTICE, "2026-03-02")[0].pay_by == date(2026, 3, 12)


def test_where_no_law_has_a_number_the_agencys_policy_stands_and_says_so() -> None:
    said, _ = letter(claim_in("DE"), NOTICE, "2026-03-02")
    assert said.rules == ("DE.notice_earliest.1970-01-01", "DE.notice_deadline.1970-01-01")
    assert said.pay_by == date(2026, 3, 16)


def test_a_claim_that_was_not_looked_through_is_not_asked_for() -> None:
    assert refused(open_case(pay_by=None), DEMAND, "2026-03-02") == ("stage_does_not_allow", "stage.PaymentDemandSent")


def test_reminders_may_follow_each_other_after_the_gap_and_the_grace() -> None:
    """SE: sent on 2 March, to pay by 12 March, grace until 17 March: the next on the 18th."""
    state = sent(claim_in("SE"), REMINDER, "2026-03-02")
    assert refused(state, REMINDER, "2026-03-17")[0] == "deadline_runs"
    assert letter(state, REMINDER, "2026-03-18")[0].notice == 2


def test_the_gap_between_letters_is_kept_where_no_deadline_runs_any_more() -> None:
    """DK renteloven § 9 b: ten days between reminders; the first was paid in part, which met nothing else."""
    state = sent(claim_in("DK"), REMINDER, "2026-03-02")
    met = replace(state.deadlines.by_number[1], status=DeadlineStatus.ENDED)
    state = state._replace(deadlines=state.deadlines.with_one(1, met))
    assert refused(state, REMINDER, "2026-03-11") == ("letter_too_early", "DK.reminder_gap_min.2002-08-01")
    assert letter(state, REMINDER, "2026-03-12")


def test_a_notice_of_legal_action_comes_after_the_demand_and_its_grace() -> None:
    state = sent(claim_in("SE"), DEMAND, "2026-03-02")
    assert refused(state, LEGAL, "2026-03-13")[0] == "deadline_runs"
    assert sent(state, LEGAL, "2026-03-16").life.stage is Stage.LEGAL_NOTICE
    assert refused(claim_in("SE"), LEGAL, "2026-03-16") == ("stage_does_not_allow", "stage.LegalNoticeSent")


def test_no_letter_asks_for_a_claim_that_is_disputed() -> None:
    dispute = RaiseDispute(Grounds.NOT_MINE, None, Channel.PHONE, PERSON, "It is not mine.")
    assert refused(after(CASE, dispute, state=claim_in("SE")), DEMAND, "2026-03-03") == (
        "contact_on_hold",
        "hold.dispute",
    )


def test_a_letter_needs_a_debt_a_debtor_and_writing() -> None:
    assert refused(claim_in("SE"), replace(DEMAND, person_id=UUID(int=99)), "2026-03-03")[0] == "debtor_unknown"
    assert refused(claim_in("SE"), replace(DEMAND, channel=Channel.PHONE), "2026-03-03")[0] == "letter_not_in_writing"
    paid = after(CASE, allocation(125_500), state=claim_in("SE"))
    assert refused(paid, DEMAND, "2026-03-03")[0] == "case_closed"


def test_who_never_had_the_letter_is_not_late_by_it() -> None:
    state = sent(claim_in("SE"), DEMAND, "2026-03-02")
    back = RecordReturn(1, ReturnReason.MOVED)
    assert accepted(CASE, state, back, on("2026-03-09")) == [
        NoticeReturned(1, ReturnReason.MOVED),
        DeadlineWithdrawn(1, state.deadlines.by_number[1].kind),
    ]
    missed = MarkDeadlineMissed(1, state.deadlines.by_number[1].grace_until)
    late = after(CASE, missed, back, state=state, context=on("2026-03-20"))
    assert late.deadlines.by_number[1].status is DeadlineStatus.ENDED, "also where it had been marked missed"


def test_a_letter_that_came_back_is_sent_again_before_another_follows() -> None:
    state = sent(claim_in("SE"), DEMAND, "2026-03-02")
    state = after(CASE, RecordReturn(1, ReturnReason.NO_SUCH_ADDRESS), state=state, context=on("2026-03-04"))
    rule = "policy.a_returned_letter_is_sent_again"
    assert refused(state, LEGAL, "2026-03-20") == ("letter_came_back", rule)
    assert letter(state, DEMAND, "2026-03-05")[0].notice == 2, "no gap to keep after what nobody read"


def test_in_norway_a_notice_that_came_back_was_none() -> None:
    state = sent(claim_in("NO"), NOTICE, "2026-03-02")
    state = after(CASE, RecordReturn(1, ReturnReason.MOVED), state=state, context=on("2026-03-04"))
    assert refused(state, DEMAND, "2026-04-20")[0] in ("letter_came_back", "notice_missing")


def test_of_a_letter_it_is_said_once_what_became_of_it() -> None:
    state = sent(claim_in("SE"), REMINDER, "2026-03-02")
    assert refused(state, RecordDelivery(2), "2026-03-04")[0] == "notice_unknown"
    early = at(datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    assert accepted(CASE, state, RecordDelivery(1), early), "on the day of sending"
    there = after(CASE, RecordDelivery(1), state=state, context=on("2026-03-04"))
    assert there.notices.by_number[1].status is NoticeStatus.DELIVERED
    assert refused(there, RecordReturn(1, ReturnReason.MOVED), "2026-03-05")[0] == "notice_settled"


def test_a_letter_of_a_closed_case_may_come_back_and_withdraws_what_would_run_again() -> None:
    state = after(CASE, allocation(125_500), state=sent(claim_in("SE"), DEMAND, "2026-03-02"), context=on("2026-03-03"))
    assert state.life.has_ended
    [back, *_] = accepted(CASE, state, RecordReturn(1, ReturnReason.REFUSED), on("2026-03-05"))
    assert isinstance(back, NoticeReturned)


@whatever_happens(case_lives, number=200)
def test_whatever_happens_a_letter_goes_out_only_where_nothing_stands_against_it(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, NoticeSent):
            before = step.before
            assert before.life.stage in set(Stage) - {Stage.UNKNOWN, Stage.REGISTERED, Stage.CLOSED, Stage.REJECTED}
            assert not before.plan.in_force
            assert not before.disputes.open()
            heed = before.contacts.of(step.event.person_id)
            assert step.event.addressed_to == next(iter(heed.representatives), None)
            if step.event.addressed_to is None:
                assert str(step.event.channel) not in before.contacts.wrong.get(step.event.person_id, ())
                assert str(step.event.channel) not in heed.declined, "Swedish law wants no letter on paper"
            assert not before.holds.stopping_contact()
            assert before.outstanding_minor == step.event.total_minor > 0
            assert step.event.pay_by > step.event.sent_on > before.claim.due_date
            assert step.after.notices.by_number[step.event.notice].status is NoticeStatus.SENT


def test_the_kinds_are_those_of_the_four_events() -> None:
    kinds = {event.KIND for event in CASE.events.values() if issubclass(event, NoticeSent)}
    assert kinds == set(NoticeKind)
    assert (ReminderSent.KIND, PaymentDemandSent.KIND) == (NoticeKind.REMINDER, NoticeKind.PAYMENT_DEMAND)
