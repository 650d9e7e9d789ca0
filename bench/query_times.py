"""How long one case's balance and trail take to read from PostgreSQL, as the command line reads them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

import psycopg2

from bench.workload import EVENTS_OF_A_CASE, case_of
from infra.runtime.settings import Settings
from projections.audit_trail.queries import TrailFilter, trail
from projections.balances.queries import case_balance

ASKED = 200


def query_times(settings: Settings, cases: int) -> dict[str, float]:
    """Medians in milliseconds over random cases, each asked for once, in a connection that is open already."""
    dice = Random(ASKED)
    chosen = [case_of(dice.randrange(cases)) for _ in range(ASKED)]
    with closing(psycopg2.connect(str(settings.database_url))) as opened:
        assert case_balance(opened, chosen[0]) is not None
        assert len(trail(opened, TrailFilter(case_id=chosen[0]))) >= EVENTS_OF_A_CASE
        return {
            "balance_p50_ms": _median_ms(chosen, lambda case: case_balance(opened, case)),
            "trail_p50_ms": _median_ms(chosen, lambda case: trail(opened, TrailFilter(case_id=case))),
        }


def _median_ms(chosen: list[UUID], ask: Callable[[UUID], object]) -> float:
    taken = []
    for case in chosen:
        began = perf_counter()
        ask(case)
        taken.append((perf_counter() - began) * 1000)
    return median(taken)
