"""One read: what stands on record when somebody was shown something of cases or persons. Ids only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.kernel.recorded import Actor
from infra.reads.purposes import ReadingPurpose


class Door(StrEnum):
    """By which way it was asked."""

    API = "api"
    CONSOLE = "console"
    MY_PAGE = "my_page"
    COMMAND_LINE = "command_line"


@dataclass(frozen=True, slots=True)
class Read:
    """``question`` is the name of what was asked (``case-statement``), ``rows`` how many rows the answer had.

    ``cases`` and ``persons`` are those that the answer is about or names. ``in_the_clear``: personal fields were in it
    that are masked for others. ``purpose`` is what the reader said; None: nothing. ``at`` is in UTC.
    """

    id: UUID
    at: datetime
    reader: Actor
    role: str
    door: Door
    question: str
    rows: int
    cases: tuple[UUID, ...] = ()
    persons: tuple[UUID, ...] = ()
    purpose: ReadingPurpose | None = None
    in_the_clear: bool = False

    def value(self) -> bytes:
        """As it stands on record: JSON."""
        document: dict[str, Any] = {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "reader": {"kind": self.reader.kind, "id": self.reader.id},
            "role": self.role,
            "door": self.door.value,
            "question": self.question,
            "rows": self.rows,
            "cases": [str(one) for one in self.cases],
            "persons": [str(one) for one in self.persons],
            "purpose": self.purpose and self.purpose.value,
            "in_the_clear": self.in_the_clear,
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def read_from(key: bytes, value: bytes) -> Read:
    """The read of a record of ours. Raises ValueError for anything else."""
    try:
        said = json.loads(value)
        return Read(
            id=UUID(key.decode("ascii")),
            at=datetime.fromisoformat(said["at"]),
            reader=Actor(said["reader"]["kind"], said["reader"]["id"]),
            role=said["role"],
            door=Door(said["door"]),
            question=said["question"],
            rows=int(said["rows"]),
            cases=tuple(UUID(one) for one in said["cases"]),
            persons=tuple(UUID(one) for one in said["persons"]),
            purpose=None if said["purpose"] is None else ReadingPurpose(said["purpose"]),
            in_the_clear=bool(said["in_the_clear"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"it is no read that this program knows ({type(error).__name__})") from None
