"""One field's value cannot be used."""

from __future__ import annotations

from infra.intake.refused.codes import ClaimLineCode


class BadValue(ValueError):
    """``code`` is stable, ``reason`` a sentence for a person, without personal data."""

    def __init__(self, code: ClaimLineCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
