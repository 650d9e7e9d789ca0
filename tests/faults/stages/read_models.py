"""The read models are made unable to fold one case."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from random import Random
from uuid import UUID

from infra.audit.checker import check
from infra.postgres.connect import connect
from infra.runtime.crash_points import VARIABLE
from tests.faults.world import World
from tests.waiting import PATIENCE_S, wait_until

_REFUSE = """
CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.case_id = '{case}' THEN
        RAISE EXCEPTION 'this case is poisoned' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON {schema}.case_balance FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();
"""


def an_event_is_poisoned(world: World, dice: Random) -> None:
    """One case cannot be folded. It waits, whole and in order, while the others flow; mended, it is taken up again."""
    while not (open_cases := _open_cases(world)):
        world.load.send(10)
        world.await_quiet()
    case = dice.choice(open_cases)
    schema = _poison(world, case)
    with world.under_load():
        for ordinal in range(4):
            world.touch(case, ordinal)
            time.sleep(0.3)
        wait_until(lambda: _waits(world, case), lambda: "nothing was parked", every_s=0.2)
    world.await_quiet()
    codes = set(check(world.history.path, world.settings).counts)
    assert codes == {"parked"}, f"with one case parked, the others should be sound: {codes}"
    still = caseledger(world, "parked", "retry", "--all")
    assert still.returncode == 1, "it was folded though nothing was mended"
    _query(world, f"DROP TRIGGER refuse ON {schema}.case_balance")
    mended = caseledger(world, "parked", "retry", "--all")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    print(f"{case} waited, and was taken up again")


def _open_cases(world: World) -> list[UUID]:
    rows = _query(world, "SELECT case_id FROM balances.case_balance WHERE status = 'open' ORDER BY position LIMIT 50")
    return [UUID(row[0]) for row in rows]


def _poison(world: World, case: UUID) -> str:
    [(build,)] = _query(world, "SELECT build FROM caseledger.build WHERE model = 'balances' AND state = 'serving'")
    _query(world, _REFUSE.format(schema=f"balances_{build}", case=case))
    return f"balances_{build}"


def _waits(world: World, case: UUID) -> bool:
    return bool(_query(world, f"SELECT 1 FROM caseledger.parked_event WHERE aggregate_id = '{case}'"))


def _query(world: World, statement: str) -> list[tuple[str, ...]]:
    assert world.settings.database_url is not None
    with closing(connect(world.settings.database_url)) as opened, opened, opened.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def caseledger(world: World, *arguments: str, crash_at: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from infra.cli.main import run; run()", *arguments],
        env={**world.crew.environ, "CASELEDGER_HOME": str(world.home), VARIABLE: crash_at},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
