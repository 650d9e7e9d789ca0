"""What spreadsheets, copies and converters do to a claims file on its way."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from uuid import UUID

import pytest

from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claims_csv import read_claims
from infra.intake.importing.claims import content_of
from infra.intake.importing.files import lines_in
from infra.intake.refused.refused_line import RefusedLine
from tests.unit.intake.test_claims_csv import CLAIM, HEADER, LINE, read, refused

PERSON = UUID(int=7)

FIELD_CASES = Path(__file__).parents[4] / "shared" / "data" / "field-cases"


def claims_of(lines: list[ClaimLine | RefusedLine]) -> list[ClaimLine]:
    return [line for line in lines if isinstance(line, ClaimLine)]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
def test_lines_may_end_in_any_of_the_ways_that_are_in_use(tmp_path: Path, end: str) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_bytes(end.join((HEADER, LINE, LINE.replace("F-1", "F-2"), "")).encode())
    lines = claims_of(list(read_claims(path)))
    assert [(line.line_number, line.creditor_reference) for line in lines] == [(2, "F-1"), (3, "F-2")]
    assert lines[0].original == LINE.encode()
    assert lines_in(path) == 2


def test_a_carriage_return_within_a_line_of_another_end_is_damage(tmp_path: Path) -> None:
    assert refused(read(tmp_path, HEADER, LINE.replace("Mobil", "Mo\rbil"))) == [(2, "", "damaged_text")]


def test_what_windows_saves_is_read_as_it_is(tmp_path: Path) -> None:
    line = LINE.replace("Fjällnät AB", "Fjällnät – Syd AB").replace("Åsa Öberg", "Žiga Šimek")
    (claim,) = claims_of(read(tmp_path, HEADER, line, encoding="windows-1252"))
    assert (claim.creditor, claim.debtor_name) == ("Fjällnät – Syd AB", "Žiga Šimek")


def test_a_byte_that_windows_does_not_have_is_refused(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE.encode("windows-1252").replace(b"Mobil", b"Mob\x81l"), encoding="windows-1252")
    assert refused(lines) == [(2, "", "wrong_encoding")]


def test_utf8_letters_in_a_file_declared_windows_1252_are_not_taken_for_names(tmp_path: Path) -> None:
    assert refused(read(tmp_path, HEADER, LINE.encode("utf-8"), encoding="windows-1252")) == [(2, "", "wrong_encoding")]


def test_a_refusal_of_letters_that_are_not_utf8_says_what_to_declare(tmp_path: Path) -> None:
    (line,) = read(tmp_path, HEADER, LINE.encode("windows-1252"))
    assert isinstance(line, RefusedLine)
    assert "declare windows-1252" in line.reason


def test_the_same_claim_is_the_same_however_its_letters_were_typed(tmp_path: Path) -> None:
    apart = read(tmp_path, HEADER, unicodedata.normalize("NFD", LINE))
    assert [content_of(claim, PERSON) for claim in claims_of(apart)] == [content_of(CLAIM, PERSON)]


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u2060", "\u202e", "\u00ad", "\u200e"])
@pytest.mark.parametrize("value", ["Fjällnät AB", "F-1", "telecom", "K1", "Åsa Öberg", "655969"])
def test_what_nobody_sees_in_a_value_refuses_the_line(tmp_path: Path, value: str, mark: str) -> None:
    (line,) = read(tmp_path, HEADER, LINE.replace(value, value + mark))
    assert isinstance(line, RefusedLine)
    assert line.code == "damaged_text"


@pytest.mark.parametrize("reference", ["f-1", "F\u20111", "Ｆ-１", "F-1\u00a0"])
def test_a_reference_in_another_spelling_is_the_same_claim(tmp_path: Path, reference: str) -> None:
    lines = read(tmp_path, HEADER, LINE, LINE.replace(";F-1;", f";{reference};").replace("60;SEK", "61;SEK"))
    assert refused(lines) == [(3, "creditor_reference", "duplicate_claim")]


@pytest.mark.parametrize(
    "reference", ["2026-13-12", "2026-3-12", "12/2026", "12.3.2026-1", "20260312", "2026-03", "1.2.3"]
)
def test_a_reference_that_is_no_whole_date_is_taken(tmp_path: Path, reference: str) -> None:
    (line,) = read(tmp_path, HEADER, LINE.replace(";F-1;", f";{reference};"))
    assert isinstance(line, ClaimLine)


@pytest.mark.parametrize(
    "value",
    [
        "6.55969E+12", "6,55969E+12", "1E+20", "4.0E5", "655969.0", "655969,00", '="000655969"', "=A2&B2", "#REF!",
        "#VÄRDEFEL!", "#NAME?", "#N/A", "#DIV/0!", "##########", "12-Mar", "3-dec", "1. Mai", "maj-26",
        "2026-03-12 00:00:00", "2026-03-12", "2026/03/12", "12.3.2026", "3/12/2026", "01.02.1999",
        "'000123", "nan", "NULL", "TRUE",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("column", "given"), [("creditor_reference", ";F-1;"), ("debtor_id", ";K1;")])
def test_what_a_spreadsheet_made_of_a_reference_is_refused_with_advice(
    tmp_path: Path, column: str, given: str, value: str
) -> None:
    quoted = '"' + value.replace('"', '""') + '"'
    (line,) = read(tmp_path, HEADER, LINE.replace(given, f";{quoted};"))
    assert isinstance(line, RefusedLine)
    assert (line.field, line.code) == (column, "spreadsheet_damage")
    assert "Format the column as text" in line.reason
    assert value not in line.reason


@pytest.mark.parametrize("value", ["12E4", "2026-03", "E+V-17", "3-12", "MARK-1", "#17", "1.5", "000123", "TRUE-1"])
def test_a_reference_that_only_looks_a_little_like_damage_is_taken(tmp_path: Path, value: str) -> None:
    (claim,) = claims_of(read(tmp_path, HEADER, LINE.replace(";F-1;", f";{value};")))
    assert claim.creditor_reference == value


@pytest.mark.parametrize("value", ["#REF!", "=1+1", "####"])
def test_an_error_of_a_spreadsheet_is_refused_wherever_it_stands(tmp_path: Path, value: str) -> None:
    assert refused(read(tmp_path, HEADER, LINE.replace("Åsa Öberg", value))) == [
        (2, "debtor_name", "spreadsheet_damage")
    ]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HEADER + ";;", LINE + ";;"),
        (HEADER + ";;", LINE),
        (HEADER + "; ;", LINE + ";\u00a0;"),
        (HEADER, LINE + ";;;"),
        (";" + HEADER, ";" + LINE),
    ],
)
def test_an_empty_column_without_a_name_says_nothing(tmp_path: Path, header: str, line: str) -> None:
    assert [claim == CLAIM for claim in claims_of(read(tmp_path, header, line))] == [True]


@pytest.mark.parametrize(
    ("header", "line", "code"),
    [
        (HEADER + ";", LINE + ";Åsa", "line_too_long"),
        (HEADER, LINE + ";Åsa", "line_too_long"),
        (HEADER + ";", LINE.removesuffix(";Mobil, mars"), "line_cut_short"),
    ],
)
def test_something_in_a_column_without_a_name_or_a_lost_column_refuses_the_line(
    tmp_path: Path, header: str, line: str, code: str
) -> None:
    assert refused(read(tmp_path, header, line)) == [(2, "", code)]


def test_a_name_may_be_as_long_as_a_read_model_can_hold_and_no_longer(tmp_path: Path) -> None:
    (claim,) = claims_of(read(tmp_path, HEADER, LINE.replace("Fjällnät AB", "뙉" * 200)))
    assert claim.creditor == "뙉" * 200
    assert refused(read(tmp_path, HEADER, LINE.replace("Fjällnät AB", "뙉" * 201))) == [
        (2, "creditor", "value_too_long")
    ]


def test_a_line_that_no_claim_can_fill_is_said_to_be_too_long(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE.replace("Mobil, mars", "x" * 200_000), LINE)
    assert refused(lines) == [(2, "", "value_too_long")]
    assert [claim.line_number for claim in claims_of(lines)] == [3]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_nobody_means_is_refused(tmp_path: Path, day: str) -> None:
    assert refused(read(tmp_path, HEADER, LINE.replace("2026-03-31", day))) == [(2, "due_date", "bad_date")]


@pytest.mark.skipif(not FIELD_CASES.is_dir(), reason="the field cases are kept beside the project")
@pytest.mark.parametrize(
    ("name", "encoding", "received", "codes"),
    [
        ("01-cr-only.csv", "utf-8", 2, []),
        ("03-windows-1252.csv", "windows-1252", 3, []),
        ("04-b-decomposed.csv", "utf-8", 1, []),
        ("05-zero-width.csv", "utf-8", 1, ["damaged_text"]),
        ("06-excel-references.csv", "utf-8", 0, ["spreadsheet_damage"] * 5),
        ("07-trailing-columns.csv", "utf-8", 1, []),
        ("08-long-texts.csv", "utf-8", 0, ["value_too_long"]),
    ],
)
def test_the_field_cases_are_read_as_their_table_says(
    name: str, encoding: str, received: int, codes: list[str]
) -> None:
    lines = list(read_claims(FIELD_CASES / name, encoding))
    assert len(claims_of(lines)) == received
    assert [line.code for line in lines if isinstance(line, RefusedLine)] == codes
