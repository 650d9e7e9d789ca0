from dataclasses import replace

import pytest

from domain.case.claim.receiving import ClaimReceived
from domain.case.deadlines.deadline import DeadlineSet
from domain.case.state import CASE, Stage
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, accepted, open_case, refusal_code


def test_a_claim_opens_a_case_and_its_first_deadline_begins_to_run() -> None:
    received, deadline = accepted(CASE, CASE.initial, CLAIM)
    assert isinstance(received, ClaimReceived)
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.deadline, deadline.kind, deadline.amount_minor) == (1, "payment_demand", CLAIM_TOTAL_MINOR)


def test_principal_interest_and_fees_stay_apart() -> None:
    state = open_case()
    assert (state.principal_minor, state.interest_minor, state.fees_minor) == (100_000, 1_500, 24_000)
    assert state.stage is Stage.OPEN


def test_a_claim_without_a_date_to_pay_by_sets_no_deadline() -> None:
    assert len(accepted(CASE, CASE.initial, replace(CLAIM, pay_by=None))) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "XXX"}, "currency_unknown"),
        ({"jurisdiction": "ZZ"}, "jurisdiction_unknown"),
        ({"principal_minor": 0}, "amount_invalid"),
        ({"interest_minor": -1}, "amount_invalid"),
        ({"jurisdiction": "GB"}, "rule_missing"),
    ],
)
def test_a_claim_that_cannot_be_worked_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal_code(CASE, CASE.initial, replace(CLAIM, **change)) == code  # type: ignore[arg-type]


def test_a_second_claim_under_the_same_reference_is_refused() -> None:
    assert refusal_code(CASE, open_case(), CLAIM) == "claim_already_received"
