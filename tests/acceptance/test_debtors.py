"""Several debtors of one case: each a person with a role, found by it, and none of their texts where it must not be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines
from tests.waiting import patiently

CASE, OTHER = "Nordkraft/D-1", "Nordkraft/D-2"


@pytest.fixture(scope="module")
def claims(ledger: Program) -> Program:
    write_lines(ledger.folder / "claims.csv", [a_line("D-1"), a_line("D-2")])
    ledger.json("import", "claims", "claims.csv", "--wait")
    return ledger


@pytest.fixture(scope="module")
def bo(claims: Program) -> str:
    """The guarantor of the first case; his id."""
    name = ("--name", "Bo Hammar", "--national-id", "811218-9876", "--email", "bo.hammar@example.se")
    claims.json("case", "add-debtor", CASE, "--role", "guarantor", *name)
    return person_of(claims, "guarantor")


def debtors(ledger: Program, case: str = CASE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ledger.json("case", "show", case)["debtors"]
    return found


def person_of(ledger: Program, role: str) -> str:
    [person] = [one["person_id"] for one in debtors(ledger) if one["role"] == role]
    return str(person)


def roles_known_to(ledger: Program, person: str, wanted: list[str]) -> dict[str, Any]:
    """The person, once the case has told of the parts that are wanted and the read models show them."""
    for _ in patiently():
        document = ledger.json("person", "show", person, "--wait")
        if [case["role"] for case in document["cases"]] == wanted:
            return document
    raise AssertionError(document)


def test_a_case_shows_its_debtors_with_their_roles(claims: Program, bo: str) -> None:
    claims.json("case", "add-debtor", CASE, "--role", "co_debtor", "--name", "Eva Hammar")
    shown = debtors(claims)
    assert [(one["role"], one["name"]) for one in shown[1:]] == [
        ("guarantor", "Bo Hammar"), ("co_debtor", "Eva Hammar"),
    ]  # fmt: skip
    assert shown[0]["role"] == "main_debtor"
    screen = claims.run("case", "show", CASE).done().out
    assert "Bo Hammar" in screen and "guarantor" in screen


def test_who_owes_what_nobody_may_owe_twice(claims: Program, bo: str) -> None:
    again = claims.run("case", "add-debtor", CASE, "--role", "co_debtor", "--name", "Bo", "--person", bo)
    assert again.code == 3 and "[debtor_already_added]" in again.said
    main = claims.run("case", "remove-debtor", CASE, "--person", person_of(claims, "main_debtor"), "--reason", "asked")
    assert main.code == 3 and "[main_debtor_stays]" in main.said
    unknown = "5f6e0f0a-52b4-5f27-8e57-3c8d4a2b1c00"
    nobody = claims.run("case", "add-debtor", CASE, "--role", "estate", "--name", "X", "--person", unknown)
    assert nobody.code == 6


def test_a_person_has_the_case_in_their_role_and_is_found_by_it(claims: Program, bo: str) -> None:
    document = roles_known_to(claims, bo, ["guarantor"])
    assert document["name"] == "Bo Hammar" and document["email"] == "bo.hammar@example.se"
    by_number = claims.json("person", "find", "--national-id", "198112189876", "--wait")["persons"]
    by_case = claims.json("person", "find", "--reference", CASE, "--name", "bo ham", "--wait")["persons"]
    assert [one["person_id"] for one in by_number] == [one["person_id"] for one in by_case] == [bo]


def test_who_was_given_up_is_added_as_the_one_who_stayed(claims: Program, bo: str) -> None:
    twin = claims.json("person", "register", "--name", "B. Hammar")["aggregate_id"]
    claims.json("person", "merge", twin, "--into", bo)
    claims.json("case", "add-debtor", OTHER, "--role", "co_debtor", "--name", "B. Hammar", "--person", twin)
    assert [one["person_id"] for one in debtors(claims, OTHER)][1:] == [bo]


def test_who_is_taken_off_has_the_case_no_more(claims: Program, bo: str) -> None:
    claims.json("case", "remove-debtor", CASE, "--person", bo, "--reason", "guarantee_ended")
    assert "guarantor" not in [one["role"] for one in debtors(claims)]
    roles_known_to(claims, bo, ["co_debtor"])
    trail = [event["type"] for event in claims.json("person", "history", bo)["events"]]
    assert "PersonCaseClosed" in trail or wait_for(claims, bo, "PersonCaseClosed")


def wait_for(ledger: Program, person: str, event_type: str) -> bool:
    for _ in patiently():
        if event_type in [event["type"] for event in ledger.json("person", "history", person)["events"]]:
            return True
    return False


def test_the_trail_names_nobody_and_the_auditors_programs_agree(claims: Program, bo: str) -> None:
    trail = claims.run("trail", "--wait", "--json").done().out
    assert f"Debtor added: the person {bo} as guarantor" in trail
    assert "Hammar" not in trail
    claims.run("verify").done()
    claims.run("check").done()
