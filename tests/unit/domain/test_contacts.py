"""Contacts: what they may say, when they may have happened, and which of them reached the person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactMade, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import AGENT, NOW, PERSON, accepted, after, at, open_case, refusal_code
from tests.unit.golden_samples import GOLDEN_EVENTS

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


def american() -> CaseState:
    """A case as it will be when the agency's policies for the United States are on file."""
    state = open_case(pay_by=None)
    return state._replace(claim=replace(state.claim, jurisdiction="US"))


ASKS = replace(CALL, direction=Direction.INBOUND, purpose=Purpose.QUESTION)
AFTERNOON = at(datetime(2026, 3, 2, 16, tzinfo=UTC))


def test_an_american_debtor_who_hears_of_the_debt_first_has_it_in_writing_within_five_days() -> None:
    """12 CFR 1006.34. Monday 2 March, eleven in the morning in New York: until the end of Saturday the 7th there, which
    is five in the morning of the 8th by UTC."""
    (contact,) = accepted(CASE, american(), ASKS, AFTERNOON)
    assert isinstance(contact, ContactMade)
    assert contact.validated_until == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert contact.validation_rule == "US.validation_notice_deadline.2021-11-30"
    (again,) = accepted(CASE, CASE.evolve(american(), contact), ASKS, AFTERNOON)
    assert isinstance(again, ContactMade) and again.validated_until is None


@pytest.mark.parametrize("outcome", [ContactOutcome.NO_ANSWER, ContactOutcome.LEFT_MESSAGE, ContactOutcome.RETURNED])
def test_nobody_has_heard_of_a_debt_by_a_call_that_they_did_not_take(outcome: ContactOutcome) -> None:
    (contact,) = accepted(CASE, american(), replace(ASKS, outcome=outcome), AFTERNOON)
    assert isinstance(contact, ContactMade) and contact.validated_until is None
    assert not CASE.evolve(american(), contact).contacts.has_begun


def test_who_was_written_to_first_has_the_information_already_and_elsewhere_no_law_asks_for_it() -> None:
    demand = GOLDEN_EVENTS["PaymentDemandSent"]
    (contact,) = accepted(CASE, CASE.evolve(american(), demand), ASKS, AFTERNOON)
    assert isinstance(contact, ContactMade) and contact.validated_until is None
    (swedish,) = accepted(CASE, open_case(pay_by=None), CALL, AFTERNOON)
    assert isinstance(swedish, ContactMade)
    assert (swedish.validated_until, swedish.validation_rule) == (None, None)


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
