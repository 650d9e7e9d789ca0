"""What of a person's wishes their cases must heed: the slice ``wishes`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice


class WishedChannel(StrEnum):
    """A way to reach somebody."""

    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    MY_PAGE = "my_page"


_SAME_NUMBER = (WishedChannel.SMS, WishedChannel.PHONE)


def way_by(channel: str) -> WishedChannel | None:
    """The way to a person that a channel is; None for one that leads to nobody by itself, such as a chat."""
    return next((one for one in WishedChannel if one == channel), None)


def ways_of(way: WishedChannel) -> tuple[WishedChannel, ...]:
    """All that lead where this one does: a call and a text message go to one number."""
    return _SAME_NUMBER if way in _SAME_NUMBER else (way,)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Ways that the person does not want to be reached; ways by which somebody else was reached, until a person has
    made sure of them; and the time zone in which they live, None where nobody has said another than their country's."""

    unwanted: tuple[WishedChannel, ...] = ()
    wrong: tuple[WishedChannel, ...] = ()
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class ToHeed:
    """What every case of a person must know of them.

    ``declined`` are ways not to use. ``representatives`` act for them, those who advise on debts first: letters go to
    the first. ``has_debt_adviser`` says that one of them does. By the ways ``wrong`` somebody else was reached; of
    those ``confirmed`` somebody has just made sure. ``time_zone`` is the one in which they live, None for their
    country's.
    """

    declined: tuple[WishedChannel, ...] = ()
    has_debt_adviser: bool = False
    representatives: tuple[UUID, ...] = ()
    wrong: tuple[WishedChannel, ...] = ()
    confirmed: tuple[WishedChannel, ...] = ()
    time_zone: str | None = None


NOTHING_TO_HEED = ToHeed()
WISHES: Slice[Wishes] = Slice(Wishes())
