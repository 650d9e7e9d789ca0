"""Whether each refusal has an explanation: a moment at which the pure core would have said the same.

The moments that are possible lie between two bounds that follow from what clients saw: everything that had been
answered before the command was sent is in the state, and nothing is that was sent after the refusal had come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from domain.kernel.decision import Context
from domain.kernel.directory import CREDITOR_UNKNOWN, CreditorEntry
from domain.kernel.identity import creditor_uuid
from domain.kernel.refusal import Refusal
from infra.audit.checker.answers import DECIDED_ANEW
from infra.audit.checker.deeds import Deeds, decided
from infra.audit.checker.history import Asked, ClientAnswer, History
from infra.audit.checker.report import CheckReport

LARGE_BYTES = 500_000
"""Of a command from which an event may follow that is too large for the log: half of what a record may have."""

DECIDED_BY_THE_HOUR = frozenset(
    {"happened_before_the_payment", "happened_in_the_future", "review_day_invalid", "books_must_be_kept"}
)
"""Refusals that depend on when the command was decided, which no record says."""


MENDED_SINCE = frozenset({"decision_failed"})
"""Refusals by a fault of ours, which the core of this release need not have any more."""


def check_refusals(history: History, deeds: Deeds, report: CheckReport, place: Callable[[UUID], int]) -> None:
    """Look for the moment of each refusal. Only the first answer counts: later ones repeat it.

    ``place`` gives the partition that an aggregate belongs to.
    """
    for aggregate_id, commands in _by_aggregate(history).items():
        refused = [(asked, _first_refusal(asked)) for asked in commands]
        found = [(asked, answer) for asked, answer in refused if answer is not None]
        if not found:
            continue
        states = list(deeds.states_of(aggregate_id))
        for asked, answer in found:
            bounds = _bounds(asked, answer, commands, deeds)
            seen = [one for one in states if bounds[0] <= one[0] <= bounds[1]]
            if message := _without_reason(asked, answer, seen, history, deeds, place):
                report.found("refusal_unexplained", f"command {asked.id}", message)


def _without_reason(
    asked: Asked,
    refusal: ClientAnswer,
    states: Sequence[tuple[int, object | None]],
    history: History,
    deeds: Deeds,
    place: Callable[[UUID], int],
) -> str | None:
    """What is wrong with a refusal; None when it has an explanation. ``states`` are those that it may have met."""
    if refusal.code == "command_id_reused":
        is_used = _is_used_otherwise(asked, history, deeds)
        return None if is_used else "Refused as the id of another command, and there is none of this id."
    if refusal.code == "wrong_partition":
        is_right = refusal.partition == place(asked.aggregate_id)
        return f"Refused as on the wrong partition, and {refusal.partition} is the right one." if is_right else None
    if _explained(asked, refusal.code, states, _registered(asked, refusal.code, history, deeds)):
        return None
    versions = f"versions {states[0][0]} to {states[-1][0]}" if states else "no version that it can have met"
    return f"Refused with {refusal.code}, and the core never says that of {asked.aggregate_id} at {versions}."


def _is_used_otherwise(asked: Asked, history: History, deeds: Deeds) -> bool:
    """Whether another command has the same id: one that was sent, or one that the log has events of."""
    return len(history.by_id[asked.id]) > 1 or bool(deeds.asked_under(asked.id) - {asked.key[1]})


def _by_aggregate(history: History) -> dict[UUID, list[Asked]]:
    commands: dict[UUID, list[Asked]] = {}
    for asked in history.commands.values():
        commands.setdefault(asked.aggregate_id, []).append(asked)
    return commands


def _first_refusal(asked: Asked) -> ClientAnswer | None:
    if not asked.answers or asked.answers[0].accepted:
        return None
    return asked.answers[0]


def _bounds(asked: Asked, refusal: ClientAnswer, others: Sequence[Asked], deeds: Deeds) -> tuple[int, float]:
    lowest, highest = 0, float("inf")
    if not asked.is_timed:
        return lowest, highest
    for other in others:
        done = deeds.by_command.get(other.key)
        if not done or not other.is_timed or other is asked:
            continue
        if any(answer.when < asked.sent[0] and answer.code not in DECIDED_ANEW for answer in other.answers):
            lowest = max(lowest, done[0].version)
        if other.sent[0] > refusal.when:
            highest = min(highest, done[0].first_version - 1)
    return lowest, highest


def _registered(asked: Asked, code: str, history: History, deeds: Deeds) -> Mapping[str, CreditorEntry]:
    """The creditors that a decision may have known. Who says that there was none must have missed only those of whom
    nobody had been told, when the command was sent, that they are registered."""
    every = deeds.creditors.latest
    if code != CREDITOR_UNKNOWN.code:
        return every
    return {name: entry for name, entry in every.items() if _was_told(creditor_uuid(name), asked, history, deeds)}


def _was_told(aggregate_id: UUID, asked: Asked, history: History, deeds: Deeds) -> bool:
    done = deeds.by_aggregate.get(aggregate_id)
    first = history.commands.get(done[0].key) if done else None
    if first is None or not (first.is_timed and asked.is_timed):
        return False
    return any(answer.accepted and answer.when < asked.sent[0] for answer in first.answers)


def _explained(
    asked: Asked, code: str, states: Sequence[tuple[int, object | None]], creditors: Mapping[str, CreditorEntry]
) -> bool:
    command = asked.command
    if command is None:
        return code == "undecodable"
    if code == "event_too_large":
        return len(asked.value) >= LARGE_BYTES
    if code in DECIDED_BY_THE_HOUR | MENDED_SINCE:
        return True
    context = Context(asked.occurred_at, asked.occurred_at, asked.actor, creditors)
    for version, state in states:
        if code == "version_differs" and asked.expects not in (None, version):
            return True
        try:
            decision = decided(command, asked.aggregate_id, state, context)
        except Exception:  # what the writer answered then is told by another code
            continue
        if isinstance(decision, Refusal) and decision.code == code:
            return True
    return False
