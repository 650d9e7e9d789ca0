"""Creditors from their registration to another name: claims come in by id or name, and no case is ever doubled."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.intake.banks.payment_reference import check_reference
from tests.acceptance.program import Program
from tests.acceptance.some_files import HEADER, a_line, write_lines

NAME = "Fjordkraft Energi AB"


def of(creditor: str, *references: str) -> list[str]:
    """Lines of claims of this creditor."""
    return [a_line(reference).replace("Nordkraft", creditor, 1) for reference in references]


@pytest.fixture(scope="module")
def fjord(ledger: Program) -> Iterator[Program]:
    """A ledger in which Fjordkraft is registered, and has terms."""
    ledger.run("creditor", "register", "fjord", "--name", NAME, "--org-number", "556012-5790", "--as", "agent-1").done()
    ledger.run("creditor", "contract", "fjord", "--from", "2026-01-01", "--commission", "12.5", "--wait").done()
    yield ledger


def test_a_creditor_is_shown_with_its_number_its_terms_and_its_portfolios(fjord: Program) -> None:
    shown = fjord.json("creditor", "show", " FJORDKRAFT  energi ab")
    assert (shown["creditor_id"], shown["name"], shown["org_number"]) == ("fjord", NAME, "5560125790")
    [terms] = shown["terms"]
    assert (terms["valid_from"], terms["commission_basis_points"]) == ("2026-01-01", 1_250)
    assert "fjord" in {one["creditor_id"] for one in fjord.json("creditor", "list")["creditors"]}
    assert "12.5 %" in fjord.run("creditor", "show", "fjord").done().said


def test_claims_may_name_the_creditor_by_id_or_name_and_a_new_name_doubles_none(fjord: Program) -> None:
    write_lines(
        fjord.folder / "named.csv", [*of(NAME, "R-1"), *of("fjordkraft  ENERGI ab", "R-2"), *of("FJORD", "R-3")]
    )
    assert fjord.json("import", "claims", "named.csv", "--wait")["received"] == 3
    case = fjord.json("case", "show", f"{NAME}/R-1")["case_id"]

    fjord.run("creditor", "rename", "fjord", "--name", "Fjordkraft Nord AB", "--wait").done()

    same_file = fjord.json("import", "claims", "named.csv")
    assert (same_file["received"], same_file["received_before"], same_file["refused"]) == (0, 3, 0)
    write_lines(fjord.folder / "renamed.csv", [*of("Fjordkraft Nord AB", "R-1"), *of("fjord", "R-2", "R-3", "R-4")])
    again = fjord.json("import", "claims", "renamed.csv", "--wait")
    assert (again["received"], again["received_before"], again["refused"]) == (1, 3, 0)
    assert fjord.json("case", "show", "Fjordkraft Nord AB/R-1")["case_id"] == case
    assert fjord.json("case", "show", "fjord/R-1")["creditor"] == NAME, "a claim keeps the name under which it came"
    assert fjord.json("case", "show", f"{NAME}/R-1")["case_id"] == case, "its former name still means the creditor"
    shown = fjord.json("creditor", "show", NAME)
    assert (shown["name"], shown["former_names"], shown["cases"]) == ("Fjordkraft Nord AB", [NAME], 4)
    [portfolio] = fjord.json("balances", "--creditor", "fjordkraft nord ab")["portfolios"]
    assert (portfolio["creditor"], portfolio["cases"]) == ("Fjordkraft Nord AB", 4)
    history = fjord.json("trail", "--type", "CreditorRenamed")["events"]
    assert history[0]["summary"] == f"Creditor {NAME} (fjord) is now called Fjordkraft Nord AB"


def test_a_claim_of_nobody_who_is_registered_is_refused_with_what_to_do_and_the_nearest_names(fjord: Program) -> None:
    write_lines(
        fjord.folder / "nobody.csv", [*of("Nordkrafft", "N-1"), *of("Helt Okänd AB", "N-2"), *of("nordkraft", "N-3")]
    )
    ended = fjord.run("import", "claims", "nobody.csv", "--json")
    assert ended.code == 4
    first, second = ended.document["first_refused"]
    assert (first["line"], first["field"], first["code"]) == (2, "creditor", "unknown_creditor")
    assert "Did you mean Nordkraft (nordkraft)" in first["reason"]
    assert "`caseledger creditor register`" in second["reason"]
    assert "Okänd" not in ended.document["first_refused"][1]["reason"]
    assert ended.document["received"] == 1

    fjord.run("creditor", "register", "helt-okand", "--name", "Helt Okänd AB").done()
    corrected = fjord.run("import", "claims", str(ended.document["to_correct_file"]), "--json")
    assert (corrected.document["received"], corrected.document["refused"]) == (1, 1), "registered, it may be sent again"


def test_a_dry_run_knows_the_creditors_too(fjord: Program) -> None:
    write_lines(fjord.folder / "dry.csv", [*of("nobody", "D-1"), *of("nordkraft", "D-2")])
    told = fjord.run("import", "claims", "dry.csv", "--dry-run", "--json").document
    assert (told["received"], told["refused_by_code"]) == (1, {"unknown_creditor": 1})


def test_a_claim_without_a_payment_reference_gets_one_with_check_digits_and_the_import_says_so(fjord: Program) -> None:
    write_lines(fjord.folder / "without.csv", of("nordkraft", "W-1", "W-2"))
    said = fjord.run("import", "claims", "without.csv", "--wait").done().said
    assert "2 claims came without a payment reference, and each has one of ours" in said
    shown = fjord.json("case", "show", "nordkraft/W-1")
    assert shown["reference_issued"]
    assert check_reference(shown["payment_reference"], "SE") == shown["payment_reference"]
    assert fjord.json("case", "show", shown["payment_reference"])["case_id"] == shown["case_id"]
    assert "(issued by us)" in fjord.run("case", "show", "nordkraft/W-1").said
    assert fjord.json("import", "claims", "without.csv")["references_issued"] == 0, "it came before, and has it"

    header = f"{HEADER};payment_reference"
    write_lines(fjord.folder / "with.csv", [f"{of('nordkraft', 'W-3')[0]};655969"], header)
    assert fjord.json("import", "claims", "with.csv")["references_issued"] == 0


def test_two_creditors_of_one_name_are_told_apart_by_their_ids(fjord: Program) -> None:
    fjord.run("creditor", "register", "twin-1", "--name", "Tvilling AB").done()
    noted = fjord.run("creditor", "register", "twin-2", "--name", "  TVILLING   ab ").done()
    assert "This is also what twin-1 is called" in noted.said
    write_lines(fjord.folder / "twins.csv", [*of("Tvilling AB", "T-1"), *of("twin-2", "T-2")])
    told = fjord.run("import", "claims", "twins.csv", "--json").document
    assert (told["received"], told["refused_by_code"]) == (1, {"unknown_creditor": 1})
    assert "write the id of one (twin-1, twin-2)" in told["first_refused"][0]["reason"]
    shown = fjord.run("creditor", "show", "Tvilling AB")
    assert shown.code == 6
    assert "twin-1, twin-2" in shown.said


def test_a_name_that_is_the_id_of_another_sends_no_claim_to_the_wrong_one(fjord: Program) -> None:
    noted = fjord.run("creditor", "rename", "sydkraft", "--name", "Fjord").done()
    assert "This is also what fjord is called" in noted.said
    write_lines(fjord.folder / "whose.csv", of("fjord", "X-1"))
    told = fjord.run("import", "claims", "whose.csv", "--json").document
    assert told["refused_by_code"] == {"unknown_creditor": 1}
    fjord.run("creditor", "rename", "sydkraft", "--name", "Sydkraft").done()
    assert fjord.json("import", "claims", "whose.csv")["received"] == 1


def test_an_id_that_is_registered_twice_at_once_is_one_creditor(fjord: Program) -> None:
    def register(name: str) -> int:
        return fjord.run("creditor", "register", "at-once", "--name", name).code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(register, ["Först AB", "Sist AB"]))
    assert codes == [0, 3]
    assert fjord.run("creditor", "register", "at-once", "--name", "Tredje AB").said.count("creditor rename") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("register", "Fjord Ett", "--name", "X"), 3, "2 to 32 small letters"),
        (("register", "a", "--name", "X"), 3, "2 to 32 small letters"),
        (("register", "x" * 10_000, "--name", "X"), 2, "500 are the most"),
        (("register", "long", "--name", "N" * 201), 3, "more than 200 characters"),
        (("register", "ctrl", "--name", "A\x1b[2JB"), 2, "U+001B"),
        (("register", "blank", "--name", "  "), 3, "A creditor has a name"),
        (("register", "abroad", "--name", "X", "--jurisdiction", "ZZ"), 3, "country must be one of"),
        (("register", "person", "--name", "X", "--org-number", "811218-9876"), 3, "no number of an organisation"),
        (("rename", "fjrd", "--name", "X"), 6, "(fjord)"),
        (("show", "nobody-at-all-here"), 6, "creditor register"),
        (("contract", "fjord", "--from", "2025-01-01", "--commission", "10"), 3, "no day that has passed"),
        (("contract", "fjord", "--from", "tomorrow", "--commission", "10"), 2, "--from"),
        (("contract", "fjord", "--from", "2027-01-01", "--commission", "100.01"), 3, "100 percent"),
        (("contract", "fjord", "--from", "2027-01-01", "--commission", "-1"), 2, "percentage"),
        (("contract", "fjord", "--from", "2027-01-01", "--commission", "12.345"), 2, "percentage"),
    ],
)
def test_what_cannot_be_is_refused_and_says_what_to_do(
    fjord: Program, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = fjord.run("creditor", *arguments)
    assert (ended.code, said in ended.said) == (code, True), ended.said


def test_terms_of_one_day_take_the_place_of_others_that_were_to_begin_then(fjord: Program) -> None:
    for commission in ("10", "8.25"):
        fjord.run("creditor", "contract", "fjord", "--from", "2026-07-01", "--commission", commission, "--wait").done()
    found = [
        (one["valid_from"], one["commission_basis_points"]) for one in fjord.json("creditor", "show", "fjord")["terms"]
    ]
    assert found == [("2026-01-01", 1_250), ("2026-07-01", 825)]


def test_everything_agrees_in_the_end(fjord: Program) -> None:
    assert fjord.json("verify")["sound"]
    assert fjord.json("check")["sound"]
