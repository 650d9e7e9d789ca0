"""Where the log ends, held against who has seen it longer: the read models, and heads that somebody kept."""

from __future__ import annotations

from collections.abc import Mapping

from infra.audit.heads import KeptHeads
from infra.cli.doctor.looked_at import AllLookedAt, LookedAt, bad, warning
from infra.cli.operations.system_status import SystemStatus

RESTORE = "Do not let a writer run on it: restore the log from a copy that is whole (docs/backup.md), and ask again."


def look_at_ends(status: SystemStatus, kept: KeptHeads | None) -> AllLookedAt:
    """A log whose last events are gone is whole in itself, and only who saw more of it can tell."""
    if status.log is None:
        return
    ends = status.log.positions
    if status.read_models is not None:
        yield from folded(ends, status.read_models.positions)
    if kept is not None:
        yield from heads(status.log.log_id, ends, kept)
    yield waiting(status.log.commands_waiting)


def folded(ends: Mapping[int, int], models: Mapping[str, Mapping[int, int]]) -> AllLookedAt:
    """Whether a read model has folded events that the log does not have."""
    ahead = [
        f"partition {number} ends at position {ends.get(number, 0)} and {model} has folded {position}"
        for model, reached in models.items()
        for number, position in reached.items()
        if position > ends.get(number, 0)
    ]
    if ahead:
        yield bad("end of the log", "; ".join(ahead), RESTORE)
    else:
        yield LookedAt("end of the log", f"{sum(ends.values()):,} events, and no read model has seen more")


def heads(log_id: str, ends: Mapping[int, int], kept: KeptHeads) -> AllLookedAt:
    """Whether the log still reaches as far as it did when the heads were kept."""
    taken = f"kept on {kept.taken_at:%Y-%m-%d %H:%M} UTC"
    cut = [
        f"partition {number} ends at {ends.get(number, 0)} and had reached {head.position}"
        for number, head in kept.heads.items()
        if head.position > ends.get(number, 0)
    ]
    if kept.log_id != log_id:
        yield bad("heads", f"{taken}, of the log {kept.log_id}", f"This log is {log_id}: name the heads of this one.")
    elif cut:
        yield bad("heads", f"{taken}: {'; '.join(cut)}", RESTORE)
    else:
        told = f"{taken}: the log still reaches as far; `caseledger verify --against` compares every event"
        yield LookedAt("heads", told)


def waiting(commands: int) -> LookedAt:
    """Commands that nobody has answered yet."""
    if commands:
        advice = "Ask again in a moment: where it does not fall, no writer runs or none can; its line above says why."
        return warning("commands", f"{commands:,} wait for a writer", advice)
    return LookedAt("commands", "none waits for a writer")
