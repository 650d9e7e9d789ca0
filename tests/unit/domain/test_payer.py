"""Who paid: somebody of one payment only, until a person says who it is."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from domain.kernel.message import Command
from domain.payment.payer.identifying import IdentifyPayer, PayerIdentified
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT
from domain.person.payers.joining import JoinPayer, PayerJoined, PayerReleased, ReleasePayer
from domain.person.payers.state import JoinedPayer
from domain.person.registration.merging import AbsorbPerson, MergePerson
from domain.person.registration.registering import RegisterPerson
from domain.person.state import PERSON
from tests.unit.domain.asking import Asked
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import lived, payment_lives
from tests.unit.domain.samples import PAYMENT_LINE, accepted, after, refusal_code
from tests.unit.domain.test_person import REGISTER

LINE, ASA, BO = UUID(int=0xBA2C), UUID(int=8), UUID(int=9)
RECEIVED = replace(PAYMENT_LINE, person_id=LINE)
FIRST = IdentifyPayer(ASA, None)
PAYMENT_ID = UUID(int=0xF00D)


def on_file(person: UUID) -> RegisterPerson:
    return replace(REGISTER, person_id=person)


def test_the_payment_says_who_paid_and_under_whose_key_its_texts_are() -> None:
    [event] = accepted(PAYMENT, after(PAYMENT, RECEIVED), FIRST)
    assert event == PayerIdentified(ASA, None, LINE)
    assert event.sentence() == f"Payer identified as the person {ASA}"


def test_a_second_identification_corrects_the_first_where_that_is_meant() -> None:
    wrong = after(PAYMENT, RECEIVED, FIRST)
    [event] = accepted(PAYMENT, wrong, IdentifyPayer(BO, ASA))
    assert event == PayerIdentified(BO, ASA, LINE)
    assert event.sentence() == f"Payer identified as the person {BO}, and not {ASA}"
    assert PAYMENT.evolve(wrong, event).payer.person_id == BO


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), FIRST, "payment_unknown"),
        ((RECEIVED, FIRST), FIRST, "payer_already_identified"),
        ((RECEIVED, FIRST), IdentifyPayer(ASA, ASA), "payer_already_identified"),
        ((RECEIVED, FIRST), IdentifyPayer(BO, None), "payer_identified_otherwise"),
        ((RECEIVED, FIRST), IdentifyPayer(BO, LINE), "payer_differs"),
        ((RECEIVED,), IdentifyPayer(BO, ASA), "payer_differs"),
    ],
)
def test_nobody_is_identified_twice_or_by_mistake(before: tuple[Command, ...], command: Command, code: str) -> None:
    assert refusal_code(PAYMENT, after(PAYMENT, *before), command) == code


def test_a_deduction_and_money_that_left_again_have_a_payer_too() -> None:
    deducted = after(PAYMENT, ReceiveDeduction(*(getattr(RECEIVED, name) for name in RECEIVED.__dataclass_fields__)))
    bounced = after(PAYMENT, RECEIVED, ReversePayment("bounced"))
    for state in (deducted, bounced):
        assert accepted(PAYMENT, state, FIRST) == [PayerIdentified(ASA, None, LINE)]


def test_the_person_knows_every_id_whose_key_must_go_with_them() -> None:
    join, other_line = JoinPayer(PAYMENT_ID, ASA, LINE), UUID(int=0xBA2D)
    [joined] = accepted(PERSON, after(PERSON, on_file(ASA)), join)
    assert joined == PayerJoined(PAYMENT_ID, ASA, LINE, None, is_erased=False)
    asa = after(PERSON, on_file(ASA), join, JoinPayer(UUID(int=1), ASA, other_line))
    assert asa.payers.ids == (LINE, other_line)
    [released] = accepted(PERSON, asa, ReleasePayer(PAYMENT_ID, ASA, LINE))
    assert isinstance(released, PayerReleased)
    assert PERSON.evolve(asa, released).payers.ids == (other_line,)
    assert refusal_code(PERSON, PERSON.initial, join) == "person_unknown"


def test_who_is_given_up_hands_over_what_they_paid_and_passes_on_what_comes_later() -> None:
    asa = after(PERSON, on_file(ASA), JoinPayer(PAYMENT_ID, ASA, LINE))
    [merged] = accepted(PERSON, asa, MergePerson(BO, ASA))
    theirs = (JoinedPayer(PAYMENT_ID, ASA, LINE),)
    assert merged.payers == theirs  # type: ignore[attr-defined]
    bo = after(PERSON, on_file(BO), AbsorbPerson((ASA,), (), theirs, BO))
    assert bo.payers.ids == (LINE,)
    given_up = PERSON.evolve(asa, merged)
    later = JoinPayer(UUID(int=1), ASA, UUID(int=2))
    assert accepted(PERSON, given_up, later) == [PayerJoined(UUID(int=1), ASA, UUID(int=2), BO, is_erased=False)]
    assert refusal_code(PERSON, bo, AbsorbPerson((ASA,), (), theirs, BO)) == "person_already_absorbed"


def test_who_is_named_instead_of_their_own_former_id_stays_the_payer() -> None:
    under_both = after(PERSON, on_file(BO), JoinPayer(PAYMENT_ID, ASA, LINE), JoinPayer(PAYMENT_ID, BO, LINE))
    assert after(PERSON, ReleasePayer(PAYMENT_ID, ASA, LINE), state=under_both).payers.ids == (LINE,)


@whatever_happens(payment_lives)
def test_whatever_happens_a_payer_is_corrected_only_on_purpose(asked: list[tuple[Asked, int]]) -> None:
    for step in lived(PAYMENT, asked):
        if isinstance(step.event, PayerIdentified):
            assert step.event.instead_of == step.before.payer.person_id != step.after.payer.person_id
            assert step.event.sealed_for == step.before.payer.sealed_for
