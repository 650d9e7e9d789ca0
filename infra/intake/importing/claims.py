"""A line of a claims file as the command to receive the claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from domain.case.claim.receiving import ReceiveClaim
from domain.kernel.identity import case_id, import_command_id, person_id
from domain.kernel.national_id import is_of_a_person, national_id_of_anybody
from domain.kernel.recorded import Actor
from domain.kernel.text import reference_key
from infra.creditors.names import CreditorNames, CreditorNotFound
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.importing.line_command import LineCommand
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine, refuse
from infra.messages.commands import CommandEnvelope
from infra.messages.crypto.blind_index import BlindIndex

HOW_IT_WAS_WRITTEN = frozenset({"line_number", "original"})
"""What may differ between two files that tell of the same claim."""


@dataclass(frozen=True, slots=True)
class ClaimImport:
    """What the whole file is received with: when, by whom, and the day until which the debtors may pay.

    ``creditors`` are those who are registered; ``index`` says who has a national id. With ``only_creditor``, the id of
    one, lines of any other are refused.
    """

    at: datetime
    actor: Actor
    pay_by: date | None
    creditors: CreditorNames
    index: BlindIndex
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
            yield line if isinstance(line, RefusedLine) else self._refused(line) or self.command_for(line)

    def command_for(self, line: ClaimLine) -> LineCommand:
        """The line's command. Its id follows from what the line says, so that it happens once however often.

        Raises IndexKeyMissing for a line with a national id.
        """
        case, person = case_id(line.creditor, line.creditor_reference), self._person(line)
        envelope = CommandEnvelope(
            id=import_command_id(case, content_of(line, person)),
            aggregate_id=case,
            occurred_at=self.at,
            actor=self.actor,
            correlation_id=case,
        )
        gets_a_reference = not reference_key(line.payment_reference or "")
        return LineCommand(
            line, envelope, self._command(line, person), line.currency, line.total_minor, gets_a_reference
        )

    def _refused(self, line: ClaimLine) -> RefusedLine | None:
        if self.only_creditor is not None and line.creditor != self.only_creditor:
            reason = "The line is of another creditor than the one whose claims were asked for."
            return refuse(line, "creditor", "other_creditor", reason)
        if line.national_id and self._canonical(line) is None:
            reason = "It is no valid national id of the jurisdiction; leave it empty if there is none."
            return refuse(line, "national_id", "bad_national_id", reason)
        if is_of_a_person(line.debtor_id, line.jurisdiction):
            reason = "It is a national id: write that into the column national_id, and here your own customer number."
            return refuse(line, "debtor_id", "national_id_as_debtor_id", reason)
        return None

    def _person(self, line: ClaimLine) -> UUID:
        """Who has the national id, whoever the creditor; else the creditor's own customer."""
        if number := self._canonical(line):
            return self.index.person(line.jurisdiction, number)
        return person_id(line.creditor, line.debtor_id)

    def _canonical(self, line: ClaimLine) -> str | None:
        return line.national_id and national_id_of_anybody(line.jurisdiction, line.national_id, self.at.date())

    def _command(self, line: ClaimLine, person: UUID) -> ReceiveClaim:
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
            interest_from=line.interest_from,
            debtor_kind=line.debtor_kind,
            product=line.product,
            payment_reference=line.payment_reference or "",
            person_id=person,
            debtor_name=line.debtor_name,
            debtor_email=line.debtor_email,
            debtor_national_id=line.national_id,
            description=line.description or "",
            pay_by=self.pay_by,
        )


def content_of(line: ClaimLine, person: UUID) -> str:
    """All that a claim says, in one canonical text: two lines with the same text are the same command.

    The national id is in it as the person's id, which is a keyed hash: an id made of the number itself would let
    anybody try numbers against it.
    """
    fields = {name: value for name, value in asdict(line).items() if name not in HOW_IT_WAS_WRITTEN}
    if fields.pop("national_id"):
        fields["person"] = str(person)
    days = {
        "due_date": line.due_date.isoformat(),
        "interest_from": line.interest_from and line.interest_from.isoformat(),
    }
    return json.dumps(fields | days, sort_keys=True, ensure_ascii=False)
