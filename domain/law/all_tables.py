"""Every table there is, found in the modules that make them, so that none can be left out of a list."""

from __future__ import annotations

from typing import Any

from domain.law import (
    bank_days,
    contact_rules,
    cost_caps,
    late_interest,
    legal_fees,
    limitation,
    policies,
    retention,
    subsistence,
)
from domain.law.table import RuleTable

_MODULES = (policies, late_interest, cost_caps, contact_rules, subsistence, legal_fees, limitation, retention)
ALL_TABLES: tuple[RuleTable[Any], ...] = (
    *(value for module in _MODULES for value in vars(module).values() if isinstance(value, RuleTable)),
    *bank_days.CLOSED_DAYS,
)
