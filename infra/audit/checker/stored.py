"""What PostgreSQL holds: every row of every read model, and how far each has come, in one snapshot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg2 import sql
from psycopg2.extensions import connection, cursor

from projections.kit.named_sql import statements

_SQL = statements(__package__, "read_models.sql")

Checkpoints = dict[str, dict[int, int]]
"""The position of the last event that a model reflects, by model and partition."""

TABLES = {
    "audit_trail": ("audit_trail", "case_mention", "actor"),
    "balances": (
        *("case_balance", "portfolio_balance", "payment", "ledger_account", "creditor_funds"),
        *("creditor", "contract_terms"),
        *("collected", "remittance", "refund", "approval", "case_movement", "payment_movement", "ledger_movement"),
        *("refund_movement", "remittance_movement", "difference_movement", "approval_movement"),
        *("bank_file", "bank_line", "deposit", "moved_otherwise", "bank_difference"),
    ),
    "sla": ("clock", "clock_before", "jurisdiction"),
    "person": ("person", "known_as", "representative", "payer"),
}
_UUIDS = frozenset(
    {
        "account_id",
        "bank_file_id",
        "case_id",
        "deposit_id",
        "payment_id",
        "person_id",
        "aggregate_id",
        "event_id",
        "causation_id",
        "correlation_id",
        "merged_into",
        "source_id",
        "representative_id",
    }
)


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that a model leaves out until a person has looked at its aggregate."""

    model: str
    partition: int
    position: int | None
    aggregate_id: str | None


@dataclass(slots=True)
class Stored:
    """The read models at one moment."""

    checkpoints: Checkpoints
    parked: list[ParkedEvent] = field(default_factory=list)
    tables: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)


def read_stored(opened: connection) -> Stored:
    """Everything, in one snapshot."""
    opened.rollback()
    opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with opened, opened.cursor() as cursor:
        stored = Stored(_checkpoints(cursor))
        cursor.execute(_SQL["parked"])
        stored.parked = [ParkedEvent(*row) for row in cursor]
        for model, tables in TABLES.items():
            stored.tables[model] = {table: _rows(cursor, model, table) for table in tables}
    return stored


def wait_for_places(opened: connection, wanted: Mapping[int, int], timeout_s: float) -> None:
    """Wait until every model reflects the wanted positions, or the time is over."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        with opened, opened.cursor() as cursor:
            checkpoints = _checkpoints(cursor)
        if all(checkpoints.get(model, {}).get(p, 0) >= position for model in TABLES for p, position in wanted.items()):
            return
        time.sleep(0.1)


def _checkpoints(cursor: cursor) -> Checkpoints:
    cursor.execute(_SQL["checkpoints"])
    checkpoints: Checkpoints = {}
    for model, partition, position in cursor:
        checkpoints.setdefault(model, {})[partition] = position
    return checkpoints


def _rows(cursor: cursor, model: str, table: str) -> list[dict[str, Any]]:
    cursor.execute(sql.SQL("SELECT * FROM {}.{}").format(sql.Identifier(model), sql.Identifier(table)))
    names = [column.name for column in cursor.description or ()]
    return [{name: _plain(name, value) for name, value in zip(names, row, strict=True)} for row in cursor]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return UUID(value) if name in _UUIDS and isinstance(value, str) else value
