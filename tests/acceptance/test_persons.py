"""Persons at the command line: put on file, reached, represented, and found again by whoever has the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from infra.runtime.settings import Settings
from tests.acceptance.every_byte import everything, holders
from tests.acceptance.program import Ended, Program
from tests.waiting import PATIENCE_S, patiently

NUMBER = "19121212-1212"
SAME_NUMBER = "191212121212"


def register(ledger: Program, name: str, *options: str) -> str:
    """A person; their id."""
    found: str = ledger.json("person", "register", "--name", name, *options)["aggregate_id"]
    return found


def history(ledger: Program, person: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = ledger.json("person", "history", person)["events"]
    return events


@pytest.fixture(scope="module")
def asa(ledger: Program) -> str:
    return register(ledger, "Åsa Öberg", "--national-id", NUMBER, "--email", "asa@example.se")


def test_a_national_id_is_one_person_however_it_is_written(ledger: Program, asa: str) -> None:
    again = ledger.run("person", "register", "--name", "Asa Oberg", "--national-id", SAME_NUMBER, "--json")
    assert (again.code, again.document["code"]) == (3, "person_already_registered")
    assert again.document["aggregate_id"] == asa
    assert [event["type"] for event in history(ledger, asa)] == ["PersonRegistered", "ContactDetailsChanged"]
    assert history(ledger, asa)[0]["data"]["name"] == "Åsa Öberg"


def test_the_same_person_given_twice_at_once_is_on_file_once(ledger: Program) -> None:
    command = ("person", "register", "--name", "Kim Ek", "--national-id", "8112189876", "--command-id", str(uuid4()))
    processes = [ledger.start(*command) for _ in range(3)]
    codes = {process.wait(PATIENCE_S) for process in processes}
    found = ledger.json(*command)
    assert (codes, found["repeated"], found["version"]) == ({0}, True, 1)


def test_what_cannot_be_a_national_id_is_refused_and_not_repeated(ledger: Program) -> None:
    for number in ("19121212-1213", "%", "x" * 10_000, "\x1b[2J19121212-1212"):
        ended = ledger.run("person", "register", "--name", "Kim Ek", "--national-id", number)
        assert ended.code == 2
        assert number not in ended.out + ended.err


def test_somebody_without_a_national_id_is_put_on_file_once_by_one_command(ledger: Program) -> None:
    command = str(uuid4())
    person = register(ledger, "Ulla Ek", "--command-id", command)
    assert register(ledger, "Ulla Ek", "--command-id", command) == person
    assert register(ledger, "Ulla Ek") != person


def test_details_wishes_and_representatives_change(ledger: Program, asa: str) -> None:
    guardian = register(ledger, "Bo Ek")
    ledger.json("person", "details", asa, "--phone", "+46 70 174 06 05", "--remove", "email")
    ledger.json("person", "wishes", asa, "--preferred", "letter", "--unwanted", "phone")
    ledger.json("person", "represent", asa, "--by", guardian, "--as-what", "guardian")
    ledger.json("person", "end-representation", asa, "--by", guardian, "--reason", "withdrawn")
    twice = ledger.run("person", "end-representation", asa, "--by", guardian, "--reason", "withdrawn")
    assert twice.code == 3 and "[no_representative]" in twice.said
    assert ledger.run("person", "represent", asa, "--by", asa, "--as-what", "lawyer").code == 3
    ledger.json("person", "time-zone", asa, "--zone", "Europe/London")
    assert [event["type"] for event in history(ledger, asa)][2:] == [
        "ContactDetailsChanged", "ChannelWishesChanged", "RepresentativeAppointed", "RepresentativeEnded",
        "TimeZoneChanged",
    ]  # fmt: skip
    document = ledger.json("person", "show", asa, "--wait")
    assert document["time_zone"] == "Europe/London"
    assert [(one["way"], one["why"]) for one in document["blocked"]] == [("phone", "declined")]


def test_nobody_is_found_under_the_id_of_a_case_or_of_nobody(ledger: Program) -> None:
    assert ledger.run("person", "history", str(uuid4())).code == 6
    unknown = ledger.run("person", "details", str(uuid4()), "--name", "Nils")
    assert unknown.code == 3 and "[person_unknown]" in unknown.said


def test_the_trail_tells_what_happened_and_nothing_about_whom(ledger: Program, asa: str) -> None:
    trail = ledger.run("trail", "--wait", "--json").done().out
    assert "Natural person registered with a national id" in trail
    for personal in ("Öberg", "asa@example.se", NUMBER, SAME_NUMBER, "174 06 05", "Kim Ek"):
        assert personal not in trail


def claims(ledger: Program, name: str, *lines: str) -> Ended:
    """A file whose lines are creditor, reference, customer number, national id, name, e-mail."""
    header = "creditor;creditor_reference;portfolio;debtor_id;national_id;debtor_name;debtor_email;principal;currency;"
    file = ledger.folder / name
    cells = [line.split(";") for line in lines]
    rows = [";".join([*line[:2], "2026", *line[2:], "1000.00", "SEK", "2026-01-31", "SE"]) for line in cells]
    file.write_text("\n".join([header + "due_date;jurisdiction", *rows, ""]), "utf-8")
    return ledger.run("import", "claims", name, "--wait", "--json")


def found(ledger: Program, *options: str) -> list[str]:
    """The names of those who are found."""
    ended = ledger.run("person", "find", *options, "--wait", "--json")
    assert ended.code in (0, 6), ended.err
    return sorted(one["name"] for one in ended.document["persons"])


def who(ledger: Program, *options: str) -> str:
    """The id of the one who is found."""
    [one] = ledger.json("person", "find", *options, "--wait")["persons"]
    person: str = one["person_id"]
    return person


def shown(ledger: Program, person: str, knows: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """A person, once the policies and the read models have come so far."""
    for _ in patiently():
        document = ledger.json("person", "show", person, "--wait")
        if knows(document):
            return document
    raise AssertionError(document)


def test_one_person_has_the_cases_of_all_creditors_and_a_customer_number_those_of_one(ledger: Program) -> None:
    claims(
        ledger, "persons.csv",
        "nordkraft;P-1;K-1;198112289874;Nils Alm;nils@example.se", "sydkraft;P-2;K-9;19811228-9874;Nils Alm;",
        "nordkraft;P-3;K-3;;Eva 100% Alm;", "sydkraft;P-4;K-3;;Eva_Alm;",
    ).done()  # fmt: skip
    nils = who(ledger, "--national-id", "811228-9874")
    document = shown(ledger, nils, lambda one: one["kind"] is None and len(one["cases"]) == 2)
    assert document["owed"] == [{"currency": "SEK", "minor": 200_000}]
    assert {one["name"] for one in document["known_as"]} == {"Nils Alm"}
    assert "Nils" in ledger.run("person", "show", nils).done().out


def test_a_person_who_comes_with_claims_is_on_file_and_knows_of_the_cases(ledger: Program) -> None:
    nils = who(ledger, "--national-id", "811228-9874")
    shown(ledger, nils, lambda one: one["unwanted"] == [])
    on_the_log = [(event["type"], event["actor"]["id"]) for event in history(ledger, nils)]
    assert set(on_the_log) == {("PersonCaseOpened", "person-keeper")}
    registered = ledger.run("person", "register", "--name", "Nils", "--national-id", "811228-9874")
    assert registered.code == 3 and "[person_already_registered]" in registered.said


def test_a_name_is_found_by_the_beginnings_of_its_words_and_no_sign_means_any(ledger: Program) -> None:
    assert found(ledger, "--name", "al NIL") == ["Nils Alm"]
    assert found(ledger, "--name", "eva") == ["Eva 100% Alm", "Eva_Alm"]
    assert found(ledger, "--name", "eva_") == ["Eva_Alm"]
    assert found(ledger, "--name", "100%") == ["Eva 100% Alm"]
    for nobody in ("%", "_x", "lm", "'", "' | 'nils x", "nils | x", "*", "Å" * 400):
        assert found(ledger, "--name", nobody) == [], nobody
    assert ledger.run("person", "find", "--name", "x" * 10_000).code == 2
    assert ledger.run("person", "find").code == 2


def test_an_address_a_number_and_a_reference_find_a_person_too(ledger: Program, asa: str) -> None:
    ledger.json("person", "details", asa, "--phone", "+46 (0)70-174 06 05", "--email", "Asa.O@example.se")
    assert found(ledger, "--phone", "0701740605") == found(ledger, "--email", "asa.o@EXAMPLE.se") == ["Åsa Öberg"]
    assert found(ledger, "--reference", "nordkraft/P-1") == ["Nils Alm"]
    assert found(ledger, "--reference", "nordkraft/P-1", "--name", "eva") == []
    assert found(ledger, "--phone", "no number") == []


def test_who_is_given_up_leaves_their_cases_to_who_stays(ledger: Program) -> None:
    one, other = who(ledger, "--name", "100"), who(ledger, "--name", "eva_")
    assert ledger.run("person", "merge", one, "--into", one).code == 3
    assert ledger.run("person", "merge", one, "--into", str(uuid4())).code == 6
    ledger.json("person", "merge", one, "--into", other)
    again = ledger.run("person", "merge", one, "--into", other)
    assert again.code == 3 and "[person_merged]" in again.said
    document = shown(ledger, one, lambda known: len(known["cases"]) == 2)
    assert (document["person_id"], set(document["ids"])) == (other, {one, other})
    for _ in patiently():
        back = ledger.run("person", "merge", other, "--into", one, "--expected-version", "99")
        types = [event["type"] for event in history(ledger, other)]
        if "PersonAbsorbed" in types:
            break
    assert back.code == 3
    circle = ledger.run("person", "merge", other, "--into", one)
    assert circle.code == 3 and "[merge_in_a_circle]" in circle.said


def test_a_claim_for_who_was_given_up_is_told_to_who_stays(ledger: Program) -> None:
    stays = who(ledger, "--name", "eva_")
    claims(ledger, "later.csv", "nordkraft;P-5;K-3;;Eva Alm;", "sydkraft;P-6;K-3;;Eva Alm;").done()
    document = shown(ledger, stays, lambda one: len(one["cases"]) == 4)
    assert document["owed"] == [{"currency": "SEK", "minor": 400_000}]
    cases = {one["case_id"] for one in document["cases"]}
    for _ in patiently():
        told = [event["data"] for event in history(ledger, stays)]
        if cases == {one["case_id"] for data in told for one in [data, *data.get("cases", [])] if "case_id" in one}:
            return
    raise AssertionError(told)


def test_a_case_that_ends_is_told_to_its_person(ledger: Program) -> None:
    nils = who(ledger, "--national-id", "811228-9874")
    ledger.json("case", "close", "nordkraft/P-1", "--outcome", "written_off", "--reason", "too_small")
    for _ in patiently():
        if history(ledger, nils)[-1]["type"] == "PersonCaseClosed":
            break
    assert history(ledger, nils)[-1]["type"] == "PersonCaseClosed"
    assert ledger.json("person", "show", nils, "--wait")["owed"] == [{"currency": "SEK", "minor": 100_000}]


def test_a_national_id_in_the_wrong_column_or_with_a_wrong_digit_is_kept_for_a_person(ledger: Program) -> None:
    ended = claims(ledger, "bad.csv", "nordkraft;P-7;K-7;198112289875;A B;", "nordkraft;P-8;811228-9874;;A B;")
    assert ended.code == 4
    assert ended.document["refused_by_code"] == {"bad_national_id": 1, "national_id_as_debtor_id": 1}
    assert "9875" not in ended.out and "811228" not in ended.out


PERSONAL = (
    "Åsa Öberg", "asa@example.se", "Asa.O@example", "Nils Alm", "nils@example.se", "1981122898", "Eva Alm",
)  # fmt: skip


def test_no_other_place_than_what_was_sent_and_one_table_holds_a_text_about_a_person(
    ledger: Program, its_settings: Settings
) -> None:
    places = everything(ledger, its_settings)
    assert all(places[f"topic {suffix}"] for suffix in ("events", "keys", "replies"))
    assert len([place for place in places if place.startswith("table ")]) > 10
    assert any("person-keeper" in place for place in places if place.startswith("file "))
    assert len([place for place in places if place.startswith("metrics of ")]) > 3
    holding = holders(list(PERSONAL), places)
    assert {place.rpartition(".")[2] for place in holding} == {"topic commands", "known_as"}


def test_a_rebuild_opens_the_texts_again(ledger: Program) -> None:
    before = found(ledger, "--name", "alm")
    ledger.run("projections", "rebuild", "person").done()
    assert found(ledger, "--name", "alm") == before != []


def test_the_auditors_programs_know_persons(ledger: Program) -> None:
    ledger.run("verify").done()
    ledger.run("check").done()
