"""What editors, mail and copies do to a bank file on its way, without changing what it says."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.bgmax.content import Payer
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bgmax_samples import content, deposit, one_deposit, payment, read, share
from tests.unit.intake.whole_file import in_tuples

FIELD_CASES = Path(__file__).parents[4] / "shared" / "data" / "field-cases"
FILE = write_content(
    content(
        deposit(
            payment(120_050), replace(payment(5_000, "Tack för lånet", "000000000020"), information=("Åsa:", "2 av 3"))
        ),
        deposit(replace(payment(10_000, "", "000000000030"), extra=(share("1210000004", 10_000),)), serial="00075"),
    )
)
LINES = [line for line in FILE.decode("iso-8859-1").split("\r\n") if line]


def joined(lines: list[str], end: str = "\r\n", encoding: str = "iso-8859-1") -> bytes:
    return "".join(line + end for line in lines).encode(encoding)


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("blanks at line ends were taken away", joined([line.rstrip() for line in LINES])),
        ("two were added", joined([line + "  " for line in LINES])),
        ("only the last line was trimmed", joined([*LINES[:-1], LINES[-1].rstrip()])),
        ("the last line has no end", joined(LINES).rstrip()),
        ("lines end in CR alone", joined(LINES, "\r")),
        ("lines end in CR CR LF", joined(LINES, "\r\r\n")),
        ("DOS marked the end", joined(LINES) + b"\x1a"),
        ("trimmed and saved as UTF-8", joined([line.rstrip() for line in LINES], "\n", "utf-8")),
        ("saved as UTF-8 with a mark", b"\xef\xbb\xbf" + joined(LINES, "\n", "utf-8")),
        ("its letters were taken apart", unicodedata.normalize("NFD", joined(LINES).decode("iso-8859-1")).encode()),
    ],
)
def test_a_file_that_says_the_same_gives_the_same_payments(what: str, data: bytes) -> None:
    came, sent = read(data), read(FILE)
    assert came.lines == sent.lines
    assert came.deposits == sent.deposits


@pytest.mark.parametrize("place", [place for place, line in enumerate(LINES) if line[:2] != "26"])
def test_a_line_that_lost_more_than_blanks_never_changes_how_much_money_came_in(place: int) -> None:
    """Free text may be shorter, which nobody can see; a digit that is lost refuses the file."""
    for length in range(len(LINES[place].rstrip())):
        try:
            came = read(joined([*LINES[:place], LINES[place][:length], *LINES[place + 1 :]]))
        except BankFileRejected:
            continue
        assert [line.fingerprint for line in came.lines] == [line.fingerprint for line in read(FILE).lines]


def test_what_a_payer_typed_is_kept_as_far_as_it_can_be_seen() -> None:
    entry = replace(payment(100, "12x10000004"), payer=Payer(name="Åsax31m"), information=("xtack x allihop",))
    damaged = (
        one_deposit(entry)
        .replace(b"12x10000004", b"12\xad10000004")
        .replace(b"\xc5sax31m", b"\xc5sa\x9b31m")
        .replace(b"xtack x allihop", b"\xa0tack \x96 allihop")
    )
    (line,) = read(damaged).lines
    assert line.references[0].text == "1210000004"
    assert (line.payer_name, line.text) == ("Åsa 31m", ("tack   allihop",))


@pytest.mark.skipif(not FIELD_CASES.is_dir(), reason="the field cases are kept beside the project")
@pytest.mark.parametrize("name", ["11-a-last-line-trimmed.txt", "11-b-lines-of-82.txt"])
def test_the_field_cases_hold_one_payment_of_one_krona(name: str) -> None:
    file = in_tuples(read_bank_file(FIELD_CASES / name))
    assert [(line.amount_minor, line.currency) for line in file.lines] == [(100, "SEK")]
