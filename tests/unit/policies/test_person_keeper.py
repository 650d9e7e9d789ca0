"""The person keeper over the real domain: every debtor of a case knows of it, as what, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from consumers.policies.person_keeper import PersonKeeper
from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.payment.payer.identifying import IdentifyPayer
from domain.person.cases.state import DebtorRole, PersonCase
from domain.person.registration.merging import MergePerson
from domain.person.state import PersonState
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import VALUE_DATE, claim, payment

CASE, RECEIVE = claim(1, "12345674")
MAIN, BO = RECEIVE.person_id, UUID(int=8)
ADD = AddDebtor(BO, DebtorRole.GUARANTOR, "Bo Ek", None, None)
DAY = START.date()


@pytest.fixture
def keeper(ledger: LittleLedger) -> PolicyReader:
    """Of a case with a main debtor and a guarantor."""
    ledger.ask(CASE, RECEIVE)
    ledger.ask(CASE, ADD)
    reader = PolicyReader(PersonKeeper(), ledger)
    settle(reader)
    return reader


def parts(ledger: LittleLedger, person: UUID) -> list[PersonCase]:
    state = ledger.states[person]
    assert isinstance(state, PersonState)
    return list(state.cases.all)


def part(person: UUID, role: DebtorRole, ended_on: date | None = None) -> PersonCase:
    return PersonCase(CASE, "SE", ended_on, role, person)


def test_each_debtor_knows_of_the_case_and_is_on_file(ledger: LittleLedger, keeper: PolicyReader) -> None:
    assert parts(ledger, MAIN) == [part(MAIN, DebtorRole.MAIN_DEBTOR)]
    assert parts(ledger, BO) == [part(BO, DebtorRole.GUARANTOR)]
    assert ledger.kept == [] and ledger.refusals() == []


def test_when_the_case_closes_and_opens_again_each_of_them_is_told(ledger: LittleLedger, keeper: PolicyReader) -> None:
    payment = UUID(int=77)
    ledger.ask(CASE, AllocatePayment(payment, "SEK", 100_000, VALUE_DATE))
    settle(keeper)
    assert [parts(ledger, who)[0].closed_on for who in (MAIN, BO)] == [DAY, DAY]
    ledger.ask(CASE, ReverseAllocation(payment, "chargeback"))
    settle(keeper)
    assert [parts(ledger, who)[0].closed_on for who in (MAIN, BO)] == [None, None]


def test_who_is_taken_off_has_no_part_any_more_whatever_becomes_of_the_case(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    ledger.ask(CASE, RemoveDebtor(BO, "guarantee_ended"))
    settle(keeper)
    assert parts(ledger, BO) == [part(BO, DebtorRole.GUARANTOR, DAY)]
    assert parts(ledger, MAIN) == [part(MAIN, DebtorRole.MAIN_DEBTOR)]
    ledger.now += timedelta(days=3)
    ledger.ask(CASE, CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    settle(keeper)
    assert parts(ledger, BO) == [part(BO, DebtorRole.GUARANTOR, DAY)]
    assert parts(ledger, MAIN)[0].closed_on == ledger.now.date()


def test_two_debtors_who_turn_out_to_be_one_have_both_parts_until_each_is_over(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    ledger.ask(BO, MergePerson(MAIN, BO))
    settle(keeper)
    assert parts(ledger, MAIN) == [part(MAIN, DebtorRole.MAIN_DEBTOR), part(BO, DebtorRole.GUARANTOR)]
    ledger.ask(CASE, RemoveDebtor(BO, "the_same_person"))
    settle(keeper)
    assert parts(ledger, MAIN) == [part(MAIN, DebtorRole.MAIN_DEBTOR), part(BO, DebtorRole.GUARANTOR, DAY)]
    assert ledger.kept == []


def test_a_keeper_that_forgot_everything_says_the_same_again(ledger: LittleLedger, keeper: PolicyReader) -> None:
    before, told = len(ledger.events()), len(ledger.sent)
    keeper.forget()
    settle(keeper)
    assert (len(ledger.events()), len(ledger.sent) > told) == (before, False)


def payers(ledger: LittleLedger, person: UUID) -> tuple[UUID, ...]:
    state = ledger.states[person]
    assert isinstance(state, PersonState)
    return state.payers.ids


def test_who_paid_knows_of_the_key_of_the_payment_and_a_correction_moves_it(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    paid, line = payment(1, 500)
    ledger.ask(paid, line)
    ledger.ask(paid, IdentifyPayer(MAIN, None))
    settle(keeper)
    assert payers(ledger, MAIN) == (line.person_id,)
    ledger.ask(paid, IdentifyPayer(BO, MAIN))
    settle(keeper)
    assert (payers(ledger, MAIN), payers(ledger, BO)) == ((), (line.person_id,))
    ledger.ask(BO, MergePerson(MAIN, BO))
    settle(keeper)
    assert payers(ledger, MAIN) == (line.person_id,)
    assert ledger.kept == [] and ledger.refusals() == []


def test_a_payer_who_is_nobody_on_file_is_shown_to_a_person(ledger: LittleLedger, keeper: PolicyReader) -> None:
    paid, line = payment(1, 500)
    ledger.ask(paid, line)
    ledger.ask(paid, IdentifyPayer(UUID(int=99), None))
    settle(keeper)
    [(command, reason)] = ledger.kept
    assert type(command).__name__ == "JoinPayer" and "person_unknown" in reason
