"""What is kept of each import: a folder with the file, until it is taken in, and what became of it.

``waiting/<id>`` are those that are not at an end, ``ended/<id>`` the others: a folder is renamed from the one to the
other, so that a process that dies leaves each where the next one finds it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any
from uuid import UUID

from infra.intake.refused.refused import read_refused
from infra.intake.refused.refused_line import RefusedLine
from infra.stack.files import write_atomically

IMPORTS_FOLDER = "imports"
"""In the home."""
NAME_LENGTH_MAX = 100
ABANDONED_S = 86_400.0
_NOT_IN_A_NAME = re.compile(r"[^\w. -]+")
_REFUSED_ENCODING = "iso-8859-1"
"""A bank file's originals are in the bank's own encoding; see ``import_payments``."""


class ImportKind(StrEnum):
    """What a file tells of."""

    PAYMENTS = "payments"
    CLAIMS = "claims"


class ClaimsEncoding(StrEnum):
    """In which a claims file is written."""

    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"
    ISO_8859_1 = "iso-8859-1"


class ImportStatus(StrEnum):
    """Where an import is. The first two are taken up again when a process begins."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    REJECTED = "rejected"
    """Nothing of the file was taken in: it is none, or does not add up."""


ENDED = frozenset({ImportStatus.DONE, ImportStatus.REJECTED})


@dataclass(slots=True)
class ImportState:
    """``lines`` is how many the file has, None before it was read; ``settled`` how many have been answered.

    ``encoding`` is that of a claims file, and ``pay_within`` says in how many days from ``received_at`` on its debtors
    may pay, None for no first deadline.

    ``attempts``: what an earlier attempt received counts as received before. ``tally`` is as of ``import payments``,
    ``would`` counts what the lines of a dry run would become, and ``rejected`` says why the whole file is refused.
    ``problem`` says why it waits.
    """

    import_id: str
    file_name: str
    actor_id: str
    dry_run: bool
    received_at: str
    bytes: int
    sha256: str
    kind: ImportKind = ImportKind.PAYMENTS
    actor_kind: str = "user"
    encoding: ClaimsEncoding = ClaimsEncoding.UTF_8
    pay_within: int | None = None
    status: ImportStatus = ImportStatus.WAITING
    attempts: int = 0
    format: str | None = None
    lines: int | None = None
    settled: int = 0
    bank_file_id: str | None = None
    finished_at: str | None = None
    problem: str | None = None
    tally: dict[str, Any] | None = None
    would: dict[str, int] | None = None
    would_lines: list[dict[str, Any]] = field(default_factory=list)
    rejected: dict[str, Any] | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.status in ENDED

    @property
    def can_be_taken_in(self) -> bool:
        """Whether it was only tried, and can be read."""
        return self.dry_run and self.status is ImportStatus.DONE

    @property
    def refused_encoding(self) -> str:
        """Of the file of refused lines."""
        return self.encoding.value if self.kind is ImportKind.CLAIMS else _REFUSED_ENCODING

    @property
    def place(self) -> tuple[datetime, UUID]:
        """What lists are sorted by."""
        return datetime.fromisoformat(self.received_at), UUID(self.import_id)


