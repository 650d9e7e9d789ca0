"""What the customer can pay a month, as it was last worked out: the slice ``affordability`` of a case's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Affordability:
    """``number`` counts the assessments of the case, from 1; 0 when there was none.

    ``disposable_minor`` is what the latest found to be left of a month: zero or less where nothing is.
    """

    number: int = 0
    disposable_minor: int = 0

    @property
    def known_minor(self) -> int | None:
        """What is left of a month; None where nobody has asked."""
        return self.disposable_minor if self.number else None


AFFORDABILITY: Slice[Affordability] = Slice(Affordability())
