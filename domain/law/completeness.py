"""Which rules a claim would need in its life, and how far each is on file in each jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from domain.law import contact_rules, cost_caps, late_interest, legal_fees, limitation, policies, retention, subsistence
from domain.law.all_tables import ALL_TABLES
from domain.law.codes import Debtor
from domain.law.needed import NEEDED_BY_EVERY_CLAIM
from domain.law.table import RuleTable

AnyTable = RuleTable[Any]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """Something a claim needs a rule for. Each of ``ways`` is enough: all of its tables have a row."""

    what: str
    ways: tuple[tuple[AnyTable, ...], ...]


NEEDED_TODAY = tuple(Need(table.what, ((table,),)) for table in NEEDED_BY_EVERY_CLAIM)
# What is built later needs these too. A need without any way has no table yet: nobody has read that law.
NEEDED_LATER = (
    Need("rate of late interest", (
        (late_interest.LATE_INTEREST,), (late_interest.REFERENCE_RATE, late_interest.LATE_INTEREST_SURCHARGE),
    )),
    Need("days in a year of interest", ((policies.INTEREST_YEAR,),)),
    Need("reminder fee", ((cost_caps.REMINDER_FEE,), (cost_caps.REMINDER_OR_NOTICE_FEE,))),
    Need("fee of a demand or of the agency", (
        (cost_caps.DEMAND_FEE,), (cost_caps.AGENCY_FEE_CAP,), (cost_caps.RVG_FEE_UNIT, cost_caps.AGENCY_FEE_RATE),
    )),
    Need("fee of an instalment plan", ((cost_caps.PLAN_FEE,), (cost_caps.PLAN_FEE_CAP,), (cost_caps.PLAN_FEE_MAX,))),
    Need("compensation between businesses", ((cost_caps.B2B_COMPENSATION,),)),
    Need("time between reminders", ((contact_rules.REMINDER_GAP_MIN,), (contact_rules.REMINDER_EARLIEST,))),
    Need("time that a demand gives", ((contact_rules.DEMAND_DEADLINE_MIN,),)),
    Need("hours of contact", ((contact_rules.CONTACT_WINDOW,), (policies.CONTACT_HOURS,))),
    Need("what a debtor keeps", (
        (subsistence.NORMALBELOPP,), (subsistence.LIVSOPPHOLD,), (subsistence.SUOJAOSUUS,),
        (subsistence.PFAENDUNGSFREIBETRAG,),
    )),
    Need("fee of a payment order or summary claim", (
        (legal_fees.PAYMENT_ORDER_FEE,), (legal_fees.SUMMARY_CLAIM_FEE,),
        (legal_fees.RETTSGEBYR, legal_fees.CONCILIATION_FEE_FACTOR),
    )),
    Need("fee of enforcement", (
        (legal_fees.ENFORCEMENT_BASE_FEE,), (legal_fees.RETTSGEBYR, legal_fees.ENFORCEMENT_REQUEST_FEE_FACTOR),
    )),
    Need("limitation period", ((limitation.LIMITATION_PERIOD,),)),
    Need("time to pass money on to the creditor", ()),
    Need("time that books are kept", ((retention.BOOKKEEPING_RETENTION,),)),
)  # fmt: skip


def state_of(need: Need, jurisdiction: str, day: date) -> str:
    """``on file``, ``businesses only``, ``ended 2019-12-31``, ``not in force yet`` or ``missing``, by the best way."""
    found = {
        all(_for_consumers(table, jurisdiction, day) for table in way)
        for way in need.ways
        if all(_in_force(table, jurisdiction, day) for table in way)
    }
    if found:
        return "on file" if True in found else "businesses only"
    tables = [table for way in need.ways for table in way]
    ends = [end for table in tables if (end := _last_day(table, jurisdiction)) and end < day]
    if ends:
        return f"ended {max(ends)}"
    pending = any(row.jurisdiction == jurisdiction for table in tables for row in table.pending)
    return "not in force yet" if pending else "missing"


def gaps(table: AnyTable, jurisdiction: str) -> Iterator[tuple[str, date, date]]:
    """Scope, first and last day of each gap: days between two rows of one scope that have no row of it."""
    rows = sorted(table.of(jurisdiction), key=lambda row: (row.scope.text, row.valid_from))
    for one, later in pairwise(rows):
        if one.scope == later.scope and one.valid_to and later.valid_from - one.valid_to > _DAY:
            yield one.scope.text, one.valid_to + _DAY, later.valid_from - _DAY


def closed_days(jurisdictions: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The same of every table in these jurisdictions: where, which rule, of which scope, its first and its last day."""
    for where in jurisdictions:
        for table in ALL_TABLES:
            for scope, first, last in gaps(table, where):
                yield {"jurisdiction": where, "rule": table.rule, "scope": scope, "first": first, "last": last}


def _in_force(table: AnyTable, jurisdiction: str, day: date) -> bool:
    return any(row.in_force_on(day) for row in table.of(jurisdiction))


def _for_consumers(table: AnyTable, jurisdiction: str, day: date) -> bool:
    return any(row.in_force_on(day) and Debtor.BUSINESS not in row.scope.codes for row in table.of(jurisdiction))


def _last_day(table: AnyTable, jurisdiction: str) -> date | None:
    ends = [row.valid_to for row in table.of(jurisdiction)]
    return None if not ends or None in ends else max(end for end in ends if end)
