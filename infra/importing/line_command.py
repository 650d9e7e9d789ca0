"""One line of a file on its way into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.aggregate import Command
from infra.files.claim_line import ClaimLine
from infra.files.payment_line import PaymentLine
from infra.wire.commands import CommandEnvelope


@dataclass(frozen=True, slots=True)
class LineCommand:
    """The command of a line, ready to be sent. ``amount_minor`` of ``currency`` is what the line is worth."""

    line: ClaimLine | PaymentLine
    envelope: CommandEnvelope
    command: Command
    currency: str
    amount_minor: int

    @property
    def aggregate_id(self) -> UUID:
        """The case or the payment that the line is about."""
        return self.envelope.aggregate_id
