"""What each read model must hold, worked out in the plainest way there is: one event after another, row by row.

The tables are the specification (``projections/*/tables.sql``); nothing of what folds batches into them is used here.
A table is given as ``{key: {column: value}}``, where the key has the columns of its primary key.
"""

from __future__ import annotations

from infra.audit.checker.models.audit_trail import audit_trail
from infra.audit.checker.models.balances import balances
from infra.audit.checker.models.person import person
from infra.audit.checker.models.rows import Fold, Rows, Table
from infra.audit.checker.models.sla import sla

MODELS: dict[str, Fold] = {"audit_trail": audit_trail, "balances": balances, "sla": sla, "person": person}

__all__ = ["MODELS", "Fold", "Rows", "Table"]
