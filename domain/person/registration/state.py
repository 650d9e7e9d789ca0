"""Who a person is: the slice ``identity`` of a person's state. It holds no personal text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice


class PersonStatus(StrEnum):
    """What became of a person."""

    UNKNOWN = "unknown"
    REGISTERED = "registered"
    MERGED = "merged"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """``merged_into`` is who stayed when two were one; ``absorbed`` are ids that turned out to be this person's too."""

    status: PersonStatus = PersonStatus.UNKNOWN
    merged_into: UUID | None = None
    absorbed: tuple[UUID, ...] = ()


IDENTITY: Slice[PersonIdentity] = Slice(PersonIdentity())
