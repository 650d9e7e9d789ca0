"""Who the creditors are and on which terms we work for them, beside what their claims stand at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from psycopg2.extensions import cursor

from domain.creditor.contract.agreeing import ContractAgreed
from domain.creditor.registration.registering import CreditorRegistered
from domain.creditor.registration.renaming import CreditorRenamed
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.model import CannotFold
from projections.kit.named_sql import statements

_SQL = statements(__package__, "creditors.sql")
_STATEMENTS: dict[type[Event], str] = {
    CreditorRegistered: "register",
    CreditorRenamed: "rename",
    ContractAgreed: "agree",
}


def fold_creditors(cursor: cursor, events: Sequence[RecordedEvent]) -> None:
    """Fold the events of creditors, in their order; those that were not thought of here change nothing."""
    for recorded in events:
        event: Any = recorded.event
        if type(event) not in _STATEMENTS:
            continue
        said = {name: str(value) if isinstance(value, str) else value for name, value in asdict(event).items()}
        place = {"partition": recorded.partition, "position": recorded.position, "at": recorded.occurred_at}
        for statement in (_STATEMENTS[type(event)], "move"):
            cursor.execute(_SQL[statement], said | place)
            if cursor.rowcount != 1:
                raise CannotFold(f"{statement} found no creditor {event.creditor_id}: it was never registered here")
