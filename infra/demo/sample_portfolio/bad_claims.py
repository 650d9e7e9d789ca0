"""A claims file with one mistake of each kind, to show how they are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from infra.demo.sample_portfolio.claims import write_claims
from infra.intake.refused.codes import ClaimLineCode

_RECEIVED = date(2026, 9, 1)
_SEED = 404


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is done to one good line (its fields, joined by ``;`` afterwards) and the refusal that must follow."""

    code: ClaimLineCode
    field: str
    spoil: Callable[[dict[str, str]], str]


def _with(column: str, value: str) -> Callable[[dict[str, str]], str]:
    return lambda cells: ";".join((cells | {column: value}).values())


MISTAKES = (
    Mistake("not_an_amount", "principal", _with("principal", "12 34,5O")),
    Mistake("negative_amount", "principal", _with("principal", "-250.00")),
    Mistake("too_many_decimals", "principal", _with("principal", "1,234")),
    Mistake("zero_principal", "principal", _with("principal", "0.00")),
    Mistake("amount_too_large", "interest", _with("interest", "99999999999999999")),
    Mistake("missing_currency", "currency", _with("currency", "")),
    Mistake("unknown_currency", "currency", _with("currency", "KR")),
    Mistake("missing_value", "debtor_name", _with("debtor_name", "")),
    Mistake("value_too_long", "description", _with("description", "x" * 501)),
    Mistake("bad_date", "due_date", _with("due_date", "31/03/2026")),
    Mistake("bad_email", "debtor_email", _with("debtor_email", "nobody")),
    Mistake("unknown_jurisdiction", "jurisdiction", _with("jurisdiction", "Sverige")),
    Mistake("unknown_debtor_kind", "debtor_kind", _with("debtor_kind", "household")),
    Mistake("unknown_product", "product", _with("product", "tulips")),
    Mistake("unknown_creditor", "creditor", _with("creditor", "Norsken Energi")),
    Mistake("bad_check_digit", "payment_reference", _with("payment_reference", "1234567890")),
    Mistake("bad_payment_reference", "payment_reference", _with("payment_reference", "FAKTURA-7")),
    Mistake("spreadsheet_damage", "creditor_reference", _with("creditor_reference", "6,55969E+12")),
    Mistake("damaged_text", "debtor_name", _with("debtor_name", "Bj\ufffdrn Ek")),
    Mistake("bad_quotes", "", _with("description", '"never closed')),
    Mistake("line_cut_short", "", lambda cells: ";".join(list(cells.values())[:6])),
    Mistake("line_too_long", "", _with("description", "hyra;mars")),
    Mistake("wrong_encoding", "", _with("debtor_name", "Bj\udcf6rn Ek")),  # an ö of ISO-8859-1 amid UTF-8
)
DUPLICATE: ClaimLineCode = "duplicate_claim"


def write_bad_claims(path: str | Path) -> list[tuple[int, str]]:
    """Write good lines with every mistake among them; line number and code of each refusal that must follow when the
    reader knows the sample's creditors.

    Every other line is good, and the last repeats the first claim. UTF-8, but for one byte.
    """
    path = Path(path)
    write_claims(path, _SEED, 2 * len(MISTAKES), received=_RECEIVED)
    header, *lines = path.read_text("utf-8").splitlines()
    header, lines = f"{header};debtor_kind;product", [f"{line};consumer;other" for line in lines]
    columns = header.split(";")
    expected: list[tuple[int, str]] = []
    for place, mistake in enumerate(MISTAKES):
        cells = dict(zip(columns, lines[2 * place + 1].split(";"), strict=True))
        lines[2 * place + 1] = mistake.spoil(cells)
        expected.append((2 * place + 3, mistake.code))
    expected.append((len(lines) + 2, DUPLICATE))
    text = "".join(f"{line}\r\n" for line in (header, *lines, lines[0]))
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return expected
