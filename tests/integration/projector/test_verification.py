"""How far the read models have come, and that each check finds its damage."""

from __future__ import annotations

import pytest
from psycopg2.extensions import connection

from infra.postgres.progress import lag, positions
from infra.postgres.verification import problems
from tests.integration.projector.stories import three_cases, three_paid_cases
from tests.integration.projector.told_once import Story


@pytest.fixture
def story() -> Story:
    """Three cases, of which two are paid; the third payment is in suspense."""
    return three_cases


def test_lag_is_what_the_log_has_and_the_model_has_not(asked: connection) -> None:
    end = three_paid_cases().next_offset
    assert {one.offsets for one in lag(asked, {0: end})} == {0}
    behind = [one for one in lag(asked, {0: end + 5, 1: 2}) if one.model == "sla"]
    assert [(one.partition, one.offsets) for one in behind] == [(0, 5), (1, 2)]
    assert {reached[0] for reached in positions(asked).values()} == {21}


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE balances_1.ledger_account SET balance_minor = 1 WHERE account = 'suspense'", "trial_balance_is_zero"),
        (
            """
            UPDATE balances_1.ledger_account
            SET balance_minor = balance_minor + CASE account WHEN 'client_payable' THEN 7 ELSE -7 END
            WHERE account IN ('client_payable', 'claims_in_collection')
            """,
            "client_funds_are_owed",
        ),
        (
            "UPDATE balances_1.creditor_funds SET balance_minor = balance_minor - 7 WHERE account = 'client_payable'",
            "what_is_held_for_each_creditor_is_owed",
        ),
        (
            "UPDATE balances_1.creditor_funds SET balance_minor = 2 * balance_minor",
            "creditors_add_up_to_the_ledger",
        ),
        (
            "UPDATE balances_1.creditor_funds SET creditor_id = 'another'",
            "creditors_are_owed_what_was_collected_and_not_remitted",
        ),
        (
            "UPDATE balances_1.case_balance SET fees_minor = fees_minor + 1, claimed_minor = claimed_minor + 1",
            "receivables_are_what_cases_owe",
        ),
        ("UPDATE balances_1.portfolio_balance SET cases = cases + 1", "portfolios_are_the_sum_of_their_cases"),
        ("UPDATE balances_1.payment SET amount_minor = 1", "payments_stand_where_the_ledger_says"),
        ("DELETE FROM audit_trail_1.audit_trail WHERE position = 3", "no_version_is_missing"),
        ("DELETE FROM audit_trail_1.audit_trail WHERE position = 21", "every_folded_event_has_a_row"),
        ("UPDATE audit_trail_1.actor SET events = events + 1", "every_row_is_counted_for_its_actor"),
        ("UPDATE sla_1.clock SET position = 99", "clocks_do_not_run_ahead_of_the_model"),
        ("UPDATE caseledger.checkpoint SET folded = folded - 1 WHERE model = 'sla'", "every_event_is_folded_or_parked"),
        ("UPDATE caseledger.checkpoint SET position = 20, folded = 20 WHERE model = 'sla'", "is_where_the_log_is"),
    ],
)
def test_verification_finds_what_is_damaged(changed: connection, damage: str, check: str) -> None:
    assert problems(changed, {0: 21}) == []
    with changed.cursor() as cursor:
        cursor.execute(damage)
    assert check in {problem.check for problem in problems(changed, {0: 21})}
