"""The portfolio file as a creditor sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claims_csv import claims_header, read_claims
from infra.intake.refused.refused_line import RefusedLine
from infra.intake.refused.rejected import ClaimsFileRejected

HEADER = (
    "creditor;creditor_reference;portfolio;debtor_id;debtor_name;debtor_email;principal;interest;fees;currency;"
    "due_date;payment_reference;jurisdiction;description"
)
LINE = "Fjällnät AB;F-1;telecom;K1;Åsa Öberg;asa@post.example;1 234,50;12.05;60;SEK;2026-03-31;655969;SE;Mobil, mars"
CLAIM = ClaimLine(
    line_number=2, creditor="Fjällnät AB", creditor_reference="F-1", portfolio="telecom", debtor_id="K1",
    debtor_name="Åsa Öberg", debtor_email="asa@post.example", principal_minor=123_450, interest_minor=1_205,
    fees_minor=6_000, currency="SEK", due_date=date(2026, 3, 31), payment_reference="655969", jurisdiction="SE",
    description="Mobil, mars",
)  # fmt: skip


def read(folder: Path, *lines: str | bytes, encoding: str = "utf-8") -> list[ClaimLine | RefusedLine]:
    path = folder / "portfolio.csv"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode(encoding) for line in lines))
    return list(read_claims(path, encoding))


def refused(lines: Sequence[ClaimLine | RefusedLine]) -> list[tuple[int, str, str]]:
    return [(line.line_number, line.field, line.code) for line in lines if isinstance(line, RefusedLine)]


def test_a_claim_is_read_with_its_amounts_kept_apart(tmp_path: Path) -> None:
    (claim,) = read(tmp_path, HEADER, LINE)
    assert claim == CLAIM
    assert isinstance(claim, ClaimLine)
    assert (claim.total_minor, claim.original) == (130_655, LINE.encode())


def test_commas_set_columns_apart_too(tmp_path: Path) -> None:
    commas = 'Fjällnät AB,F-1,telecom,K1,Åsa Öberg,asa@post.example,"1 234,50",12.05,60,SEK,2026-03-31,655969,SE,'
    (claim,) = read(tmp_path, HEADER.replace(";", ","), commas + '"Mobil, mars"')
    assert claim == CLAIM


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    header = "JURISDICTION; due_date;currency;principal;debtor_name;debtor_id;portfolio;creditor_reference;creditor"
    (claim,) = read(tmp_path, header, "no;2026-01-05;nok;100;Kari;K9;bok;77;Bokhuset AS")
    assert isinstance(claim, ClaimLine)
    assert (claim.jurisdiction, claim.currency, claim.principal_minor) == ("NO", "NOK", 10_000)
    assert (claim.interest_minor, claim.fees_minor, claim.payment_reference, claim.debtor_email) == (0, 0, None, None)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "latin-1", "ISO8859-1", "windows-1252", "cp1252"]
)
def test_the_declared_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_text(f"{HEADER}\n{LINE}\n", encoding)
    assert list(read_claims(path, encoding)) == [CLAIM]


def test_a_byte_order_mark_needs_no_declaration(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + HEADER, LINE) == [CLAIM]


def test_windows_line_ends_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER + "\r", "\r", LINE + "\r", ";" * 13, "")
    assert [line.line_number for line in lines] == [3]


def test_a_quoted_text_may_hold_the_delimiter_and_quotes(tmp_path: Path) -> None:
    (claim,) = read(tmp_path, HEADER, LINE.replace("Mobil, mars", '"Mobil; ""Max"""'))
    assert isinstance(claim, ClaimLine)
    assert claim.description == 'Mobil; "Max"'


@pytest.mark.parametrize(
    ("header", "field", "code", "word"),
    [
        (HEADER.replace("principal", "principle"), "column 7", "unknown_column", "did you mean 'principal'?"),
        (HEADER + ";shoe_size", "column 15", "unknown_column", "known are creditor,"),
        (HEADER.replace(";currency", ""), "currency", "missing_column", "currency must be there"),
        (HEADER + ";fees", "fees", "column_twice", "2 times"),
        (LINE, None, "no_column_names", "names no column that is known"),
        ("x" * 70_000, None, "no_column_names", "does not end within 65,536 bytes"),
        (HEADER.replace(";", "|"), None, "unknown_delimiter", "no semicolon, comma, tab"),
        ("sep=|\n" + HEADER.replace(";", "|"), None, "unknown_delimiter", "no semicolon, comma, tab"),
        ("", None, "empty_file", "must name the columns"),
    ],
)
def test_a_first_line_that_is_not_understood_refuses_the_file(
    tmp_path: Path, header: str, field: str | None, code: str, word: str
) -> None:
    with pytest.raises(ClaimsFileRejected) as rejected:
        read(tmp_path, header, LINE)
    error = rejected.value
    assert (error.file, error.line, error.field, error.code) == ("portfolio.csv", 1, field, code)
    assert word in error.message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_that_tells_a_spreadsheet_the_delimiter_is_no_claim(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [line.replace("1 234,50", "1234.50").replace("Mobil, mars", "Mobil") for line in (HEADER, LINE)]
    path = tmp_path / "portfolio.csv"
    told = [f"sep={delimiter}", *(line.replace(";", delimiter) for line in lines), ""]
    path.write_bytes(end.join(told).encode("utf-8-sig"))
    assert list(read_claims(path)) == [replace(CLAIM, line_number=3, description="Mobil")]


def test_columns_may_be_set_apart_by_tabs(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER.replace(";", "\t"), LINE.replace(";", "\t")) == [CLAIM]


def test_the_file_is_refused_before_any_line_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_text("nonsense;columns\n")
    with pytest.raises(ClaimsFileRejected):
        read_claims(path)


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (HEADER.encode("utf-16"), "utf-8", "wrong_encoding"),
        (b"\xef\xbb\xbf" + HEADER.encode(), "iso-8859-1", "wrong_encoding"),
        ("bel\xf6p;".encode("iso-8859-1"), "utf-8", "wrong_encoding"),
        (HEADER.encode(), "mac-roman", "unsupported_encoding"),
        (HEADER.encode("utf-16-le"), "utf-8", "wrong_encoding"),
        (b"bel\x9dp;", "windows-1252", "wrong_encoding"),
        (HEADER.encode(), "no such thing", "unsupported_encoding"),
    ],
)
def test_a_file_in_another_encoding_than_declared_is_refused(
    tmp_path: Path, data: bytes, encoding: str, code: str
) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_bytes(data + b"\n")
    with pytest.raises(ClaimsFileRejected) as rejected:
        read_claims(path, encoding)
    assert rejected.value.code == code


