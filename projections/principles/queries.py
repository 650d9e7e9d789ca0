"""Asking the record whether the promises of the principles hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg2.extensions import connection

from domain.case.affordability.assessing import AffordabilityAssessed
from domain.case.holds.kinds import HOLD_KINDS
from domain.catalogue import EVENTS
from domain.kernel.calendar import ZONES
from domain.kernel.refusal import Refusal
from domain.law.policies import COSTS_SHARE
from domain.law.table import row_in_force
from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.principles.principle import Check

_LOOKED_AT = statements(__package__, "looked_at.sql")
_COUNTED = "SELECT count(*), count(*) FILTER (WHERE is_found) FROM (\n{}\n) AS looked_at"
_LISTED = (
    "SELECT aggregate_id, at, said FROM (\n{}\n) AS looked_at WHERE is_found "
    "ORDER BY at, aggregate_id, said LIMIT %(limit)s"
)
_BASIS_POINTS = 10_000

DEMANDS = ("ReminderSent", "CollectionNoticeSent", "PaymentDemandSent", "LegalNoticeSent", "LegalActionStarted")
"""Events by which money is asked for in a letter or before a court."""
PLAN_GOES_ON = ("PlanAgreed", "PlanRescheduled", "PlanCured")
PLAN_IS_OVER = ("PlanBreached", "PlanTerminated", "PlanCompleted", "CaseClosed")
"""The last of these events says whether a plan is kept."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many things a check looked at, and for how many of them the promise does not hold."""

    looked_at: int
    found: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a promise does not hold: the case or payment or person, when it was or was due, and what it is."""

    aggregate_id: UUID
    at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class CostsShare:
    """What may be added to a claim of a jurisdiction, in basis points of what was claimed; ``rule`` is its row."""

    jurisdiction: str
    basis_points: int
    rule: str


def costs_shares(at: datetime) -> list[CostsShare]:
    """The policy in force at that time, in each jurisdiction that has a row."""
    found = []
    for jurisdiction, zone in sorted(ZONES.items()):
        row = row_in_force(COSTS_SHARE, jurisdiction, at.astimezone(ZoneInfo(zone)).date())
        if not isinstance(row, Refusal):
            share = row.value.of_one * _BASIS_POINTS
            found.append(CostsShare(jurisdiction, share.numerator // share.denominator, row.rule_id))
    return found


MAY_REST_ON_NONE = frozenset({AffordabilityAssessed})
"""Events with a field for rules that may be empty: a standard amount that was given by hand has its source instead."""


def resting_on_rules() -> list[str]:
    """The names of the events that rest on a rule whatever they say: those with a field for it that is never empty."""
    return sorted(
        event.__name__
        for event in EVENTS.values()
        if event not in MAY_REST_ON_NONE
        for field in fields(event)  # type: ignore[arg-type]
        if (field.name, field.type) in (("rule", "str"), ("rules", "tuple[str, ...]"))
    )


def count(opened: connection, check: Check, at: datetime) -> Count:
    """What a check looked at and found, at the time ``at``."""
    (found,) = ask(opened, _COUNTED.format(_LOOKED_AT[check.name]), _parameters(at), Count)
    return found


def departures(opened: connection, check: Check, at: datetime, limit: int) -> list[Departure]:
    """What it found, the oldest first."""
    statement = _LISTED.format(_LOOKED_AT[check.name])
    return ask(opened, statement, {**_parameters(at), "limit": limit}, Departure)


def _parameters(at: datetime) -> Mapping[str, Any]:
    shares = costs_shares(at)
    return {
        "at": at,
        "resting_on_rules": resting_on_rules(),
        "stopping": [kind.hold_type.value for kind in HOLD_KINDS if kind.scope.contact],
        "demands": list(DEMANDS),
        "plan_goes_on": list(PLAN_GOES_ON),
        "plan_is_over": list(PLAN_IS_OVER),
        "jurisdictions": [one.jurisdiction for one in shares],
        "shares": [one.basis_points for one in shares],
        "share_rules": [one.rule for one in shares],
    }
