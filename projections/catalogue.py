"""Every read model there is."""

from __future__ import annotations

from projections.audit_trail.model import AuditTrail
from projections.balances.model import Balances
from projections.kit.model import ReadModel
from projections.person.model import Persons
from projections.sla.model import Sla

MODELS: tuple[ReadModel, ...] = (AuditTrail(), Balances(), Sla(), Persons())
BY_NAME = {model.name: model for model in MODELS}