def test_a_utf16_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_bytes(HEADER.encode("utf-16"))
    with pytest.raises(ClaimsFileRejected, match="UTF-16"):
        read_claims(path, "iso-8859-1")


@pytest.mark.parametrize("text", ["20260331", "2026-W14-2", "2026-3-31", "2026-02-30", "31.03.2026", "２０２６-03-31"])
def test_a_date_is_read_in_one_writing_only(tmp_path: Path, text: str) -> None:
    assert refused(read(tmp_path, HEADER, LINE.replace("2026-03-31", text))) == [(2, "due_date", "bad_date")]


@pytest.mark.parametrize("damage", ["\x00", "\x1b", "\x96", "\ufffd"])
def test_a_name_with_a_character_that_is_no_letter_is_refused(tmp_path: Path, damage: str) -> None:
    assert refused(read(tmp_path, HEADER, LINE.replace("Öberg", f"Ö{damage}berg"))) == [
        (2, "debtor_name", "damaged_text")
    ]


def test_a_line_in_another_encoding_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    foreign = LINE.encode("iso-8859-1")
    lines = read(tmp_path, HEADER, foreign, LINE)
    assert refused(lines) == [(2, "", "wrong_encoding")]
    assert isinstance(lines[0], RefusedLine)
    assert "Byte 3 (0xe4) is not UTF-8" in lines[0].reason
    assert lines[0].original == foreign
    assert isinstance(lines[1], ClaimLine)


def test_utf8_letters_in_a_file_declared_iso_8859_1_are_not_taken_for_names(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE.encode("utf-8"), LINE, encoding="iso-8859-1")
    assert refused(lines) == [(2, "", "wrong_encoding")]


def test_the_same_claim_twice_is_refused_with_the_line_of_the_first(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE, LINE.replace("F-1", "F-2"), LINE.replace("1 234,50", "99"))
    assert refused(lines) == [(4, "creditor_reference", "duplicate_claim")]
    assert isinstance(lines[2], RefusedLine)
    assert "on line 2 already" in lines[2].reason


def test_the_same_reference_at_another_creditor_is_another_claim(tmp_path: Path) -> None:
    assert refused(read(tmp_path, HEADER, LINE, LINE.replace("Fjällnät", "Fjordnät"))) == []


def test_a_refused_line_does_not_stand_in_the_way_of_its_correction(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE.replace("SEK", ""), LINE)
    assert refused(lines) == [(2, "currency", "missing_currency")]
    assert isinstance(lines[1], ClaimLine)


def test_every_problem_of_a_line_is_told_at_once(tmp_path: Path) -> None:
    (line,) = read(tmp_path, HEADER, LINE.replace("1 234,50", "-1").replace("2026-03-31", "soon"))
    assert isinstance(line, RefusedLine)
    assert (line.field, line.code) == ("principal", "negative_amount")
    assert "principal: " in line.reason
    assert "due_date: It is not a date" in line.reason


def test_a_reason_never_repeats_personal_data(tmp_path: Path) -> None:
    spoilt = LINE.replace("asa@post.example", "asa at home").replace("Åsa Öberg", "Åsa\x01Öberg").replace("F-1", "")
    (line,) = read(tmp_path, HEADER, spoilt.replace("Mobil, mars", "secret" * 90))
    assert isinstance(line, RefusedLine)
    assert not any(word in line.reason for word in ("Öberg", "home", "secret"))


def test_a_lost_quote_does_not_swallow_the_next_line(tmp_path: Path) -> None:
    lines = read(tmp_path, HEADER, LINE.replace("Mobil", '"Mobil'), LINE)
    assert refused(lines) == [(2, "", "bad_quotes")]
    assert isinstance(lines[1], ClaimLine)


def test_the_header_is_kept_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    path.write_bytes(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n" + LINE.encode())
    assert claims_header(path).original == b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.binary(max_size=60)
        | st.just(LINE.encode())
        | st.text('ab;,"\u00e5 0.-', max_size=40).map(str.encode)
        | st.tuples(st.integers(0, 90), st.binary(max_size=3)).map(
            lambda cut: LINE.encode()[: cut[0]] + cut[1] + LINE.encode()[cut[0] + 1 :]
        ),
        max_size=6,
    ),
    st.sampled_from(["utf-8", "iso-8859-1"]),
)
def test_every_line_with_anything_on_it_comes_out_once_and_unchanged(
    tmp_path: Path, lines: list[bytes], encoding: str
) -> None:
    lines = [part for line in lines for part in line.split(b"\n")]
    out = read(tmp_path, HEADER, *lines, encoding=encoding)
    given_lines = {n: line.rstrip(b"\r") for n, line in enumerate(lines, start=2) if line.strip(b";, \t\r")}
    assert {line.line_number: line.original for line in out} == given_lines
    assert len(out) == len(given_lines)
