"""Any history, cut into any batches, gives the read models that it should."""

from __future__ import annotations

from contextlib import closing

from hypothesis import HealthCheck, Phase, given, note, settings
from psycopg2.extensions import connection

from infra.postgres.connect import connect
from infra.postgres.verification import problems
from projections.catalogue import MODELS
from tests.integration.projector.expectations import expected_balances, expected_clocks, expected_trail
from tests.integration.projector.folded import Folded, contents
from tests.integration.projector.histories import histories, splits
from tests.integration.projector.recorded_log import RecordedLog


def fresh(opened: connection) -> Folded:
    """Empty read models, in the database that the last example used."""
    with opened, opened.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS caseledger CASCADE")
        for model in MODELS:
            cursor.execute(f"DROP SCHEMA IF EXISTS {model.name} CASCADE; DROP SCHEMA IF EXISTS {model.name}_1 CASCADE")
    return Folded(opened)


# Without shrinking: an example takes a second, and the failing history is printed.
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(log=histories, sizes=splits)
def test_batches_of_any_size_give_the_tables_that_single_events_and_a_naive_reckoning_give(
    database_url: str, log: RecordedLog, sizes: list[int]
) -> None:
    for event in log.events:
        note(f"{event.position} {event.aggregate_id} {event.occurred_at} {event.event}")
    with closing(connect(database_url)) as opened:
        fresh(opened).fold_all(log.batches([1] * len(log.records)))
        one_by_one = contents(opened)
        fresh(opened).fold_all(log.batches(sizes))
        in_batches = contents(opened)
        assert in_batches == one_by_one
        assert problems(opened, {0: len(log.events)}) == []
        assert rows(opened, CASES) == expected_balances(log)
        assert rows(opened, CLOCKS) == expected_clocks(log)
        assert rows(opened, TRAIL) == expected_trail(log)


CASES = """
SELECT case_id::text, stage, principal_minor, interest_minor, fees_minor, court_costs_minor,
    collected_minor, paid_to_creditor_minor, written_off_minor, owed_back_minor, payments
FROM balances.case_balance
ORDER BY case_id
"""
# Of every clock that is reckoned naively. How long the others run is for the agency's policy to say: they have tests of
# their own (tests/unit/projections).
CLOCKS = """
SELECT aggregate_id::text, clock, number, state, started_at, due_at, ended_at FROM sla.clock
WHERE clock NOT IN ('approval', 'overpayment') ORDER BY 1, 2, 3
"""
TRAIL = """
SELECT position, type, aggregate_id::text, version FROM audit_trail.audit_trail ORDER BY position
"""


def rows(opened: connection, statement: str) -> list[tuple[object, ...]]:
    """What a statement gives."""
    with opened.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
