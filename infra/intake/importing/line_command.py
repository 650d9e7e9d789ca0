"""One line of a file on its way into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.message import Command
from infra.intake.banks.payment_line import PaymentLine
from infra.intake.claims.claim_line import ClaimLine
from infra.messages.commands import CommandEnvelope


@dataclass(frozen=True, slots=True)
class LineCommand:
    """The command of a line, ready to be sent. ``amount_minor`` of ``currency`` is what the line is worth.

    ``gets_a_reference``: a claim that came without a payment reference, and is given one of ours.
    """

    line: ClaimLine | PaymentLine
    envelope: CommandEnvelope
    command: Command
    currency: str
    amount_minor: int
    gets_a_reference: bool = False

    @property
    def aggregate_id(self) -> UUID:
        """The case or the payment that the line is about."""
        return self.envelope.aggregate_id


@dataclass(frozen=True, slots=True)
class WholeOfAFile:
    """Where what is said of a file as a whole stands."""

    line_number: int = 1
    original: bytes = b""


@dataclass(frozen=True, slots=True)
class FileCommand:
    """What a file says of itself, or of a sum that its lines make, ready to be sent: it is worth nothing by itself."""

    envelope: CommandEnvelope
    command: Command
    line: WholeOfAFile = WholeOfAFile()
