"""Personal data in messages: which texts are about a person, and whose they are.

A field that is about a person is annotated in its class, and everything else follows from that: on an event's record
it is sealed with a key of that person, and whoever has no such key reads a text that says so. Evolvers are given events
in this form, so no state can hold what erasure could not reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar, get_args

Category = Literal["contact", "special"]
"""``contact`` is who a person is and how to reach them; ``special`` is health, life events and the like."""

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """``person`` is the field that holds the person's id (a UUID), in the same record or the one around it."""

    category: Category
    person: str = "person_id"


Value = TypeVar("Value")

Personal = Annotated[Value, PersonalData("contact")]
"""``Personal[str]`` or ``Personal[str | None]``: about the person whom ``person_id`` names. When another field does:
``Annotated[str, PersonalData("contact", "payer_id")]``."""

Special = Annotated[Value, PersonalData("special")]
"""The same for the special category of personal data (GDPR Art. 9, and what is as grave)."""


class Withheld(str):
    """Stands in a personal field for a text that the reader does not have. As a text, it says why."""

    __slots__ = ()


class Sealed(Withheld):
    """A text under its seal: there, and readable with the person's key. Equal only to the same sealed bytes."""

    __slots__ = ("content",)
    content: bytes

    def __new__(cls, content: bytes) -> Sealed:
        self = super().__new__(cls, "(sealed)")
        self.content = content
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.content == other.content

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.content)

    def __reduce__(self) -> tuple[type[Sealed], tuple[bytes]]:
        return Sealed, (self.content,)


WITHHELD: Final = Withheld("(withheld)")
"""There is a text, and it is not for this reader: used where events are compared whatever their texts."""

ERASED: Final = Withheld("(erased)")
"""The person's key is gone, and with it the text."""
