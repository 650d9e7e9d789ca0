"""Who the creditors are and what was agreed with them."""

from __future__ import annotations

from dataclasses import asdict

from domain.creditor.contract.agreeing import ContractAgreed
from domain.creditor.registration.registering import CreditorRegistered
from domain.creditor.registration.renaming import CreditorRenamed
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Table


def fold_creditor(creditors: Table, terms: Table, seen: Seen) -> None:
    """One event of a creditor."""
    event = seen.event
    if isinstance(event, CreditorRegistered):
        place = {"partition": seen.partition, "registered_at": seen.occurred_at, "position": seen.position}
        creditors.put(**asdict(event), **place, former_names=[])
    elif isinstance(event, CreditorRenamed):
        row = creditors.rows[event.creditor_id,]
        former = [name for name in row["former_names"] if name not in (event.name, event.former_name)]
        row |= {"name": event.name, "former_names": [*former, event.former_name], "position": seen.position}
    elif isinstance(event, ContractAgreed):
        terms.put(**asdict(event))
        creditors.rows[event.creditor_id,]["position"] = seen.position
