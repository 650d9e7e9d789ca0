"""What the answer to each question may hold of people. A route that is not named here is taken for the worst."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class MayHold(StrEnum):
    """``PERSONAL``: fields that are masked for some; it leaves only when the read is on record. ``IDS``: which cases or
    persons, and what became of them; put on record behind the answer. ``STREAM``: the same without an end, put on
    record as it begins. ``NOTHING``: of nobody, and not put on record."""

    PERSONAL = "personal"
    IDS = "ids"
    STREAM = "stream"
    NOTHING = "nothing"


_PERSONAL = ("case-letter", "person", "suspense")
_IDS = (
    "approvals", "bank-file-lines", "case", "case-clocks", "case-explain", "case-history", "case-letters",
    "case-state", "case-statement", "case-trail", "cases", "combined-plan-change-layout", "combined-plan-layout",
    "combined-plans", "command-status", "disclosures", "event", "events", "parked", "parked-waiting",
    "person-disclosures", "refunds", "rejected", "sla-breached", "trail",
)  # fmt: skip
_STREAMS = ("case-stream", "event-stream")
_NOTHING = (
    "accounts", "balances", "bank-file", "bank-files", "creditors", "differences", "heads", "import", "import-refused",
    "imports", "kpis", "law", "progress", "remittances", "remittances-due", "sla", "webhook", "webhook-deliveries",
    "webhooks",
)  # fmt: skip
HOLDS: Mapping[str, MayHold] = (
    dict.fromkeys(_PERSONAL, MayHold.PERSONAL)
    | dict.fromkeys(_IDS, MayHold.IDS)
    | dict.fromkeys(_STREAMS, MayHold.STREAM)
    | dict.fromkeys(_NOTHING, MayHold.NOTHING)
)
"""By the operation's id in ``openapi.json``."""


def holds(question: str) -> MayHold:
    """Of a question by its operation's id."""
    return HOLDS.get(question, MayHold.PERSONAL)
