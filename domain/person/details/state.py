"""What of a person's wishes their cases must heed: the slice ``wishes`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice


class WishedChannel(StrEnum):
    """A way to reach somebody."""

    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    MY_PAGE = "my_page"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Ways that the person does not want to be reached."""

    unwanted: tuple[WishedChannel, ...] = ()


@dataclass(frozen=True, slots=True)
class ToHeed:
    """What every case of a person must know of them: ``declined`` are ways not to use, and ``has_debt_adviser`` says
    that somebody advises them on their debts, to whom demands go."""

    declined: tuple[WishedChannel, ...] = ()
    has_debt_adviser: bool = False


NOTHING_TO_HEED = ToHeed()
WISHES: Slice[Wishes] = Slice(Wishes())
