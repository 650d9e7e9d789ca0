"""A dry run says of each payment what the ledger would make of it: by the matcher's rules, on what stands now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.intake.banks.payment_line import EntryKind, PaymentLine, Reference
from infra.intake.importing import forecast, ledger_cases
from infra.intake.importing.forecast import LedgerForecast
from infra.intake.importing.tried import Foreseen
from projections.balances.answers import PaidCase, PaymentPlace

DAY = date(2026, 3, 9)
FIRST, SECOND, CLOSED, ABROAD = (UUID(int=number) for number in range(1, 5))
CASES = [
    PaidCase("1110000013", FIRST, "nordkraft", "F-1", "SEK", date(2026, 1, 31), True, 100_000, 0),
    PaidCase("1110000021", SECOND, "nordkraft", "F-2", "SEK", date(2025, 12, 31), True, 40_000, 0),
    PaidCase("1110000039", CLOSED, "nordkraft", "F-3", "SEK", date(2025, 12, 31), False, 0, 500),
    PaidCase("1110000047", ABROAD, "nordkraft", "F-4", "NOK", date(2025, 12, 31), True, 500, 0),
]
KNOWN = PaymentPlace(UUID(int=77), "SEK", 5, DAY, "bgmax a.txt line 3", "suspense", "no_reference",
                     datetime(2026, 3, 9, tzinfo=UTC))  # fmt: skip


def line(amount_minor: int, *references: str, kind: EntryKind = EntryKind.CREDIT) -> PaymentLine:
    given = tuple(Reference(text) for text in references)
    return PaymentLine(
        1, "bgmax", amount_minor, "SEK", given, None, None, (), DAY, DAY, None, "5555-5551", "f", kind=kind
    )


@pytest.fixture
def foresee(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LedgerForecast:
    def cases(_: object, keys: Iterable[str]) -> list[PaidCase]:
        wanted = set(keys)
        return [case for case in CASES if case.payment_reference_key in wanted]

    monkeypatch.setattr(ledger_cases, "cases_paid_with", cases)
    monkeypatch.setattr(forecast, "payment_places", lambda _, ids: [KNOWN] if KNOWN.payment_id in ids else [])
    nowhere: Any = None
    return LedgerForecast(nowhere, tmp_path)


def told(foresee: LedgerForecast, *lines: PaymentLine) -> list[Foreseen]:
    found = foresee([(UUID(int=100 + number), one) for number, one in enumerate(lines)])
    assert None not in found
    return list(found)  # type: ignore[arg-type]


def test_a_payment_with_the_reference_of_a_case_is_matched_to_it_by_that_step(foresee: LedgerForecast) -> None:
    [one] = told(foresee, line(70_000, "1110000013"))
    assert (one.becomes, one.step) == ("matched", "exact_reference")
    assert [(case.case_id, case.creditor_reference, case.amount_minor) for case in one.cases] == [
        (FIRST, "F-1", 70_000)
    ]


def test_several_references_split_a_payment_oldest_first(foresee: LedgerForecast) -> None:
    [one] = told(foresee, line(60_000, "1110000013", "1110000021"))
    assert one.step == "several_references"
    assert {case.creditor_reference: case.amount_minor for case in one.cases} == {"F-2": 40_000, "F-1": 20_000}


@pytest.mark.parametrize(
    ("reference", "reason"),
    [((), "no_reference"), (("1110009998",), "unknown_reference"), (("1110000014",), "invalid_reference"),
     (("1110000039",), "closed_case"), (("1110000047",), "wrong_currency")],
)  # fmt: skip
def test_a_payment_that_finds_no_case_waits_with_the_reason(
    foresee: LedgerForecast, reference: tuple[str, ...], reason: str
) -> None:
    [one] = told(foresee, line(500, *reference))
    assert (one.becomes, one.code, one.cases) == ("suspense", reason, ())
    assert one.reason, "and says it in a sentence"


def test_the_second_payment_of_who_pays_twice_in_one_file_finds_the_case_closed(foresee: LedgerForecast) -> None:
    first, second = told(foresee, line(40_000, "1110000021"), line(40_000, "1110000021"))
    assert (first.becomes, second.becomes, second.code) == ("matched", "suspense", "closed_case")


def test_a_payment_that_the_ledger_has_is_a_duplicate_wherever_it_stands(foresee: LedgerForecast) -> None:
    [one] = foresee([(KNOWN.payment_id, line(5))])
    assert one is not None
    assert (one.becomes, one.code) == ("duplicate", "suspense")


def test_of_what_the_bank_takes_back_nothing_more_can_be_said(foresee: LedgerForecast) -> None:
    assert foresee([(UUID(int=9), line(700, "1110000013", kind=EntryKind.REVERSAL))]) == [None]
