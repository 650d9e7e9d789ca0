"""A person is erased at the command line: what stands in the way, what is left, and that nothing else fails by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from infra.runtime.settings import Settings
from tests.acceptance.every_byte import everything, holders, let_commands_go
from tests.acceptance.program import Ended, Program
from tests.acceptance.test_persons import history, shown, who
from tests.waiting import patiently

NUMBER = "131052-308T"
TEXTS = [
    "Väinö Lahtinen", "Väinö", "vaino.lahtinen@example.fi", "Kuutamokatu", "040 555 01 77", "Said that he moved",
    "131052-308T", "Sähkölasku joulukuu", "Not my meter at all",
]  # fmt: skip
"""Of the one who is erased; nobody else has a part of any."""
CASES = ("nordkraft/E-1", "sydkraft/E-2")


def import_claims(ledger: Program) -> Ended:
    """Two claims on the one, at two creditors, and one on somebody else."""
    lines = [
        "nordkraft;E-1;2026;K-1;131052-308T;Väinö Lahtinen;vaino.lahtinen@example.fi;Sähkölasku joulukuu;1000;EUR;FI",
        "sydkraft;E-2;2026;K-9;131052-308T;Väinö Lahtinen;;;2000.00;EUR;FI",
        "nordkraft;E-3;2026;K-2;;Saga Nordin;saga@example.se;;3000.00;SEK;SE",
    ]
    header = (
        "creditor;creditor_reference;portfolio;debtor_id;national_id;debtor_name;debtor_email;description;principal;"
        "currency;jurisdiction;due_date"
    )
    text = "\n".join([header, *(f"{line};2026-01-31" for line in lines), ""])
    (ledger.folder / "erasure.csv").write_text(text, "utf-8")
    return ledger.run("import", "claims", "erasure.csv", "--wait", "--json")


@pytest.fixture(scope="module")
def vaino(ledger: Program) -> str:
    """Somebody with two open cases, of whom much is known."""
    import_claims(ledger).done()
    person = who(ledger, "--name", "väinö")
    ledger.json("person", "details", person, "--phone", "040 555 01 77", "--address", "Kuutamokatu 1, Espoo")
    contact = ("--channel", "phone", "--direction", "inbound", "--purpose", "first_contact", "--outcome", "reached")
    ledger.json("case", "contact", CASES[0], *contact, "--note", "Said that he moved")
    said = ("--grounds", "not_mine", "--channel", "phone", "--text", "Not my meter at all")
    ledger.json("case", "dispute", "raise", CASES[1], *said)
    shown(ledger, person, lambda one: len(one["cases"]) == 2)
    until(lambda: [event["type"] for event in history(ledger, person)].count("PersonCaseOpened") == 2)
    return person


def until(holds: Callable[[], bool]) -> None:
    """Wait for what policies or followers of the keys do within seconds."""
    for _ in patiently():
        if holds():
            return
    raise AssertionError("it did not come to that")


def in_the_way(ledger: Program, person: str, *options: str) -> list[str]:
    """The codes of all that stands in the way."""
    document = ledger.json("person", "erase", person, "--dry-run", *options)
    return [one["code"] for one in document["blocked_by"]]


def test_all_that_stands_in_the_way_is_shown_at_once(ledger: Program, vaino: str) -> None:
    ledger.json("person", "legal-hold", vaino, "--reason", "court_order")
    assert in_the_way(ledger, vaino) == ["open_case", "legal_hold"]
    said = ledger.run("person", "erase", vaino, "--dry-run").done().said
    assert "court_order" in said and "caseledger case close CASE" in said
    refused = ledger.run("person", "erase", vaino, "--yes")
    assert refused.code == 3 and "[open_case, rule policy.data_of_open_cases_stays]" in refused.said
    assert "[legal_hold]" in refused.said
    tried = [one["data"] for one in ledger.json("person", "history", vaino)["events"] if "Blocked" in one["type"]]
    assert [(one["action"], one["rule"]) for one in tried] == [("ErasePerson", "policy.data_of_open_cases_stays")]
    assert ledger.json("person", "show", vaino, "--wait")["legal_hold"] == "court_order"


def test_where_no_law_on_books_is_on_file_it_takes_a_basis_and_somebody_who_is_sure(
    ledger: Program, vaino: str
) -> None:
    for case in CASES:
        ledger.json("case", "close", case, "--outcome", "written_off", "--reason", "too_small")
        ledger.json("approvals", "approve", "closure", case, "1", "--as", "agent-9")
    ledger.json("person", "lift-legal-hold", vaino, "--reason", "case_decided")
    until(lambda: in_the_way(ledger, vaino) == ["erasure_basis_missing"])
    assert in_the_way(ledger, vaino, "--basis", "consent_withdrawn") == []
    unsure = ledger.run("person", "erase", vaino, "--basis", "consent_withdrawn")
    assert unsure.code == 2 and "--yes" in unsure.said


def test_somebody_whose_books_must_be_kept_stays(ledger: Program, vaino: str) -> None:
    saga = who(ledger, "--name", "saga")
    ledger.json("case", "close", "nordkraft/E-3", "--outcome", "written_off", "--reason", "too_small")
    until(lambda: in_the_way(ledger, saga, "--basis", "asked_for_it") == ["books_must_be_kept"])
    refused = ledger.run("person", "erase", saga, "--yes")
    assert refused.code == 3 and "2033-12-31" in refused.said and "SE.bookkeeping_retention" in refused.said


def test_before_the_erasure_texts_stand_in_what_was_sent_and_in_one_table(
    ledger: Program, vaino: str, its_settings: Settings
) -> None:
    holding = holders(TEXTS, everything(ledger, its_settings))
    assert {place.rpartition(".")[2] for place in holding} == {"topic commands", "known_as"}


@pytest.fixture(scope="module")
def erased(ledger: Program, vaino: str) -> dict[str, Any]:
    """What its verification says, after a second person has approved it."""
    ledger.json("person", "erase", vaino, "--basis", "consent_withdrawn", "--yes")
    own = ledger.run("approvals", "approve", "erasure", vaino, "1")
    assert own.code == 3 and "somebody else than who asked" in own.said, "nobody erases anybody alone"
    ledger.json("approvals", "approve", "erasure", vaino, "1", "--as", "agent-9", "--wait")
    until(lambda: ledger.run("erase", "verify", vaino).code == 0)
    verified: dict[str, Any] = ledger.json("erase", "verify", vaino)
    return verified


def test_the_receipt_says_by_when_the_last_copy_is_gone_and_the_verification_repeats_it(
    ledger: Program, vaino: str, erased: dict[str, Any]
) -> None:
    receipt = erased["receipt"]
    assert receipt["persons"] == [vaino] and receipt["not_covered"]
    assert receipt["last_copy_gone_by"] == max(one["gone_by"] for one in receipt["holders"])
    assert ledger.json("erase", "verify", vaino)["receipt"] == receipt
    assert {one["where"].partition(",")[0].rpartition(".")[2] for one in erased["copies"]} <= {"keys", "commands"}
    assert "commands about the person" in str(erased["copies"])


def test_nobody_finds_them_by_what_they_were_called_and_who_knows_the_number_sees_that_they_are_erased(
    ledger: Program, vaino: str, erased: dict[str, Any]
) -> None:
    for known in (("--name", "väinö"), ("--email", "vaino.lahtinen@example.fi"), ("--phone", "0405550177")):
        assert ledger.run("person", "find", *known, "--wait").code == 6
    [found] = ledger.json("person", "find", "--national-id", NUMBER, "--country", "FI")["persons"]
    assert (found["person_id"], found["erased"], found["name"]) == (vaino, True, None)


def test_whatever_is_read_of_them_says_so_and_fails_nothing(
    ledger: Program, vaino: str, erased: dict[str, Any]
) -> None:
    document = ledger.json("person", "show", vaino, "--wait")
    assert (document["status"], document["name"], document["owed"]) == ("erased", None, [])
    assert "(erased)" in ledger.run("person", "show", vaino).done().said
    assert history(ledger, vaino)[-1]["summary"] == "Person erased: consent_withdrawn"
    assert ledger.json("case", "show", CASES[0])["debtor"]["name"] == "(erased)"
    texts = str(ledger.json("case", "history", CASES[1]))
    assert "(erased)" in texts and "'data'" in texts
    assert "Person erased" in ledger.run("trail", "--wait").done().said
    changed = ledger.run("person", "details", vaino, "--phone", "040 555 01 78")
    assert changed.code == 3 and "[person_erased]" in changed.said
    twice = ledger.run("person", "erase", vaino, "--yes")
    assert twice.code == 3 and "[person_erased]" in twice.said


def test_the_log_and_the_read_models_are_sound_and_a_rebuild_brings_nothing_back(
    ledger: Program, vaino: str, erased: dict[str, Any]
) -> None:
    for _ in range(2):
        ledger.run("verify").done()
        ledger.run("check").done()
        assert ledger.run("person", "find", "--name", "väinö", "--wait").code == 6
        assert ledger.json("person", "find", "--name", "saga")["persons"]
        ledger.run("projections", "rebuild", "person").done()


def test_once_what_was_sent_has_run_out_no_byte_is_left_anywhere(
    ledger: Program, vaino: str, erased: dict[str, Any], its_settings: Settings
) -> None:
    assert holders(TEXTS, everything(ledger, its_settings)) == {"topic commands"}
    let_commands_go(its_settings)
    assert holders(TEXTS, everything(ledger, its_settings)) == set()
    assert [copy["what"] for copy in ledger.json("erase", "verify", vaino)["copies"] if "text" in copy["what"]] == []


def test_who_comes_again_is_somebody_of_whom_only_what_is_new_is_known(
    ledger: Program, vaino: str, erased: dict[str, Any]
) -> None:
    command = ("person", "register", "--name", "Uusi Nimi", "--national-id", NUMBER, "--country", "FI")
    assert ledger.json(*command)["aggregate_id"] == vaino
    document = shown(ledger, vaino, lambda one: one["name"] == "Uusi Nimi")
    assert (document["status"], {one["name"] for one in document["known_as"]}) == ("registered", {"Uusi Nimi", None})
    ledger.run("check").done()


def test_with_who_stayed_everybody_is_erased_who_was_given_up_for_them(ledger: Program) -> None:
    stays, given_up = (
        ledger.json("person", "register", "--name", name)["aggregate_id"] for name in ("Ilta Koski", "Iltta Koski")
    )
    ledger.json("person", "merge", given_up, "--into", stays)
    until(lambda: history(ledger, stays)[-1]["type"] == "PersonAbsorbed")
    ledger.json("person", "erase", stays, "--yes")
    ledger.json("approvals", "approve", "erasure", stays, "1", "--as", "agent-9")
    until(lambda: history(ledger, given_up)[-1]["type"] == "PersonErased")
    until(lambda: ledger.run("erase", "verify", given_up).code == 0)
    assert ledger.json("erase", "verify", stays)["receipt"]["persons"] == [stays, given_up]
    assert ledger.run("person", "find", "--name", "koski", "--wait").code == 6
    assert ledger.json("person", "show", given_up)["status"] == "erased"
