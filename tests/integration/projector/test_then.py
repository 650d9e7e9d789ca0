"""How things stood at another time is what the events say that had happened by then and were on record by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection

from domain.kernel.recorded import RecordedEvent
from infra.audit.history import known
from infra.postgres.connect import connect
from projections.balances import queries
from projections.balances.amounts import AMOUNTS
from projections.balances.answers import CaseBalance
from projections.balances.as_of import balance_after
from projections.balances.rows import rows_of
from projections.kit.then import Then
from projections.kpi.kpi import Kpi
from projections.kpi.queries import Figure, Grouping, Question, figures
from projections.kpi.table import BY_NAME, KPIS
from tests.integration.projector.folded import Folded
from tests.integration.projector.four_cases import told
from tests.integration.projector.histories import CASES, PAYMENTS, histories, splits
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.test_histories import fresh

ZONE = "Europe/Stockholm"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def begins(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(ZONE)).astimezone(UTC)


def times_of(log: RecordedLog) -> list[datetime]:
    """Those at which something changes, and the instants before."""
    days = {day for one in log.events if (day := one.event.effective_on()) is not None}
    at = (
        {begins(day) for day in days}
        | {one.occurred_at for one in log.events}
        | {one.recorded_at for one in log.events}
    )
    return sorted({*at, *(one - timedelta(microseconds=1) for one in at)})


def events_then(log: RecordedLog, aggregate_id: UUID, then: Then) -> Sequence[RecordedEvent]:
    """None when its first event is none of them: it was not there."""
    events = [one for one in log.events if one.aggregate_id == aggregate_id]
    found = known(events, then.happened_by, then.recorded_by, begins)
    return found if found and found[0].version == 1 else []


def cases_then(log: RecordedLog, then: Then) -> list[CaseBalance]:
    """By the events of each case, folded in this process. The creditor is called as the read model calls it."""
    found = [balance_after(events) for case in sorted(CASES) if (events := events_then(log, case, then))]
    return [replace(one, creditor=one.creditor_id) for one in found]


def portfolios_of(cases: Sequence[CaseBalance]) -> dict[tuple[str, str], dict[str, int]]:
    """What the cases add up to."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in cases:
        sums = found[one.portfolio, one.currency]
        counted = {"cases": 1, "open_cases": one.status == "open", "payments": one.payments}
        for name, value in {**counted, **{name: getattr(one, name) for name in AMOUNTS}}.items():
            sums[name] += value
    return {key: dict(sums) for key, sums in found.items()}


def portfolios_then(opened: connection, then: Then) -> dict[tuple[str, str], dict[str, int]]:
    names = ("cases", "open_cases", "payments", *AMOUNTS)
    found = queries.portfolio_balances(opened, then=then)
    return {(one.portfolio or "", one.currency): {name: getattr(one, name) for name in names} for one in found}


def suspense_of(log: RecordedLog, then: Then) -> Iterator[tuple[Any, ...]]:
    """What waits, by the events of each payment."""
    for payment in PAYMENTS:
        if not (events := events_then(log, payment, then)):
            continue
        rows = rows_of(events)
        stands, care = rows.payments[payment], rows.care.get(payment)
        if stands.status in ("suspense", "deducted"):
            yield stands.since, payment, stands.reason, care.owner if care else None, care.suggestions if care else 0


def suspense_then(opened: connection, then: Then) -> list[tuple[Any, ...]]:
    found = queries.suspense(opened, NOW, then=then)
    return [(one.since, one.payment_id, one.reason, one.owner, one.suggestions) for one in found]


GROUPINGS: tuple[Grouping, ...] = ("all", "month", "portfolio", "team")


def figures_of(kpi: Kpi, by: Grouping, opened: connection, then: Then | None) -> list[Figure]:
    """As of one day, whatever the time is of which they are asked."""
    return figures(opened, kpi, Question(at=NOW, zone=ZONE, by=by), then)


# Without shrinking: an example takes a second, and the failing history is printed.
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(log=histories, sizes=splits, choose=st.randoms(use_true_random=False))
def test_at_any_two_times_cases_portfolios_and_suspense_are_what_the_events_say(
    database_url: str, log: RecordedLog, sizes: list[int], choose: Any
) -> None:
    for event in log.events:
        note(f"{event.position} {event.aggregate_id} {event.occurred_at} {event.recorded_at} {event.event}")
    with closing(connect(database_url)) as opened:
        fresh(opened).fold_all(log.batches(sizes))
        times = [None, *times_of(log)]
        for _ in range(25):
            then = Then(choose.choice(times), choose.choice(times), ZONE)
            note(str(then))
            cases = cases_then(log, then)
            assert queries.case_balances(opened, then=then) == cases
            assert portfolios_then(opened, then) == portfolios_of(cases)
            assert suspense_then(opened, then) == sorted(suspense_of(log, then))
            assert queries.suspense_count(opened, then=then) == len(list(suspense_of(log, then)))


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(log=histories, choose=st.randoms(use_true_random=False))
def test_what_was_known_at_a_time_is_what_a_projection_of_the_log_as_it_was_then_shows(
    database_url: str, log: RecordedLog, choose: Any
) -> None:
    asked: list[Callable[[connection, Then | None], object]] = [
        lambda opened, then: queries.case_balances(opened, then=then),
        lambda opened, then: queries.case_balances(opened, status="open", then=then),
        lambda opened, then: queries.portfolio_balances(opened, then=then),
        lambda opened, then: queries.suspense(opened, NOW, then=then),
        *(partial(figures_of, kpi, by) for kpi in KPIS for by in GROUPINGS),
    ]
    cut = choose.randint(1, len(log.events))
    while cut < len(log.events) and log.events[cut].recorded_at == log.events[cut - 1].recorded_at:
        cut += 1
    with closing(connect(database_url)) as opened:
        fresh(opened).fold_all(log.batches([cut])[:1])
        before = [ask(opened, None) for ask in asked]
        fresh(opened).fold_all(log.batches([cut]))
        then = Then(None, log.events[cut - 1].recorded_at, ZONE)
        assert [ask(opened, then) for ask in asked] == before


def test_figures_of_then_are_those_that_were_told_then(folded: Folded) -> None:
    """A small history in which everything is on record when it happens, at the end of each of its days."""
    log = told()
    folded.fold_all(log.batches([7, 5]))
    days = sorted({one.occurred_at.date() for one in log.events})
    told_of: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for day in days:
        evening = datetime.combine(day, time(22), UTC)
        for name in BY_NAME:
            of = [
                figures_of(BY_NAME[name], "all", folded.opened, Then(*then, ZONE))
                for then in ((evening, None), (None, evening))
            ]
            assert of[0] == of[1], f"{name} on {day}"
            told_of[name] |= {(one.numerator, one.denominator) for one in of[0]}
    assert told_of["resolution_rate"] == {(0, 2), (1, 2), (1, 4)}, "two claims come first, and one of them is paid"
    assert told_of["suspense_value"] == {(50_000, 1)}
