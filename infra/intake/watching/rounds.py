"""One round over a watched folder. By the numbers that stand in the code, for each file:

1. It has not changed for a while.
2. It is read whole and imported: whatever was received of it before, also by a process that died, adds nothing.
3. If nothing about it has changed meanwhile, it is moved to ``done``. A file of which nothing can be taken in goes to
   ``refused`` once it has stood still for long, for it may be half a file whose sender has paused; its reason is
   written there first.

So a crash at any moment leaves the file where the next round finds it, or in its place. What cannot be read, sent or
moved now is tried again ever more rarely, and stands in no other file's way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from eventsourcing.persistence import PersistenceError
from kafka.errors import KafkaError

from infra.client.errors import CommandNotAnswered
from infra.intake.importing.tally import Tally
from infra.intake.refused.rejected import BankFileRejected
from infra.intake.watching.folder import Looks, WatchedFolder, free_name
from infra.runtime.crash_points import crash_point
from infra.stack.files import write_atomically

REFUSED_AFTER_S = 60.0
"""So long a file must stand still before it is refused."""
TRY_AGAIN_S, TRY_AGAIN_S_MAX = 5.0, 300.0

Take = Callable[[Path, Path], Tally]
"""Imports a file, and keeps in a folder what of it a person must look at. Raises BankFileRejected when it is none."""


class Became(StrEnum):
    """What happened to a file in a round."""

    DONE = "done"
    REFUSED = "refused"
    WAITS = "waits"
    """It could not be read, sent or moved now."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """``where`` it is now. ``tally`` is of its lines, where they were taken in; ``reason`` says why not."""

    name: str
    became: Became
    where: Path
    tally: Tally | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        counts = self.tally and {
            "received": self.tally.received, "received_before": self.tally.received_before,
            "refused": self.tally.refused,
        }  # fmt: skip
        told = {"file": self.name, "became": self.became.value, "where": str(self.where), "reason": self.reason}
        return {**told, **(counts or {})}


class Left(NamedTuple):
    """Files that lie in the folder after a round: ``coming`` were not taken yet, since they may not be whole;
    ``waiting`` could not be, and are tried again."""

    coming: int
    waiting: int


@dataclass(slots=True)
class _Trouble:
    """A file to be tried again at a time, or as soon as it looks different. ``is_told``: somebody knows that it waits.
    ``tally`` when it has been imported, and only could not be moved."""

    looks: Looks | None
    again_at_s: float
    pause_s: float
    is_told: bool
    tally: Tally | None = None


@dataclass(slots=True)
class Rounds:
    """``take`` imports one file. ``tell`` is told what became of each; of one that waits, each time it was tried."""

    folder: WatchedFolder
    take: Take
    tell: Callable[[FileTold], None]
    refused_after_s: float = REFUSED_AFTER_S
    _troubles: dict[Path, _Trouble] = field(default_factory=dict)

    def once(self) -> Left:
        """One round: what lies there still. Raises OSError when the folder cannot be read."""
        files = self.folder.files()
        self._troubles = {path: trouble for path, trouble in self._troubles.items() if path in files}
        for path in files:
            if self.folder.is_settled(path) and self._is_due(path):  # 1
                self._handle(path)
        left = self.folder.files()
        waiting = sum(path in self._troubles and self._troubles[path].is_told for path in left)
        return Left(len(left) - waiting, waiting)

    def _is_due(self, path: Path) -> bool:
        trouble = self._troubles.get(path)
        return trouble is None or self.folder.now_s() >= trouble.again_at_s or self.folder.looks(path) != trouble.looks

    def _handle(self, path: Path) -> None:
        looks = self.folder.looks(path)
        trouble = self._troubles.get(path)
        try:
            taken = trouble.tally if trouble and trouble.looks == looks else None
            tally = taken or self.take(path, self.folder.done)  # 2
            crash_point("watch-before-move")
            self._taken(path, looks, tally)
        except BankFileRejected as rejected:
            self._rejected(path, looks, rejected)
        except Exception as error:  # whatever it is, the other files wait for this round
            self._wait(path, looks, _in_words(error))

    def _taken(self, path: Path, looks: Looks | None, tally: Tally) -> None:
        if self.folder.looks(path) != looks:  # 3: somebody has written into it meanwhile, so it is another file
            self._wait(path, looks, "It was changed while it was taken in; it is taken again.")
            return
        try:
            where = self._move(path, free_name(self.folder.done, path.name))
        except OSError as error:
            self._wait(path, looks, f"It is taken in, and cannot be moved: {error}", tally)
            return
        self.tell(FileTold(path.name, Became.DONE, where, tally))

    def _rejected(self, path: Path, looks: Looks | None, rejected: BankFileRejected) -> None:
        left_s = self.refused_after_s - self.folder.still_for_s(path)
        if left_s > 0:  # the other half may still come
            self._troubles[path] = _Trouble(looks, self.folder.now_s() + left_s, TRY_AGAIN_S, is_told=False)
            return
        where = free_name(self.folder.refused, path.name)
        try:
            write_atomically(where.with_name(f"{where.name}.reason.json"), _reason(path, rejected), mode=0o640)
            crash_point("watch-before-refusing")
            self._move(path, where)
        except OSError as error:
            self._wait(path, looks, f"It is refused ({rejected}), and cannot be moved: {error}")
            return
        self.tell(FileTold(path.name, Became.REFUSED, where, reason=str(rejected)))

    def _move(self, path: Path, where: Path) -> Path:
        path.rename(where)
        crash_point("watch-after-move")
        self.folder.forget(path)
        self._troubles.pop(path, None)
        return where

    def _wait(self, path: Path, looks: Looks | None, reason: str, tally: Tally | None = None) -> None:
        before = self._troubles.get(path)
        pause_s = min(before.pause_s * 2, TRY_AGAIN_S_MAX) if before and before.is_told else TRY_AGAIN_S
        self._troubles[path] = _Trouble(looks, self.folder.now_s() + pause_s, pause_s, True, tally)
        self.tell(FileTold(path.name, Became.WAITS, path, reason=reason))


def _in_words(error: Exception) -> str:
    """Errors of the system and our own say what to do; of any other only its kind: its text may repeat what it met."""
    if isinstance(error, OSError | CommandNotAnswered | PersistenceError | KafkaError):
        return str(error)
    return f"A fault of ours: {type(error).__name__}. Report it with the file."


def _reason(path: Path, rejected: BankFileRejected) -> str:
    told = {
        "file": path.name, "line": rejected.line, "field": rejected.field, "code": rejected.code,
        "message": rejected.message, "stated": rejected.stated, "computed": rejected.computed,
        "difference": rejected.difference,
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
