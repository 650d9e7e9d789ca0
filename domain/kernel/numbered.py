"""Things of one kind in an aggregate, numbered from 1 and never taken away; they only come to stand otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import Field, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from domain.kernel.quick_record import changed


class HasStatus(Protocol):
    """A dataclass with a status."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def status(self) -> StrEnum: ...


One = TypeVar("One", bound=HasStatus)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[One]):
    """All there ever were, by number."""

    by_number: dict[int, One] = field(default_factory=dict)

    @property
    def next_number(self) -> int:
        """Of the one that comes next."""
        return len(self.by_number) + 1

    def of_status(self, status: StrEnum) -> dict[int, One]:
        """Those that stand like this, by number."""
        return {number: one for number, one in self.by_number.items() if one.status is status}

    def with_one(self, number: int, one: One) -> Self:
        """With one more, or one of them as it stands now."""
        return changed(self, by_number={**self.by_number, number: one})

    def changed(self, number: int, **changes: Any) -> Self:
        """With one of them changed. A log that lost the event which began it is still read to its end."""
        return self.with_one(number, changed(self.by_number[number], **changes)) if number in self.by_number else self

    def all_marked(self, before: Collection[StrEnum], after: StrEnum) -> Self:
        """All of a status among ``before`` have the status ``after``."""
        if not self.by_number or not any(one.status in before for one in self.by_number.values()):
            return self
        marked = {n: changed(one, status=after) if one.status in before else one for n, one in self.by_number.items()}
        return changed(self, by_number=marked)
