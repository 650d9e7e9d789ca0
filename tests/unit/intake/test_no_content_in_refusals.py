"""A refusal says what is wrong and where, and repeats nothing of what stands in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.kernel.directory import CreditorEntry
from domain.kernel.recorded import Actor
from infra.creditors.names import CreditorNames
from infra.intake.claims.claim_columns import COLUMNS
from infra.intake.claims.claims_csv import read_claims
from infra.intake.importing.claims import ClaimImport
from infra.intake.refused.refused_line import RefusedLine
from infra.intake.refused.rejected import FileRejected
from tests.some_persons import NO_INDEX
from tests.unit.intake.bgmax_samples import one_deposit, payment, read, with_bytes

CREDITORS = CreditorNames([CreditorEntry("fjallnat", "Fjällnät AB"), CreditorEntry("bokhuset", "Bokhuset AS")])
PERSONAL = (
    "Doris Dold", "19850101-1234", "8501011234", "doris.dold@post.example", "Ekgatan 4", "+46701234567", "DD", "Ödla",
    "doris.dold@post", "Dold,Doris", '"Doris" Dold', "Doris\x9bDold", "Doris\u200bDold", "=Doris()", "#DORIS!",
    "D" * 600, "1985-13-01", "-8501011234", "8501011234,001", "99998501011234567", "RF008501011234",
)  # fmt: skip
personal = st.sampled_from(PERSONAL)
GOOD = {
    "creditor": "Fjällnät AB", "creditor_reference": "F-1", "portfolio": "telecom", "debtor_id": "K1",
    "debtor_name": "Kim Ek", "principal": "100", "currency": "SEK", "due_date": "2026-03-31", "jurisdiction": "SE",
    "debtor_email": "", "interest": "1", "fees": "1", "payment_reference": "655969", "description": "x",
}  # fmt: skip


def parts_of(value: str) -> Iterator[str]:
    """What must not come back: the value, and every word of it that is long enough to be somebody's."""
    yield value
    yield from (word for word in value.replace('"', " ").replace(",", " ").split() if len(word) > 4)


def assert_not_repeated(told: str, values: list[str]) -> None:
    for value in values:
        for part in parts_of(value):
            if len(part) > 2:
                assert part not in told
    assert told.isprintable()


def write(path: Path, *rows: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(COLUMNS), personal, min_size=1))
def test_a_refused_claim_tells_nothing_of_what_stands_in_its_line(tmp_path: Path, spoilt: dict[str, str]) -> None:
    path = tmp_path / "portfolio.csv"
    line = list((GOOD | spoilt).values())
    write(path, list(GOOD), line, line, [*line, "Doris Dold"], line[:4])
    plan = ClaimImport(
        datetime(2026, 3, 2, tzinfo=UTC), Actor("user", "agent-7"), date(2026, 3, 16), CREDITORS, NO_INDEX, "bokhuset"
    )
    for commands in (
        read_claims(path),
        read_claims(path, creditor_of=plan.creditor_of),
        plan.commands(read_claims(path, creditor_of=plan.creditor_of)),
    ):
        for refused in commands:
            if isinstance(refused, RefusedLine):
                assert_not_repeated(f"{refused.field} {refused.code} {refused.reason}", list(spoilt.values()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(personal | st.sampled_from(COLUMNS) | st.just(""), min_size=1, max_size=16))
def test_a_refused_first_line_tells_nothing_of_what_stands_in_it(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "portfolio.csv"
    write(path, cells, list(GOOD.values()))
    try:
        read_claims(path)
    except FileRejected as refused:
        assert_not_repeated(f"{refused} {refused.field} {refused.message}", [c for c in cells if c in PERSONAL])


@given(st.integers(1, 8), st.integers(1, 80), st.sampled_from([value for value in PERSONAL if len(value) < 40]))
def test_a_refused_bank_file_tells_nothing_of_what_stands_in_it(number: int, position: int, value: str) -> None:
    spoilt = value.encode("iso-8859-1", "replace")
    for damaged in (
        with_bytes(one_deposit(payment()), number, position, spoilt[: 81 - position]),
        with_bytes(one_deposit(payment()), number, position, spoilt),
    ):
        try:
            read(damaged)
        except FileRejected as refused:
            words = [word for word in parts_of(value) if len(word) > 4 and not word.isdigit()]
            assert not [word for word in words if word in str(refused)]
