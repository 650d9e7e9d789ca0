"""Who a person is: the slice ``identity`` of a person's state. It holds no personal text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice


class PersonStatus(StrEnum):
    """What became of a person."""

    UNKNOWN = "unknown"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """Whether anything is known of somebody under this id."""

    status: PersonStatus = PersonStatus.UNKNOWN


IDENTITY: Slice[PersonIdentity] = Slice(PersonIdentity())
