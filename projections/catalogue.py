"""Every read model there is, and what each of them has forgotten."""

from __future__ import annotations

from domain.catalogue import EVENTS
from projections.audit_trail.model import AuditTrail
from projections.balances.model import Balances
from projections.kit.model import ReadModel
from projections.sla.model import Sla

MODELS: tuple[ReadModel, ...] = (AuditTrail(), Balances(), Sla())
BY_NAME = {model.name: model for model in MODELS}


def unhandled_events() -> dict[str, set[str]]:
    """For each model the events of the catalogue that it neither handles nor is known to ignore: empty when whole."""
    return {
        model.name: forgotten
        for model in MODELS
        if (forgotten := {cls.__name__ for cls in EVENTS.values() if cls not in model.handled | model.ignored})
    }
