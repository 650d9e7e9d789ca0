"""What a person may not do: which refusals are on record, on a case, a payment, a creditor or a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.bank_account.state import BANK_ACCOUNT
from domain.bank_file.state import BANK_FILE
from domain.books.blocking import ActionOnBooksBlocked
from domain.books.state import BOOKS
from domain.case.blocks.blocking import ActionBlocked
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE
from domain.catalogue import KINDS
from domain.creditor.blocks.blocking import ActionOnCreditorBlocked
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.state import CREDITOR
from domain.deposit.state import DEPOSIT
from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payment.blocks.blocking import ActionOnPaymentBlocked
from domain.payment.state import PAYMENT
from domain.person.blocks.blocking import ActionOnPersonBlocked
from domain.person.details.state import WishedChannel
from domain.person.details.wishing import ChangeChannelWishes
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.holding import PlaceLegalHold
from domain.person.state import PERSON as PERSONS
from infra.cli.questions.trail import blocks
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import AGENT, NOW, PAYMENT_LINE, PERSON, after, open_case
from tests.unit.domain.test_books import MARCH
from tests.unit.domain.test_books import after as closed_books
from tests.unit.domain.test_person import ON_FILE

DEMAND = RecordContact(Channel.LETTER, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.SENT, PERSON, None)
LATER = Context(NOW + timedelta(days=1), NOW + timedelta(days=1), AGENT)
RULED, SLIP = Refusal("contact_on_hold", "No.", "hold.bankruptcy"), Refusal("amount_invalid", "No.")
CONTRACT = AgreeContract(
    date(2026, 1, 1), 1_000, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)


def on_hold() -> Any:
    return after(CASE, PlaceHold(HoldType.BANKRUPTCY, "court", date(2027, 1, 1)), state=open_case(), context=LATER)


def with_terms() -> Any:
    """A creditor whose terms hold since January."""
    registered = RegisterCreditor("norrkraft", "Norrkraft Energi", None, "SE")
    return after(CREDITOR, registered, CONTRACT, context=LATER)


HERE = {
    CASE: on_hold(),
    PERSONS: ON_FILE,
    PAYMENT: after(PAYMENT, PAYMENT_LINE),
    CREDITOR: with_terms(),
    BOOKS: closed_books(MARCH),
}
BLOCKS = {
    CASE: ActionBlocked,
    PERSONS: ActionOnPersonBlocked,
    PAYMENT: ActionOnPaymentBlocked,
    CREDITOR: ActionOnCreditorBlocked,
    BOOKS: ActionOnBooksBlocked,
}


@pytest.mark.parametrize(
    ("kind", "state", "command", "code", "rule"),
    [
        (CASE, on_hold(), DEMAND, "contact_on_hold", "hold.bankruptcy"),
        (
            PERSONS,
            after(PERSONS, PlaceLegalHold("court_order"), state=ON_FILE),
            ErasePerson(PERSON, None),
            "legal_hold",
            "policy.data_on_legal_hold_stays",
        ),
        (
            PERSONS,
            ON_FILE,
            ChangeChannelWishes(None, tuple(WishedChannel)),
            "no_channel_left",
            "policy.one_way_to_reach_a_person_stays",
        ),
        (
            CREDITOR,
            with_terms(),
            replace(CONTRACT, commission_basis_points=900),
            "terms_change_the_past",
            "policy.terms_change_no_past",
        ),
    ],
)
def test_a_block_says_what_was_tried_and_which_rule_stopped_it(
    kind: Any, state: Any, command: Any, code: str, rule: str
) -> None:
    refusal = kind.decide(state, command, LATER)
    assert isinstance(refusal, Refusal)
    block = kind.recorded_refusal(state, command, LATER, refusal)
    assert block == BLOCKS[kind](type(command).__name__, code, rule, refusal.message)
    assert block.sentence() == f"{type(command).__name__} was blocked by {rule}: {code}"
    assert block.refusal() == refusal, "whoever asks again is told the same from the log"


def test_only_where_the_bank_speaks_is_there_no_act_of_a_person_that_a_rule_could_stop() -> None:
    assert set(KINDS) - set(BLOCKS) == {BANK_FILE, DEPOSIT, BANK_ACCOUNT}


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: str(kind.name))
def test_only_a_rule_that_stops_a_person_on_what_is_here_is_on_record(kind: Any) -> None:
    program = replace(LATER, actor=Actor("system", "letter-run"))
    customer = replace(LATER, actor=Actor("customer", "my-page"))
    assert kind.recorded_refusal(HERE[kind], DEMAND, LATER, SLIP) is None
    assert kind.recorded_refusal(HERE[kind], DEMAND, program, RULED) is None
    assert kind.recorded_refusal(kind.initial, DEMAND, LATER, RULED) is None
    recorded = kind.recorded_refusal(HERE[kind], DEMAND, customer, RULED)
    assert isinstance(recorded, BLOCKS[kind])
    assert kind.evolve(HERE[kind], recorded) == HERE[kind], "nothing was done"


def test_a_compliance_officer_lists_all_of_them_at_once() -> None:
    assert blocks() == sorted(block.__name__ for block in BLOCKS.values())


@whatever_happens(case_lives)
def test_a_block_changes_nothing_of_a_case(asked: list[object]) -> None:
    block = ActionBlocked("RecordContact", "contact_on_hold", "hold.dispute", "No.")
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        assert CASE.evolve(step.after, block) == step.after
