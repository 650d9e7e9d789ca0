"""What `status` knows, as findings: workers, how far they are, and what waits for a person."""

from __future__ import annotations

from infra.cli.doctor.looked_at import AllLookedAt, LookedAt, bad, warning
from infra.cli.operations.system_status import SystemStatus, WorkerWithHealth
from infra.cli.render.words import counted
from infra.machines.elsewhere import SILENT, WorkerElsewhere

RESTARTS_MANY = 3
LAG_MANY = 10_000
"""Events: a second's work of a projector."""


def look_at_servers(status: SystemStatus) -> AllLookedAt:
    """Whether they answer."""
    for server in status.servers:
        if server.answers:
            yield LookedAt(server.name, f"answers at {server.place}")
        else:
            yield bad(
                server.name, server.problem, "Start it, or put right where it is: CASELEDGER_* in docs/operating.md."
            )


def look_at_work(status: SystemStatus) -> AllLookedAt:
    """Workers, lag, and what waits."""
    for worker in status.workers:
        yield from _worker(worker)
    for other in status.elsewhere:
        yield _elsewhere(other)
    for model, lag in status.lag.items():
        yield behind(model, lag)
    if status.read_models and status.read_models.parked_events:
        parked = f"{status.read_models.parked_events:,} events of {status.read_models.parked_aggregates:,} aggregates"
        yield warning("parked", parked, "`caseledger parked list` says why, `parked retry` tries again.")
    for problem in status.problems:
        yield warning("status", problem, "Do as it says.")


def _elsewhere(one: WorkerElsewhere) -> LookedAt:
    """A worker of another home, which cannot be started from here."""
    what, found = f"{one.worker} on {one.machine}", f"{one.state}: {one.reason}" if one.reason else one.state
    if one.state == SILENT:
        return warning(
            what, found, "Look at that machine. Its partitions have gone to the others; it may be started again."
        )
    return LookedAt(what, found) if one.is_well else warning(what, found, "`caseledger doctor` on that machine.")


def behind(model: str, lag: int) -> LookedAt:
    """A read model's lag, in events."""
    if lag > LAG_MANY:
        advice = "Ask again in a moment: where it grows, the projector stands still or needs a second one beside it."
        return warning(f"{model} behind", f"{lag:,} events", advice)
    return LookedAt(f"{model} behind", f"{lag:,} events")


def _worker(one: WorkerWithHealth) -> AllLookedAt:
    name, health = one.health.name, one.health
    if not health.is_running:
        yield bad(name, f"{health.state}: {health.reason}" if health.reason else health.state, "`caseledger up`.")
    elif one.supervised.count >= RESTARTS_MANY:
        last = one.supervised.last
        found = f"running, started again {counted(one.supervised.count, 'time')}"
        yield warning(name, f"{found} ({last.why})" if last else found, "Its log in the home says what ended it.")
    else:
        yield LookedAt(name, "running" if one.behind is None else f"running, {one.behind:,} to read")
