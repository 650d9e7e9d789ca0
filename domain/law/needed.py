"""The rules that a claim needs in its life with what is built today. Without one of them it is refused when it comes,
not when its money does."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from domain.kernel.refusal import Refusal
from domain.law.all_tables import ALL_TABLES
from domain.law.policies import (
    ALLOCATION_ORDER,
    CALL_CAP,
    COMPLAINT_ACKNOWLEDGEMENT,
    COMPLAINT_ANSWER,
    DEFERRAL_LONGEST,
    DISPUTE_ACKNOWLEDGEMENT,
    DISPUTE_ANSWER,
    INQUIRY_ANSWER,
    INSTALMENTS_PER_DEFERRAL,
    PAYMENT_GRACE,
    PLAN_ANSWER,
    PLAN_BREACH_NOTICE,
    PLAN_COSTS_SHARE,
    PLAN_CURE,
    PLAN_LENGTH_LONGEST,
    PLAN_LENGTH_REALISTIC,
    PLAN_PAUSE_LONGEST,
    PLAN_SHARE,
    QUIET_AFTER_CONVERSATION,
)
from domain.law.table import RuleTable, row_in_force

# A decision that looks up a further table for every claim puts it here: `row_in_force` is then never refused later.
NEEDED_BY_EVERY_CLAIM: tuple[RuleTable[Any], ...] = (
    PAYMENT_GRACE,
    ALLOCATION_ORDER,
    CALL_CAP,
    QUIET_AFTER_CONVERSATION,
    INQUIRY_ANSWER,
    DISPUTE_ACKNOWLEDGEMENT,
    DISPUTE_ANSWER,
    COMPLAINT_ACKNOWLEDGEMENT,
    COMPLAINT_ANSWER,
    PLAN_SHARE,
    PLAN_LENGTH_REALISTIC,
    PLAN_LENGTH_LONGEST,
    PLAN_COSTS_SHARE,
    PLAN_ANSWER,
    PLAN_CURE,
    PLAN_BREACH_NOTICE,
    PLAN_PAUSE_LONGEST,
    INSTALMENTS_PER_DEFERRAL,
    DEFERRAL_LONGEST,
)

_ON_FILE = frozenset(jurisdiction for table in ALL_TABLES for jurisdiction in table.jurisdictions)
"""Named once, so that the decision on a claim is not said to ask every table."""


def missing_for_a_claim(jurisdiction: str, day: date) -> tuple[RuleTable[Any], ...]:
    """The tables that have no row in ``jurisdiction`` on some day from ``day`` on: money may come on any of them."""
    return tuple(table for table in NEEDED_BY_EVERY_CLAIM if not _in_force_from(table, jurisdiction, day))


@lru_cache(maxsize=4096)
def refuse_unless_rules_are_on_file(jurisdiction: str, day: date) -> Refusal | None:
    """Refuses a claim due on ``day`` in a jurisdiction where a rule for its later life is missing, and says which.

    One that is on no row at all is no jurisdiction that anybody has read the law of. Remembered: very many claims are
    due on the same few days.
    """
    if not (missing := missing_for_a_claim(jurisdiction, day)):
        return None
    if jurisdiction not in _ON_FILE:
        return Refusal("jurisdiction_unknown", "No rules are on file for this jurisdiction.")
    return Refusal(
        "rule_missing",
        f"A claim in {jurisdiction} cannot be worked: from {day} on, no {' and no '.join(t.what for t in missing)} "
        "is on file there. Each needs a dated row with its source first.",
        f"{jurisdiction}.{missing[0].rule}",
    )


def _in_force_from(table: RuleTable[Any], jurisdiction: str, day: date) -> bool:
    while not isinstance(row := row_in_force(table, jurisdiction, day), Refusal):
        if row.valid_to is None:
            return True
        day = row.valid_to + timedelta(days=1)
    return False
