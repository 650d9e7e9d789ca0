"""What a person may not do on a case: which refusals are on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings

from domain.case.blocks.blocking import ActionBlocked
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import AGENT, NOW, PERSON, open_case

DEMAND = RecordContact(Channel.LETTER, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.SENT, PERSON, None)
LATER = Context(NOW + timedelta(days=1), NOW + timedelta(days=1), AGENT)


def on_hold() -> object:
    state = open_case()
    placed = CASE.decide(state, PlaceHold(HoldType.BANKRUPTCY, "court", date(2027, 1, 1)), LATER)
    assert not isinstance(placed, Refusal)
    return CASE.evolve_all(state, placed)


def test_a_block_says_what_was_tried_and_which_rule_stopped_it() -> None:
    refusal = CASE.decide(on_hold(), DEMAND, LATER)  # type: ignore[arg-type]
    assert isinstance(refusal, Refusal)
    block = CASE.recorded_refusal(on_hold(), DEMAND, LATER, refusal)  # type: ignore[arg-type]
    assert block == ActionBlocked("RecordContact", "contact_on_hold", "hold.bankruptcy", refusal.message)
    assert block.sentence() == "RecordContact was blocked by hold.bankruptcy: contact_on_hold"
    assert block.refusal() == refusal, "whoever asks again is told the same from the log"


def test_only_a_rule_that_stops_a_person_on_a_case_that_is_here_is_on_record() -> None:
    ruled, slip = Refusal("contact_on_hold", "No.", "hold.bankruptcy"), Refusal("amount_invalid", "No.")
    program = replace(LATER, actor=Actor("system", "letter-run"))
    assert CASE.recorded_refusal(on_hold(), DEMAND, LATER, slip) is None  # type: ignore[arg-type]
    assert CASE.recorded_refusal(on_hold(), DEMAND, program, ruled) is None  # type: ignore[arg-type]
    assert CASE.recorded_refusal(CASE.initial, DEMAND, LATER, ruled) is None
    customer = replace(LATER, actor=Actor("customer", "my-page"))
    assert CASE.recorded_refusal(on_hold(), DEMAND, customer, ruled) is not None  # type: ignore[arg-type]


@settings(max_examples=100)
@given(case_lives)
def test_a_block_changes_nothing_of_a_case(asked: list[object]) -> None:
    block = ActionBlocked("RecordContact", "contact_on_hold", "hold.dispute", "No.")
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        assert CASE.evolve(step.after, block) == step.after
