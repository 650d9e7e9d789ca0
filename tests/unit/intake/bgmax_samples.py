"""BgMax content that the tests build their files from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from infra.intake.banks.bgmax.bgmax_format import BGMAX
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, ExtraReference, Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from tests.unit.intake.whole_file import WholeFile, whole

CREATED = datetime(2026, 9, 25, 18, 42, 7, 310_442, tzinfo=UTC)


def payment(amount_minor: int = 120_050, reference: str = "1210000004", serial: str = "000000000010") -> Entry:
    return Entry(
        is_deduction=False,
        sender_bankgiro="0000000000",
        reference=reference,
        amount_minor=amount_minor,
        reference_code=ReferenceCode.CORRECT_OCR if reference else ReferenceCode.BLANK,
        channel="1",
        bank_serial=serial,
        image="0",
        payer=Payer(name="Åsa Öberg", street="Ekgatan 4", postcode="12345", town="Storåker"),
    )


def deduction(amount_minor: int) -> Entry:
    return replace(payment(amount_minor), is_deduction=True, deduction_code="1")


def share(text: str, amount_minor: int, is_credit: bool = False) -> ExtraReference:
    return ExtraReference(text, amount_minor, is_credit, ReferenceCode.CORRECT_OCR)


def deposit(*entries: Entry, serial: str = "00074", currency: str = "SEK") -> Deposit:
    return Deposit("0059123406", "", currency, tuple(entries), "8327".zfill(35), date(2026, 9, 25), serial)


def content(*deposits: Deposit) -> BgMaxContent:
    return BgMaxContent(CREATED, False, tuple(deposits))


def one_deposit(*entries: Entry) -> bytes:
    return write_content(content(deposit(*entries)))


def read(data: bytes) -> WholeFile:
    return whole(BGMAX, data, "payments.bgmax")


def with_line(data: bytes, number: int, line: bytes | None) -> bytes:
    """The file with its ``number``-th line (from 1) put in place of what was there, or left out."""
    lines: Sequence[bytes] = data.split(b"\r\n")
    changed = [*lines[: number - 1], *([] if line is None else [line]), *lines[number:]]
    return b"\r\n".join(changed)


def with_bytes(data: bytes, number: int, position: int, new: bytes) -> bytes:
    """The file with ``new`` at ``position`` (from 1, as manuals count) of line ``number`` (from 1)."""
    line = data.split(b"\r\n")[number - 1]
    return with_line(data, number, line[: position - 1] + new + line[position - 1 + len(new) :])
