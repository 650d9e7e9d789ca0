from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.claim.receiving import ClaimReceived
from domain.case.deadlines.setting import DeadlineSet
from domain.case.stages.state import Stage
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.identity import case_id
from infra.intake.banks.payment_reference import check_reference, has_length_digit
from infra.intake.refused.bad_value import BadValue
from tests.unit.domain.samples import (
    AGENT,
    CLAIM,
    CLAIM_TOTAL_MINOR,
    CREDITOR_NAME,
    CREDITORS,
    NOW,
    accepted,
    at,
    open_case,
    refusal_code,
)


def test_a_claim_opens_a_case_and_its_first_deadline_begins_to_run() -> None:
    received, deadline = accepted(CASE, CASE.initial, CLAIM)
    assert isinstance(received, ClaimReceived)
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.deadline, deadline.kind, deadline.amount_minor) == (1, "payment_demand", CLAIM_TOTAL_MINOR)


def test_principal_interest_and_fees_stay_apart() -> None:
    state = open_case()
    owed = [state.balance.owed(part) for part in ("principal", "interest", "fees")]
    assert owed == [100_000, 1_500, 24_000]
    assert state.life.is_open


def test_a_claim_without_a_date_to_pay_by_sets_no_deadline() -> None:
    assert len(accepted(CASE, CASE.initial, replace(CLAIM, pay_by=None))) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "XXX"}, "currency_unknown"),
        ({"jurisdiction": "ZZ"}, "jurisdiction_unknown"),
        ({"principal_minor": 0}, "amount_invalid"),
        ({"interest_minor": -1}, "amount_invalid"),
        ({"due_date": date(1969, 12, 31), "interest_from": None}, "rule_missing"),
        ({"creditor_id": "nobody"}, "creditor_unknown"),
        ({"creditor_id": CREDITOR_NAME}, "creditor_id_invalid"),
        ({"pay_by": date(2026, 3, 1)}, "deadline_in_the_past"),
        ({"creditor_reference": ""}, "value_missing"),
        ({"creditor_reference": "F 1 "}, "text_not_plain"),
        ({"portfolio": " "}, "value_missing"),
        ({"portfolio": "el-2026\n"}, "text_not_plain"),
        ({"payment_reference": "1110 \u00a00013"}, "text_not_plain"),
    ],
)
def test_a_claim_that_cannot_be_worked_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal_code(CASE, CASE.initial, replace(CLAIM, **change)) == code  # type: ignore[arg-type]


def test_a_second_claim_under_the_same_reference_is_refused() -> None:
    assert refusal_code(CASE, open_case(), CLAIM) == "claim_already_received"


def test_a_claim_is_here_from_when_it_came_in() -> None:
    earlier = at(NOW - timedelta(days=3))
    received = accepted(CASE, CASE.initial, CLAIM, earlier)[0]
    assert isinstance(received, ClaimReceived)
    assert received.received_at == earlier.occurred_at


def test_a_claim_that_was_never_received_has_nothing_owed() -> None:
    assert (CASE.initial.outstanding_minor, CASE.initial.life.stage) == (0, Stage.UNKNOWN)


def issued(**changes: object) -> str:
    """The payment reference of a claim that came without one."""
    received = accepted(CASE, CASE.initial, replace(CLAIM, payment_reference="", **changes))[0]  # type: ignore[arg-type]
    assert isinstance(received, ClaimReceived)
    assert received.reference_issued
    assert f"payment reference {received.payment_reference} issued" in received.sentence()
    return received.payment_reference


def is_good(reference: str, country: str) -> bool:
    try:
        return bool(check_reference(reference, country))
    except BadValue:
        return False


@pytest.mark.parametrize("country", ["SE", "NO", "FI", "DK"])
def test_a_claim_without_a_payment_reference_gets_one_that_the_banks_of_its_country_take(country: str) -> None:
    for number in range(50):
        reference = issued(jurisdiction=country, creditor_reference=f"F-{number}")
        assert check_reference(reference, country) == reference
        others = [reference[:-1] + digit for digit in "0123456789" if digit != reference[-1]]
        assert sum(is_good(other, country) for other in others) <= 1, "a KID has two rules, all others have one"


def test_a_swedish_reference_of_ours_has_its_length_digit_too() -> None:
    assert has_length_digit(issued())


def test_the_reference_of_ours_is_the_same_however_often_the_claim_comes_and_another_for_another_claim() -> None:
    assert issued() == issued()
    assert len({issued(creditor_reference=f"F-{number}") for number in range(500)}) == 500


@pytest.mark.parametrize("nothing", ["", "0", "000"])
def test_a_reference_that_refers_to_nothing_is_none(nothing: str) -> None:
    received = accepted(CASE, CASE.initial, replace(CLAIM, payment_reference=nothing))[0]
    assert isinstance(received, ClaimReceived)
    assert received.reference_issued


def test_a_claim_keeps_the_reference_that_it_came_with_and_the_name_that_its_creditor_had() -> None:
    received = accepted(CASE, CASE.initial, CLAIM)[0]
    assert isinstance(received, ClaimReceived)
    assert (received.payment_reference, received.reference_issued) == ("655969", False)
    assert received.creditor_name == CREDITOR_NAME


def test_a_claim_before_its_creditor_has_a_contract_is_taken() -> None:
    assert accepted(CASE, CASE.initial, CLAIM, Context(NOW, NOW, AGENT, CREDITORS))
    assert CLAIM.belongs_to() == case_id(CLAIM.creditor_id, CLAIM.creditor_reference)
