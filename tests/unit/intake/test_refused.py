"""What was refused is kept so that it can be corrected and sent again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.demo.sample_portfolio import write_bad_claims
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claims_csv import claims_header, read_claims
from infra.intake.refused.refused import RefusedLines, read_refused
from infra.intake.refused.refused_line import RefusedLine, refuse
from tests.unit.intake.sample_creditors import creditor_of

LINE = RefusedLine(7, "principal", "not_an_amount", "principal: 'x' is not an amount.", b'a;"b";\xf6')


def keep(
    path: Path, *lines: RefusedLine, header: bytes | None = b"c;d\r\n", folder: Path | None = None
) -> RefusedLines:
    with RefusedLines(path, folder, header) as kept:
        for line in lines:
            kept.add(line)
    return kept


def import_claims(path: Path) -> tuple[list[ClaimLine], RefusedLines]:
    claims = []
    with RefusedLines(path, header=claims_header(path).original) as kept:
        for line in read_claims(path, creditor_of=creditor_of):
            if isinstance(line, ClaimLine):
                claims.append(line)
            else:
                kept.add(line)
    return claims, kept


def test_the_report_says_line_field_code_reason_and_original(tmp_path: Path) -> None:
    kept = keep(tmp_path / "portfolio.csv", LINE)
    assert kept.report_path == tmp_path / "portfolio.refused.csv"
    assert kept.report_path.read_bytes() == (
        b"line;field;code;reason;original\r\n"
        b'"7";"principal";"not_an_amount";"principal: \'x\' is not an amount.";"a;""b"";\xf6"\r\n'
    )


def test_the_file_to_correct_holds_the_first_line_and_the_refused_ones_as_they_came(tmp_path: Path) -> None:
    kept = keep(tmp_path / "portfolio.csv", LINE)
    assert kept.to_correct_path == tmp_path / "portfolio.to-correct.csv"
    assert kept.to_correct_path.read_bytes() == b"c;d\r\n" + LINE.original + b"\r\n"


def test_nothing_refused_leaves_no_file(tmp_path: Path) -> None:
    kept = keep(tmp_path / "portfolio.csv")
    assert (kept.count, kept.report_path, kept.to_correct_path) == (0, None, None)
    assert list(tmp_path.iterdir()) == []


def test_a_bank_file_gets_a_report_only(tmp_path: Path) -> None:
    kept = keep(tmp_path / "payments.txt", LINE, header=None)
    assert [path.name for path in tmp_path.iterdir()] == ["payments.refused.csv"]
    assert kept.to_correct_path is None


def test_a_folder_can_be_chosen_and_is_made(tmp_path: Path) -> None:
    keep(tmp_path / "portfolio.csv", LINE, folder=tmp_path / "kept" / "today")
    assert (tmp_path / "kept" / "today" / "portfolio.refused.csv").exists()


def test_the_same_refusals_again_make_no_second_file(tmp_path: Path) -> None:
    for _ in range(2):
        keep(tmp_path / "portfolio.csv", LINE)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_somebody_is_correcting_is_never_replaced(tmp_path: Path) -> None:
    first = keep(tmp_path / "portfolio.csv", LINE)
    assert first.to_correct_path is not None
    first.to_correct_path.write_bytes(b"half corrected")
    again = keep(tmp_path / "portfolio.csv", LINE)
    assert first.to_correct_path.read_bytes() == b"half corrected"
    assert again.to_correct_path == tmp_path / "portfolio-2.to-correct.csv"


def test_an_interrupted_run_keeps_what_it_had_under_an_unfinished_name(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), RefusedLines(tmp_path / "portfolio.csv") as kept:
        kept.add(LINE)
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio.refused.csv.part"]
    keep(tmp_path / "portfolio.csv", LINE, header=None)
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio.refused.csv"]


def test_a_readable_line_can_be_refused_for_a_reason_from_elsewhere(tmp_path: Path) -> None:
    line = refuse(LINE, "", "case_closed", "The case is closed.")
    assert (line.line_number, line.original, line.code) == (7, LINE.original, "case_closed")


def test_a_corrected_file_goes_in_and_only_what_is_still_wrong_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.csv"
    expected = write_bad_claims(path)
    claims, kept = import_claims(path)
    assert kept.count == len(expected)
    assert kept.to_correct_path is not None
    corrected = kept.to_correct_path.read_bytes().replace(b";-250.00;", b";250.00;").replace(b";KR;", b";SEK;")
    kept.to_correct_path.write_bytes(corrected)
    more, still = import_claims(kept.to_correct_path)
    # The duplicate is no longer one here: that its first is known already is for the ledger to say.
    assert (len(more), still.count) == (3, len(expected) - 3)
    assert {c.creditor_reference for c in more[:2]}.isdisjoint(c.creditor_reference for c in claims)


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.builds(RefusedLine, st.integers(1, 10**6), printable, printable, printable, st.binary(max_size=40))))
def test_what_is_kept_reads_back_byte_for_byte(tmp_path: Path, lines: list[RefusedLine]) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    kept = keep(tmp_path / "x.csv", *lines)
    assert (list(read_refused(kept.report_path)) if kept.report_path else []) == lines