class ImportStore:
    """The folder of imports. Several threads and processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._waiting, self._ended = folder / "waiting", folder / "ended"

    def make_room(self, import_id: UUID, file_name: str) -> Path:
        """Where to write the file of a new import; it is none until ``keep`` says so."""
        folder = self._waiting / f".{import_id}"
        folder.mkdir(mode=0o700, parents=True)
        return folder / file_name

    def clear(self) -> None:
        """Rooms of files that never became whole, and that nobody writes to any more, are gone; and after a day files
        that were only tried."""
        for room in self._waiting.glob(".*-*"):
            if time.time() - room.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(room, ignore_errors=True)
        for state in _states(self._ended):
            kept = self._ended / state.import_id / state.file_name
            if state.dry_run and kept.exists() and time.time() - kept.stat().st_mtime > ABANDONED_S:
                kept.unlink(missing_ok=True)

    def drop(self, import_id: UUID) -> None:
        """What was begun is nothing."""
        shutil.rmtree(self._waiting / f".{import_id}", ignore_errors=True)

    def keep(self, state: ImportState) -> None:
        """The file is whole, and is an import from now on."""
        folder = self._waiting / f".{state.import_id}"
        _write(folder, state)
        folder.rename(self._waiting / state.import_id)

    def write(self, state: ImportState) -> None:
        """What is known of an import that is not at an end."""
        _write(self._waiting / state.import_id, state)

    def end(self, state: ImportState) -> None:
        """It has ended: its file is not kept any longer, what is refused of it is. After a dry run the file is kept for
        a day: so long it can be taken in."""
        folder = self._waiting / state.import_id
        _write(folder, state)
        self._ended.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(self._ended / state.import_id)
        if not state.can_be_taken_in:
            (self._ended / state.import_id / state.file_name).unlink(missing_ok=True)

    def take_in(self, tried: ImportState, taken: ImportState) -> bool:
        """The file of a dry run as an import of its own; False when it is kept no longer."""
        import_id = UUID(taken.import_id)
        if self.get(import_id) is not None:
            return True  # it was asked for before
        try:
            place = self.make_room(import_id, taken.file_name)
            os.link(self._ended / tried.import_id / tried.file_name, place)
            self.keep(taken)
        except FileExistsError:
            return True  # it is asked for at the same moment
        except FileNotFoundError:
            self.drop(import_id)
            return False
        return True

    def file_of(self, state: ImportState) -> Path:
        """The file, until the import has ended."""
        return self._waiting / state.import_id / state.file_name

    def refused_folder(self, state: ImportState) -> Path:
        """Where what a person must look at is kept."""
        return self._waiting / state.import_id / "refused"

    def get(self, import_id: UUID) -> ImportState | None:
        """One; None when there is none."""
        return _read(self._waiting / str(import_id)) or _read(self._ended / str(import_id))

    def all(self) -> list[ImportState]:
        """Those that came last first."""
        return sorted((*self.waiting(), *_states(self._ended)), key=lambda state: state.place, reverse=True)

    def waiting(self) -> list[ImportState]:
        """Those that are not at an end, the oldest first."""
        return sorted(_states(self._waiting), key=lambda state: state.place)

    def refused_lines(self, import_id: UUID) -> list[RefusedLine]:
        """Of an import that has ended, every line that was refused or is kept for a person."""
        state = self.get(import_id)
        encoding = state.refused_encoding if state else _REFUSED_ENCODING
        reports = sorted((self._ended / str(import_id) / "refused").glob("*.refused.csv"))
        return [line for report in reports for line in read_refused(report, encoding)]

    @contextmanager
    def alone_with(self, state: ImportState) -> Iterator[bool]:
        """Whether no other process takes this import in, until the end of the block."""
        try:
            handle = os.open(self._waiting / state.import_id / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        except FileNotFoundError:
            yield False  # it has just ended
            return
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(handle)


def name_to_keep(said: str | None) -> str:
    """The name under which a file is kept and told of: no path, nothing invisible, not hidden."""
    name = _NOT_IN_A_NAME.sub("_", re.split(r"[/\\]", said or "")[-1]).strip(" .")
    return name[:NAME_LENGTH_MAX] or "upload"


def _write(folder: Path, state: ImportState) -> None:
    write_atomically(folder / "state.json", json.dumps(asdict(state), indent=1) + "\n")


def _states(folder: Path) -> list[ImportState]:
    with suppress(FileNotFoundError):
        found = (_read(one) for one in folder.iterdir() if not one.name.startswith("."))
        return [state for state in found if state is not None]
    return []


def _read(folder: Path) -> ImportState | None:
    try:
        said = json.loads((folder / "state.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    known = {one.name for one in fields(ImportState)}
    state = ImportState(**{name: value for name, value in said.items() if name in known})
    state.status, state.kind = ImportStatus(state.status), ImportKind(state.kind)
    state.encoding = ClaimsEncoding(state.encoding)
    return state
