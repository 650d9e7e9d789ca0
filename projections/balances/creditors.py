"""Who the creditors are, on which terms we work for them and what they are paid, beside what their claims stand at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from psycopg2.extensions import cursor

from domain.creditor.account.setting import PayoutAccountSet
from domain.creditor.contract.agreeing import ContractAgreed
from domain.creditor.registration.registering import CreditorRegistered
from domain.creditor.registration.renaming import CreditorRenamed
from domain.creditor.remittance.losing import LossProposed
from domain.creditor.remittance.own_share import OwnSharePrepared
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.state import remittance_status_after
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.model import CannotFold
from projections.kit.named_sql import statements

_SQL = statements(__package__, "creditors.sql")
_STATEMENTS: dict[type[Event], str] = {
    CreditorRegistered: "register",
    CreditorRenamed: "rename",
    ContractAgreed: "agree",
    PayoutAccountSet: "set_account",
    RemittancePrepared: "prepare_remittance",
    OwnSharePrepared: "prepare_remittance",
    LossProposed: "prepare_remittance",
}


def fold_creditors(cursor: cursor, events: Sequence[RecordedEvent]) -> None:
    """Fold the events of creditors, in their order; those that were not thought of here change nothing."""
    for recorded in events:
        statement = _statement_for(recorded.event)
        if statement is None:
            continue
        said = _said(recorded)
        for each in (statement, "move"):
            cursor.execute(_SQL[each], said)
            if cursor.rowcount != 1:
                raise CannotFold(f"{each} found no row of {said['creditor_id']}: it was never registered here")


def _statement_for(event: Event) -> str | None:
    follows = "change_remittance" if remittance_status_after(event) else None
    return _STATEMENTS.get(type(event), follows)


def _said(recorded: RecordedEvent) -> dict[str, Any]:
    event: Any = recorded.event
    said = {name: str(value) if isinstance(value, str) else value for name, value in asdict(event).items()}
    place = {"partition": recorded.partition, "position": recorded.position, "at": recorded.occurred_at}
    status = remittance_status_after(event)
    return {"iban": None, **said, **place, "status": status and str(status), **_spans(event)}


def _spans(event: Event) -> dict[str, Any]:
    if isinstance(event, OwnSharePrepared):
        return {"partitions": [], "afters": [], "throughs": [], "lines": 0, "collected_minor": 0} | {
            "to_agency": True,
            "send_until": None,
        }
    if not isinstance(event, RemittancePrepared | LossProposed):
        return {}
    of = {"partitions": "partition", "afters": "after", "throughs": "through"}
    columns = {column: [getattr(span, name) for span in event.spans] for column, name in of.items()}
    said = {**columns, "lines": event.lines, "to_agency": False}
    if isinstance(event, LossProposed):
        said |= {"payable_minor": event.collected_minor, "iban": "", "send_until": None}
    return said
