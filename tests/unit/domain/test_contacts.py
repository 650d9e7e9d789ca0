"""Contacts: what they may say, when they may have happened, and which of them reached the person."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactMade, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import AGENT, NOW, PERSON, accepted, after, at, open_case, refusal_code

CALL = RecordContact(
    Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, PERSON, "Vill betala på fredag.\nRing."
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "pigeon"}, "channel_unknown"),
        ({"direction": "sideways"}, "direction_unknown"),
        ({"purpose": "to ask Anna"}, "purpose_unknown"),
        ({"outcome": "she cried"}, "outcome_unknown"),
        ({"note": "n" * 4_001}, "value_too_long"),
    ],
)
def test_a_contact_that_says_what_it_may_not_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal_code(CASE, open_case(), replace(CALL, **change)) == code  # type: ignore[arg-type]


def told_later(happened: datetime) -> Context:
    return Context(NOW + timedelta(days=2), happened, AGENT)


def test_a_contact_may_be_told_later_but_did_not_happen_before_the_claim() -> None:
    state = open_case()
    assert accepted(CASE, state, CALL, told_later(NOW + timedelta(hours=1)))
    before = told_later(NOW - timedelta(minutes=6))
    assert refusal_code(CASE, state, CALL, before) == "happened_before_the_claim"


def test_a_contact_did_not_happen_in_the_future() -> None:
    ahead = Context(NOW, NOW + timedelta(minutes=6), AGENT)
    assert refusal_code(CASE, open_case(), CALL, ahead) == "happened_in_the_future"


def test_a_senders_clock_may_be_a_little_ahead_or_behind() -> None:
    assert accepted(CASE, open_case(), CALL, Context(NOW, NOW + timedelta(minutes=5), AGENT))
    assert accepted(CASE, open_case(), CALL, told_later(NOW - timedelta(minutes=5)))


def test_on_a_closed_case_the_customer_is_heard_answered_and_thanked_and_asked_for_nothing() -> None:
    assert refusal_code(CASE, CASE.initial, CALL) == "case_unknown"
    ended = after(CASE, CloseCase(Outcome.UNLOCATABLE, "moved_abroad"), state=open_case())
    later = at(NOW + timedelta(days=1))
    asked = {purpose for purpose in Purpose if not accepted_on(ended, replace(CALL, purpose=purpose), later)}
    assert asked == {
        Purpose.FIRST_CONTACT, Purpose.PAYMENT, Purpose.PLAN, Purpose.MISSED_DEADLINE, Purpose.OTHER,
    }  # fmt: skip
    assert accepted(CASE, ended, replace(CALL, direction=Direction.INBOUND), later)


def accepted_on(state: CaseState, command: RecordContact, context: Context) -> bool:
    decision = CASE.decide(state, command, context)
    assert not isinstance(decision, Refusal) or decision.rule == "policy.contact_after_closure"
    return not isinstance(decision, Refusal)


NOBODY_SPOKE = {"no_answer", "left_message", "sent", "returned", "wrong_person"}


@pytest.mark.parametrize("outcome", ContactOutcome)
def test_a_person_was_reached_when_we_spoke(outcome: ContactOutcome) -> None:
    (made,) = accepted(CASE, open_case(), replace(CALL, outcome=outcome))
    assert isinstance(made, ContactMade)
    assert made.reached_person is (outcome not in NOBODY_SPOKE)


def test_the_sentence_says_nothing_of_what_was_said() -> None:
    (made,) = accepted(CASE, open_case(), CALL)
    assert made.sentence() == "Outbound contact by phone about payment: reached"
