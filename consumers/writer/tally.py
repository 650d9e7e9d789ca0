"""What the writer's metrics say of a batch, counted once it is committed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from domain.kernel.application import NumberedEvent
from infra.messages.replies import CommandAnswered
from infra.metrics.catalogue import (
    COMMANDS_ACCEPTED,
    COMMANDS_ANSWERED,
    COMMANDS_ANSWERED_LATE,
    COMMANDS_REFUSED,
    COMMANDS_REPEATED,
    EVENTS_WRITTEN,
    TRANSACTION_COMMANDS,
)
from infra.metrics.promises import LATE_ANSWER_S


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


def count_waits(records: Sequence[Any]) -> None:
    """How many commands waited too long, by the times on their records: those of their senders' clocks."""
    late_before_ms = (time.time() - LATE_ANSWER_S) * 1000
    COMMANDS_ANSWERED.by().inc(len(records))
    COMMANDS_ANSWERED_LATE.by().inc(sum(record.timestamp < late_before_ms for record in records))
