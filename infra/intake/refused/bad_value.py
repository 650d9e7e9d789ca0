"""One field's value cannot be used."""

from __future__ import annotations

from infra.intake.refused.codes import ClaimLineCode


class BadValue(ValueError):
    """``code`` is stable, ``reason`` a sentence for a person.

    It never repeats the value: where a column is shifted, the name of a person stands where a date should.
    """

    def __init__(self, code: ClaimLineCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
