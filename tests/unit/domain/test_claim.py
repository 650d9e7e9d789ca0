from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.claim.receiving import ClaimReceived
from domain.case.deadlines.setting import DeadlineSet
from domain.case.stages.state import Stage
from domain.case.state import CASE
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, NOW, accepted, at, open_case, refusal_code


def test_a_claim_opens_a_case_and_its_first_deadline_begins_to_run() -> None:
    received, deadline = accepted(CASE, CASE.initial, CLAIM)
    assert isinstance(received, ClaimReceived)
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.deadline, deadline.kind, deadline.amount_minor) == (1, "payment_demand", CLAIM_TOTAL_MINOR)


def test_principal_interest_and_fees_stay_apart() -> None:
    state = open_case()
    owed = [state.balance.owed(part) for part in ("principal", "interest", "fees")]
    assert owed == [100_000, 1_500, 24_000]
    assert state.life.stage is Stage.OPEN


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
        ({"pay_by": date(2026, 3, 1)}, "deadline_in_the_past"),
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
