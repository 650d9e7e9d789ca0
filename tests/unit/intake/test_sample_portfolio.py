"""The demo's input: reproducible, realistic and as mixed as a real day."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from infra.demo.sample_portfolio import (
    PaymentKind,
    SamplePayment,
    write_bad_claims,
    write_claims,
    write_payments,
)
from infra.demo.sample_portfolio.bad_claims import DUPLICATE, MISTAKES
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.payment_reference import check_reference, has_length_digit
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.claims_csv import read_claims
from infra.intake.refused.refused_line import RefusedLine
from tests.unit.intake.sample_creditors import creditor_of
from tests.unit.intake.whole_file import in_tuples

RECEIVED = date(2026, 9, 1)
PAYDAY = date(2026, 9, 25)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def claims(folder: Path) -> list[ClaimLine]:
    return write_claims(folder / "claims.csv", seed=1, received=RECEIVED)


@pytest.fixture(scope="module")
def payments(folder: Path, claims: list[ClaimLine]) -> list[SamplePayment]:
    return write_payments(folder / "payments.bgmax", claims, seed=2, payday=PAYDAY)


def test_the_claims_read_as_they_were_meant(folder: Path, claims: list[ClaimLine]) -> None:
    assert list(read_claims(folder / "claims.csv")) == claims
    assert len(claims) == 2000


def test_the_same_seed_writes_the_same_bytes(
    folder: Path, claims: list[ClaimLine], payments: list[SamplePayment], tmp_path: Path
) -> None:
    write_claims(tmp_path / "claims.csv", seed=1, received=RECEIVED)
    write_payments(tmp_path / "payments.bgmax", claims, seed=2, payday=PAYDAY)
    for name in ("claims.csv", "payments.bgmax"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_bytes_are_the_same_on_every_machine(
    folder: Path, claims: list[ClaimLine], payments: list[SamplePayment]
) -> None:
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in folder.iterdir()}
    assert digests == {"claims.csv": "37c20278b969d1ea", "payments.bgmax": "ddcb6d2c7862554f"}


def test_another_seed_writes_another_portfolio(claims: list[ClaimLine], tmp_path: Path) -> None:
    assert write_claims(tmp_path / "claims.csv", seed=3, received=RECEIVED) != claims


def test_every_claim_is_overdue_and_has_a_good_reference_of_its_own(claims: list[ClaimLine]) -> None:
    references = [claim.payment_reference or "" for claim in claims]
    assert len(set(references)) == len(claims)
    assert all(check_reference(r, "SE") == r and has_length_digit(r) for r in references)
    assert all(claim.due_date < RECEIVED for claim in claims)
    assert len({(claim.creditor, claim.creditor_reference) for claim in claims}) == len(claims)


def test_a_customer_number_is_always_the_same_person(claims: list[ClaimLine]) -> None:
    names = {(claim.creditor, claim.debtor_id): claim.debtor_name for claim in claims}
    assert all(names[claim.creditor, claim.debtor_id] == claim.debtor_name for claim in claims)
    assert len(names) < len(claims), "some people owe more than one bill"


def test_a_third_of_the_claims_is_below_800_kronor(claims: list[ClaimLine]) -> None:
    small = sum(claim.principal_minor < 80_000 for claim in claims)
    assert 0.29 < small / len(claims) < 0.37


def test_there_are_several_creditors_and_nordic_letters(claims: list[ClaimLine]) -> None:
    assert len({claim.creditor for claim in claims}) == 7
    letters = set("".join(claim.debtor_name for claim in claims))
    assert set("åäöÅÖ") <= letters


def test_the_payments_read_as_they_were_meant(folder: Path, payments: list[SamplePayment]) -> None:
    file = in_tuples(read_bank_file(folder / "payments.bgmax"))
    assert [line.amount_minor for line in file.lines] == [payment.amount_minor for payment in payments]
    assert file.kept_for_a_person == ()
    assert len({line.fingerprint for line in file.lines}) == len(payments)


def test_the_payment_file_is_iso_8859_1_in_records_of_80(folder: Path, payments: list[SamplePayment]) -> None:
    data = (folder / "payments.bgmax").read_bytes()
    assert {len(line) for line in data.split(b"\r\n")[:-1]} == {80}
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_every_kind_of_payment_is_there(payments: list[SamplePayment]) -> None:
    kinds = Counter(payment.kind for payment in payments)
    assert set(kinds) == set(PaymentKind)
    assert kinds[PaymentKind.FULL] > 0.75 * len(payments)
    assert 400 < len(payments) < 600
    assert kinds[PaymentKind.UNKNOWN_REFERENCE] == 1


def test_each_kind_is_what_it_says(folder: Path, claims: list[ClaimLine], payments: list[SamplePayment]) -> None:
    known = {claim.payment_reference for claim in claims}
    for payment, line in zip(payments, read_bank_file(folder / "payments.bgmax").lines, strict=True):
        owed = sum(claim.total_minor for claim in payment.claims)
        named = [reference.text for reference in line.references]
        expected = [claim.payment_reference for claim in payment.claims]
        match payment.kind:
            case PaymentKind.FULL | PaymentKind.TWICE:
                assert (named, payment.amount_minor) == (expected, owed)
            case PaymentKind.UNDERPAID | PaymentKind.IN_TWO_PARTS:
                assert named == expected
                assert 0 < payment.amount_minor < owed
            case PaymentKind.OVERPAID:
                assert named == expected
                assert payment.amount_minor > owed
            case PaymentKind.SEVERAL_REFERENCES:
                assert (named, payment.amount_minor) == (expected, owed)
                assert len(named) == 3
                assert all(reference.amount_minor is None for reference in line.references)
            case PaymentKind.NO_REFERENCE:
                assert named == []
                assert line.text
            case PaymentKind.UNKNOWN_REFERENCE:
                assert check_reference(named[0], "SE")
                assert known.isdisjoint(named)
            case PaymentKind.WRONG_CHECK_DIGIT:
                assert known.isdisjoint(named)
                assert named or line.text[0].startswith("OCR ")


def test_a_bankgiro_and_dates_are_plausible(folder: Path, payments: list[SamplePayment]) -> None:
    file = in_tuples(read_bank_file(folder / "payments.bgmax"))
    assert {check_reference(line.receiver_account, "SE") for line in file.lines} == {"59123406"}
    assert {line.booked_date for line in file.lines} == {PAYDAY}
    assert len(file.deposits) == 3


@pytest.mark.parametrize("count", [40, 41, 100])
def test_a_small_portfolio_has_every_kind_too(tmp_path: Path, count: int) -> None:
    claims = write_claims(tmp_path / "claims.csv", seed=5, count=count, received=RECEIVED)
    kinds = {payment.kind for payment in write_payments(tmp_path / "p.bgmax", claims, seed=6, payday=PAYDAY)}
    assert kinds == set(PaymentKind)


def test_payments_on_too_few_claims_are_not_made(tmp_path: Path) -> None:
    claims = write_claims(tmp_path / "claims.csv", seed=5, count=39, received=RECEIVED)
    with pytest.raises(ValueError, match="at least 40"):
        write_payments(tmp_path / "p.bgmax", claims, seed=6, payday=PAYDAY)


def test_bad_claims_are_refused_for_what_is_wrong_with_them_and_the_rest_is_read(tmp_path: Path) -> None:
    expected = write_bad_claims(tmp_path / "bad.csv")
    lines = list(read_claims(tmp_path / "bad.csv", creditor_of=creditor_of))
    refused = [line for line in lines if isinstance(line, RefusedLine)]
    assert [(line.line_number, line.code) for line in refused] == expected
    assert [line.field for line in refused[:-1]] == [mistake.field for mistake in MISTAKES]
    assert sum(isinstance(line, ClaimLine) for line in lines) == len(MISTAKES)
    assert len({mistake.code for mistake in MISTAKES} | {DUPLICATE}) == len(MISTAKES) + 1
