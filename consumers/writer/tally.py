"""What the writer's metrics say of a batch, counted once it is committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.kernel.application import NumberedEvent
from infra.messages.replies import CommandAnswered
from infra.metrics.catalogue import (
    COMMANDS_ACCEPTED,
    COMMANDS_REFUSED,
    COMMANDS_REPEATED,
    EVENTS_WRITTEN,
    TRANSACTION_COMMANDS,
)


def count_batch(answered: Sequence[tuple[str, CommandAnswered]], events: Iterable[NumberedEvent]) -> None:
    """``answered`` is the name of each command and its answer."""
    TRANSACTION_COMMANDS.by().observe(len(answered))
    outcomes = Counter((command, answer.repeated, answer.code) for command, answer in answered)
    for (command, repeated, code), number in outcomes.items():
        if repeated:
            COMMANDS_REPEATED.by(command).inc(number)
        elif code:
            COMMANDS_REFUSED.by(command, code).inc(number)
        else:
            COMMANDS_ACCEPTED.by(command).inc(number)
    for event, number in Counter(type(numbered.event).__name__ for numbered in events).items():
        EVENTS_WRITTEN.by(event).inc(number)
