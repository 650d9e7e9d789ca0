"""What clients sent and were answered: a file of JSON lines, written while it happens and read by the checker.

One object a line. The order of the lines is the order in which the recorder saw things happen: a ``sent`` stands
before the command could leave, an ``answered`` after the answer had come. Lines that a crash cut short are left out.

    {"sent": "<command id>", "by": "<sender>", "to": "<aggregate id>", "value": "<hex: the record's value>",
     "expects": <version or null>, "happened": "<RFC 3339>", "as": ["<kind of actor>", "<id>"]}
    {"answered": "<command id>", "accepted": true, "repeated": false, "version": 2, "partition": 0, "position": 17,
     "code": "", "asked": "<the fingerprint of what is answered>"}

A command that is sent again has a line for each time. One without an answer is *unknown*: it may have taken place.
Two commands may bear one id, by a sender's mistake; what they ask tells them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.messages.commands import CommandEnvelope
from infra.messages.errors import Undecodable
from infra.messages.fingerprint import fingerprint_of
from infra.messages.replies import CommandAnswered
from infra.messages.values import decode

Key = tuple[UUID, str]
"""A command's id and the fingerprint of what it asks, which is empty when that cannot be read."""


class HistoryUnreadable(Exception):
    """A history file cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class ClientAnswer:
    """What a client was told, and when in the history."""

    when: int
    accepted: bool
    repeated: bool
    version: int
    partition: int
    position: int
    code: str


@dataclass(slots=True)
class Asked:
    """One command: each time that it was sent, and each answer. ``value`` is the record's value as it was sent.

    ``is_timed`` is false for one that was added from the topics: the numbers of its lines say nothing of when it was
    sent and answered, but for the order in which commands of one partition were sent.
    """

    id: UUID
    aggregate_id: UUID
    value: bytes
    sender: str
    expects: int | None
    occurred_at: datetime
    actor: Actor
    sent: list[int] = field(default_factory=list)
    answers: list[ClientAnswer] = field(default_factory=list)
    is_timed: bool = True
    command: Command | None = field(init=False)
    """As it was sent; None when its value cannot be read."""
    key: Key = field(init=False)

    def __post_init__(self) -> None:
        self.command = _command_in(self.value)
        asked = "" if self.command is None else fingerprint_of(self.aggregate_id, self.expects, self.command)
        self.key = (self.id, asked)


@dataclass(slots=True)
class History:
    """All commands of a history, in the order in which they were first sent."""

    commands: dict[Key, Asked] = field(default_factory=dict)
    by_id: dict[UUID, list[Asked]] = field(default_factory=dict)
    """Of one id there is one command, unless a sender used it twice."""
    lines: int = 0

    def add(self, line: dict[str, Any], *, is_timed: bool = True) -> None:
        """Take one line in, in the order in which things happened if it ``is_timed``.

        Raises KeyError, TypeError or ValueError when it is not one.
        """
        self.lines += 1
        if "sent" in line:
            self._add_sent(line, is_timed)
        elif "answered" in line:
            asked = self.commands.get((UUID(line["answered"]), line["asked"]))
            if asked is not None:  # else the command of somebody who is not part of this history
                asked.answers.append(
                    ClientAnswer(
                        self.lines, *(line[name] for name in ClientAnswer.__dataclass_fields__ if name != "when")
                    )
                )
        else:
            raise KeyError("sent or answered")

    def _add_sent(self, line: dict[str, Any], is_timed: bool) -> None:
        value, expects = bytes.fromhex(line["value"]), line["expects"]
        happened, actor = datetime.fromisoformat(line["happened"]), Actor(*line["as"])
        ids = (UUID(line["sent"]), UUID(line["to"]))
        asked = Asked(*ids, value, line["by"], expects, happened, actor, is_timed=is_timed)
        known = self.commands.setdefault(asked.key, asked)
        if known is asked:
            self.by_id.setdefault(asked.id, []).append(asked)
        known.sent.append(self.lines)


def _command_in(value: bytes) -> Command | None:
    try:
        command = decode(value)
    except Undecodable:
        return None
    return command if isinstance(command, Command) else None


def sent_line(sender: str, envelope: CommandEnvelope, value: bytes) -> dict[str, Any]:
    """The line of a command that is about to be sent, with ``value`` as its record's."""
    said = {"sent": str(envelope.id), "by": sender, "to": str(envelope.aggregate_id), "value": value.hex()}
    happened, acting = envelope.occurred_at.isoformat(), [envelope.actor.kind, envelope.actor.id]
    return {**said, "expects": envelope.expected_version, "happened": happened, "as": acting}


def answered_line(answer: CommandAnswered) -> dict[str, Any]:
    """The line of an answer that has come."""
    return {
        "answered": str(answer.command_id),
        "accepted": answer.accepted,
        "repeated": answer.repeated,
        "version": answer.version,
        "partition": answer.partition,
        "position": answer.position,
        "code": answer.code,
        "asked": answer.fingerprint,
    }


class HistoryFile:
    """Records a history; several threads may use it. Each line is in the file when the call returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def sent(self, sender: str, envelope: CommandEnvelope, value: bytes) -> None:
        """Write down that a command is about to be sent: call it before."""
        self._write(sent_line(sender, envelope, value))

    def answered(self, answer: CommandAnswered) -> None:
        """Write down an answer: call it after it came."""
        self._write(answered_line(answer))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock:
            self._file.write(json.dumps(line, separators=(",", ":")) + "\n")


def read_history(path: Path) -> History:
    """The history in a file. Raises HistoryUnreadable, naming the line; a last line without an end is left out."""
    history = History()
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            if not text.endswith("\n"):
                break
            try:
                history.add(json.loads(text))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise HistoryUnreadable(
                    f"{path}, line {number}: it is no line of a history ({type(error).__name__}: {error}). Give a file "
                    "that was written by HistoryFile, or leave the file out to use the topics."
                ) from error
    return history


def history_from(lines: Iterable[dict[str, Any]]) -> History:
    """The history that these lines make."""
    history = History()
    for line in lines:
        history.add(line)
    return history
