"""All that is on record of a creditor, from the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.creditor.remittance.sending import RemittanceSent
from domain.creditor.remittance.state import RemittanceStatus
from domain.kernel.identity import creditor_uuid
from infra.cli.failures import NotFound
from infra.cli.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from domain.creditor.state import CreditorState
    from domain.kernel.recorded import RecordedEvent


@dataclass(frozen=True, slots=True)
class CreditorOnRecord:
    """All events of one creditor, from the log, and what the core makes of them."""

    state: CreditorState
    events: list[RecordedEvent]

    @classmethod
    def read(cls, session: Session, creditor_id: str) -> CreditorOnRecord:
        """Raises NotFound for one that was never registered, and what `looking_up` raises."""
        from infra.audit.history import state_after
        from infra.cli.case.resolve import looking_up

        with looking_up(session) as lookup:
            events = lookup.events_of(creditor_uuid(creditor_id))
        if not events:
            raise NotFound(f"There is no creditor {creditor_id}.")
        return cls(state_after(events), events)

    def sent(self, number: int) -> tuple[RemittanceSent, datetime] | None:
        """How a remittance was last sent, and when, while the bank has it; None when it does not."""
        one = self.state.remittances.by_number.get(number)
        if one is None or one.status not in (RemittanceStatus.SENT, RemittanceStatus.CONFIRMED):
            return None
        sendings = [
            (recorded.event, recorded.occurred_at)
            for recorded in self.events
            if isinstance(recorded.event, RemittanceSent) and recorded.event.number == number
        ]
        return sendings[-1]
