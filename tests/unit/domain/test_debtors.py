"""Who owes a claim, or answers for it, beside its main debtor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.debtors.adding import AddDebtor, DebtorAdded
from domain.case.debtors.removing import DebtorRemoved, RemoveDebtor
from domain.case.state import CASE
from domain.person.cases.state import DebtorRole
from tests.unit.domain.asking import Asked
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import NOW, accepted, after, at, open_case, refusal_code
from tests.unit.domain.samples import PERSON as MAIN_DEBTOR

BO, EVA = UUID(int=8), UUID(int=9)
ADD = AddDebtor(BO, DebtorRole.GUARANTOR, "Bo Ek", "bo@example.se", None)
REMOVE = RemoveDebtor(BO, "guarantee_ended")


def test_a_claim_brings_its_main_debtor_and_others_come_beside() -> None:
    [added] = accepted(CASE, open_case(), ADD)
    assert added == DebtorAdded(BO, DebtorRole.GUARANTOR, "Bo Ek", "bo@example.se", None)
    assert added.sentence() == f"Debtor added: the person {BO} as guarantor"
    case = after(CASE, ADD, replace(ADD, person_id=EVA, role=DebtorRole.CO_DEBTOR), state=open_case())
    assert case.debtors.roles == {MAIN_DEBTOR: "main_debtor", BO: "guarantor", EVA: "co_debtor"}


def test_nobody_is_a_debtor_of_a_case_twice() -> None:
    with_bo = after(CASE, ADD, state=open_case())
    assert refusal_code(CASE, with_bo, replace(ADD, role=DebtorRole.CO_DEBTOR)) == "debtor_already_added"
    assert refusal_code(CASE, with_bo, replace(ADD, person_id=MAIN_DEBTOR)) == "debtor_already_added"


def test_the_main_debtor_is_the_one_of_the_claim_and_stays() -> None:
    assert refusal_code(CASE, open_case(), replace(ADD, role=DebtorRole.MAIN_DEBTOR)) == "main_debtor_stays"
    assert refusal_code(CASE, open_case(), RemoveDebtor(MAIN_DEBTOR, "wrong_person")) == "main_debtor_stays"


def test_who_was_taken_off_can_be_added_again() -> None:
    with_bo = after(CASE, ADD, state=open_case())
    [removed] = accepted(CASE, with_bo, REMOVE)
    assert removed == DebtorRemoved(BO, "guarantee_ended", DebtorRole.GUARANTOR)
    assert removed.sentence() == f"Debtor removed: the person {BO}, guarantor: guarantee_ended"
    without = CASE.evolve(with_bo, removed)
    assert without == open_case()
    assert refusal_code(CASE, without, REMOVE) == "debtor_unknown"
    assert after(CASE, replace(ADD, role=DebtorRole.ESTATE), state=without).debtors.roles[BO] == "estate"


def test_debtors_change_only_while_the_case_is_open_and_not_before_it_was_here() -> None:
    closed = after(CASE, ADD, CloseCase(Outcome.WRITTEN_OFF, "too_small"), state=open_case())
    assert refusal_code(CASE, closed, replace(ADD, person_id=EVA)) == "case_closed"
    assert refusal_code(CASE, closed, REMOVE) == "case_closed"
    assert refusal_code(CASE, CASE.initial, ADD) == "case_unknown"
    assert refusal_code(CASE, open_case(), ADD, at(NOW - timedelta(days=1))) == "happened_before_the_claim"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"debtor_name": " "}, "name_missing"),
        ({"debtor_email": "bo at example"}, "email_invalid"),
        ({"debtor_national_id": "19121212-1213"}, "national_id_invalid"),
        ({"debtor_national_id": ""}, "national_id_invalid"),
        ({"role": "friend"}, "role_unknown"),
    ],
)
def test_what_nobody_is_called_or_reached_by_is_refused(change: dict[str, str], code: str) -> None:
    assert refusal_code(CASE, open_case(), replace(ADD, **change)) == code  # type: ignore[arg-type]


def test_a_national_id_is_kept_in_its_one_form_be_it_a_persons_or_a_companys() -> None:
    for number, kept in (("121212-1212", "201212121212"), ("556703-7485", "5567037485")):
        [added] = accepted(CASE, open_case(), replace(ADD, debtor_national_id=number))
        assert isinstance(added, DebtorAdded) and added.debtor_national_id == kept


@whatever_happens(case_lives)
def test_whatever_happens_a_case_has_one_main_debtor(asked: list[tuple[Asked, int]]) -> None:
    for step in lived(CASE, asked):
        roles = list(step.after.debtors.roles.values())
        assert roles.count(DebtorRole.MAIN_DEBTOR) == 1
