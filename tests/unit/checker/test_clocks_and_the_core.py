"""What the core says of a deadline, its clock says too: whether it runs, stands still, or neither."""

from __future__ import annotations

from uuid import UUID

from domain.case.state import CASE
from infra.audit.checker.event import Seen
from infra.audit.checker.models.sla import sla
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import Step, case_lives, lived

AGGREGATE = UUID(int=0xCA5E)
UNSETTLED = ("running", "paused")


def seen(version: int, step: Step) -> Seen:
    """The event as the checker reads it from the log."""
    return Seen(
        partition=0, offset=version, position=version, version=version, aggregate_id=AGGREGATE, kind=CASE.name,
        event=step.event, event_id=UUID(int=version), causation_id=UUID(int=1), correlation_id=UUID(int=2),
        actor_kind="user", actor_id="agent-1", occurred_at=step.context.occurred_at, recorded_at=step.context.now,
        previous_hash=b"", hash=b"", wrong_hash=False, fingerprint="",
    )  # fmt: skip


@whatever_happens(case_lives, number=400)
def test_a_deadline_and_its_clock_run_and_stand_still_together(asked: object) -> None:
    steps = list(lived(CASE, asked))  # type: ignore[arg-type]
    if not steps:
        return
    rows = sla(seen(version, step) for version, step in enumerate(steps, start=1))["clock"].rows.values()
    clocks = {row["number"]: row["state"] for row in rows if row["clock"] == "payment_deadline"}
    deadlines = {number: one.status.value for number, one in steps[-1].after.deadlines.unsettled().items()}
    assert deadlines == {number: state for number, state in clocks.items() if state in UNSETTLED}
