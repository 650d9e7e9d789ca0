"""A line of a claims file as the command to receive the claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from domain.case.claim.receiving import ReceiveClaim
from domain.kernel.identity import case_id, import_command_id, person_id
from domain.kernel.recorded import Actor
from domain.kernel.text import reference_key
from infra.creditors.names import CreditorNames, CreditorNotFound
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.importing.line_command import LineCommand
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine, refuse
from infra.messages.commands import CommandEnvelope

HOW_IT_WAS_WRITTEN = frozenset({"line_number", "original"})
"""What may differ between two files that tell of the same claim."""


@dataclass(frozen=True, slots=True)
class ClaimImport:
    """What the whole file is received with: when, by whom, and the day until which the debtors may pay.

    ``creditors`` are those who are registered. With ``only_creditor``, the id of one, lines of any other are refused.
    """

    at: datetime
    actor: Actor
    pay_by: date | None
    creditors: CreditorNames
    only_creditor: str | None = None

    def creditor_of(self, text: str) -> str:
        """The id of the creditor that a line means. Raises BadValue."""
        try:
            return self.creditors.meant_by(text).creditor_id
        except CreditorNotFound as problem:
            raise BadValue("unknown_creditor", str(problem)) from None

    def commands(self, lines: Iterable[ClaimLine | RefusedLine]) -> Iterator[LineCommand | RefusedLine]:
        """The commands of a file's lines, in their order, and what the reader refused of them."""
        for line in lines:
            if isinstance(line, RefusedLine):
                yield line
            elif self.only_creditor is not None and line.creditor != self.only_creditor:
                reason = "The line is of another creditor than the one whose claims were asked for."
                yield refuse(line, "creditor", "other_creditor", reason)
            else:
                yield self.command_for(line)

    def command_for(self, line: ClaimLine) -> LineCommand:
        """The line's command. Its id follows from what the line says, so that it happens once however often."""
        case = case_id(line.creditor, line.creditor_reference)
        envelope = CommandEnvelope(
            id=import_command_id(case, content_of(line)),
            aggregate_id=case,
            occurred_at=self.at,
            actor=self.actor,
            correlation_id=case,
        )
        gets_a_reference = not reference_key(line.payment_reference or "")
        return LineCommand(line, envelope, self._command(line), line.currency, line.total_minor, gets_a_reference)

    def _command(self, line: ClaimLine) -> ReceiveClaim:
        return ReceiveClaim(
            creditor_id=line.creditor,
            creditor_reference=line.creditor_reference,
            portfolio=line.portfolio,
            jurisdiction=line.jurisdiction,
            currency=line.currency,
            principal_minor=line.principal_minor,
            interest_minor=line.interest_minor,
            fees_minor=line.fees_minor,
            due_date=line.due_date,
            payment_reference=line.payment_reference or "",
            person_id=person_id(line.creditor, line.debtor_id),
            debtor_name=line.debtor_name,
            debtor_email=line.debtor_email,
            description=line.description or "",
            pay_by=self.pay_by,
        )


def content_of(line: ClaimLine) -> str:
    """All that a claim says, in one canonical text: two lines with the same text are the same command."""
    fields = {name: value for name, value in asdict(line).items() if name not in HOW_IT_WAS_WRITTEN}
    return json.dumps(fields | {"due_date": line.due_date.isoformat()}, sort_keys=True, ensure_ascii=False)
