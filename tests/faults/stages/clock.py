"""The deadline clock's time jumps forwards, backwards and through a daylight-saving change."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from uuid import UUID

from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from infra.postgres.connect import connect
from tests.faults.world import TODAY, World
from tests.waiting import wait_until

# Due on Friday 27 March 2026; three business days of grace end with 1 April in Stockholm, where summer time begins
# on 29 March: at 22:00 UTC, and not at 23:00 as it would have been a week before.
DUE = date(2026, 3, 27)
GRACE_ENDS = datetime(2026, 4, 1, 22, tzinfo=UTC)
CASES = 5
STILL_S = 1.5
"""Three steps of the clock: what it would have done, it has done by then."""


def the_clock_jumps(world: World, dice: Random) -> None:
    """Each deadline is marked missed once its grace is over by the clock, once, however the clock came there."""
    stockholm_winter, stockholm_summer = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
    with world.under_load(20):
        cases = _with_deadline(world)
        moment = timedelta(microseconds=1)
        before_change = datetime(2026, 3, 29, 1, 59, 59, tzinfo=stockholm_winter)
        after_change = datetime(2026, 3, 29, 3, 0, 0, tzinfo=stockholm_summer)
        for instant in (before_change, after_change, TODAY, GRACE_ENDS - moment):
            world.set_clock(instant, runs=False)
            time.sleep(STILL_S / 2)
        time.sleep(STILL_S)
        assert _missed(world, cases) == {}, "a deadline was missed before its grace was over"
        world.set_clock(GRACE_ENDS, runs=False)
        wait_until(
            lambda: len(_missed(world, cases)) == CASES,
            lambda: f"{_missed(world, cases)} of {CASES} were missed",
            every_s=0.2,
        )
        for instant in (TODAY - timedelta(days=40), GRACE_ENDS + timedelta(days=400), GRACE_ENDS, TODAY):
            world.set_clock(instant, runs=dice.random() < 0.5)
            time.sleep(STILL_S / 2)
    world.set_clock(TODAY)
    world.await_quiet()
    time.sleep(STILL_S)
    assert _missed(world, cases) == dict.fromkeys(cases, 1)
    print(f"{CASES} deadlines, each missed once, at {GRACE_ENDS}")


def _with_deadline(world: World) -> list[UUID]:
    """New cases, each with the deadline and no other, which nobody pays."""
    cases = []
    for _ in range(CASES):
        case = world.open_case(pay_by=None)
        world.ask(case, SetDeadline(DeadlineKind.REPLY, DUE, 0))
        cases.append(case)
    world.client.await_answers()
    return cases


def _missed(world: World, cases: list[UUID]) -> dict[UUID, int]:
    """How often each case missed a deadline, as the audit trail tells it."""
    assert world.settings.database_url is not None
    with closing(connect(world.settings.database_url)) as opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT aggregate_id::text, count(*) FROM audit_trail.audit_trail"
            " WHERE type = 'DeadlineMissed' AND aggregate_id = ANY (%s::uuid[]) GROUP BY 1",
            ([str(case) for case in cases],),
        )
        return {UUID(case): count for case, count in cursor}
