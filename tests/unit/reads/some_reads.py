"""Reads to try with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.kernel.recorded import Actor
from infra.reads.purposes import ReadingPurpose
from infra.reads.read import Door, Read

AT = datetime(2026, 3, 2, 8, 30, 0, 250_000, tzinfo=UTC)
CASES = (UUID(int=11), UUID(int=12))
WHOM = UUID(int=21)


def some_read(number: int = 1, **other: Any) -> Read:
    """One of an auditor, an hour after the one before it."""
    given: dict[str, Any] = {
        "id": UUID(int=number),
        "at": AT + timedelta(hours=number),
        "reader": Actor("user", "auditor-1"),
        "role": "auditor",
        "door": Door.CONSOLE,
        "question": "person",
        "rows": 1,
        "cases": CASES,
        "persons": (WHOM,),
        "purpose": ReadingPurpose.AUDIT,
        "in_the_clear": True,
    }
    return Read(**given | other)
