"""Why a command was not carried out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command was not carried out.

    ``code`` is stable and for machines; ``message`` is for the person who asked; ``rule`` names the law or policy
    behind it where there is one.
    """

    code: str
    message: str
    rule: str | None = None
