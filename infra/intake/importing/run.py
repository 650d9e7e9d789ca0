"""An import from its first line to its tally: the same for claims and payments, for real or only tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from domain.catalogue import kind_of
from domain.kernel.decision import Context
from domain.kernel.directory import Creditors
from domain.kernel.refusal import Refusal
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.importing.line_command import FileCommand, LineCommand
from infra.intake.importing.sending import Answered, Sending
from infra.intake.importing.tally import Tally
from infra.intake.refused.refused import RefusedLines
from infra.intake.refused.refused_line import RefusedLine, refuse

Line = LineCommand | FileCommand | RefusedLine
Advance = Callable[[], None]
"""Is called once for each line that is settled."""

FIELD_AT_FAULT: Mapping[str, str] = {
    "amount_invalid": "principal",
    "claim_already_received": "creditor_reference",
    "creditor_unknown": "creditor",
    "currency_unknown": "currency",
    "jurisdiction_unknown": "jurisdiction",
    "rule_missing": "jurisdiction",
}
"""The column behind a refusal of the ledger's, where there is one."""


SAME_LINE_OTHER_TERMS = "command_id_reused"
"""A claim's command is named by what its line says, a payment's by its fingerprint. With that id the ledger has a
command of other content: so the line is the same, and the day to pay by is not, or what the bank says beside it."""

TOLD_BEFORE = (
    "bank_file_already_received",
    "bank_file_lines_told",
    "deposit_already_received",
    SAME_LINE_OTHER_TERMS,
)
"""Of a file or a sum that came before in another copy."""


def import_lines(
    lines: Iterable[Line],
    sending: Sending,
    path: Path,
    header: bytes | None,
    encoding: str,
    advance: Advance,
    keep_in: Path | None = None,
) -> Tally:
    """Send every line and keep what is refused, by the reader or by the ledger, beside the file or in ``keep_in``.

    Raises ImportStopped; the refused lines so far are then in files that end in ``.part``.
    """
    tally = Tally()
    with RefusedLines(path, keep_in, header=header, encoding=encoding) as kept:
        for outcome in sending.answers(lines):
            if refused := _settled(outcome, tally):
                tally.refuse(refused)
                kept.add(refused)
            if not isinstance(outcome, Answered) or isinstance(outcome.line, LineCommand):
                advance()
    tally.refused_file, tally.to_correct_file = kept.report_path, kept.to_correct_path
    return tally


def _settled(outcome: Answered | RefusedLine, tally: Tally) -> RefusedLine | None:
    """What became of a line goes into the tally; what was refused comes back."""
    if isinstance(outcome, RefusedLine):
        return outcome
    line, answer = outcome.line, outcome.answer
    if isinstance(line, FileCommand):
        if answer.accepted:
            tally.reach(answer)
        return None if answer.accepted or answer.code in TOLD_BEFORE else _refused(outcome)
    if answer.accepted:
        tally.accept(answer, line.currency, line.amount_minor)
        tally.references_issued += line.gets_a_reference and not answer.repeated
    elif answer.code == SAME_LINE_OTHER_TERMS:
        tally.had_before(line.aggregate_id, on_other_terms=isinstance(line.line, ClaimLine))
    else:
        return _refused(outcome)
    return None


def try_lines(lines: Iterable[Line], creditors: Creditors, advance: Advance) -> Tally:
    """Check every line and decide its command as a new case or payment would; send nothing and write nothing."""
    tally = Tally()
    for line in decided(lines, creditors):
        if isinstance(line, RefusedLine):
            tally.refuse(line)
        elif isinstance(line, FileCommand):
            continue
        else:
            tally.would_receive(line.currency, line.amount_minor)
            tally.references_issued += line.gets_a_reference
        advance()
    return tally


def decided(lines: Iterable[Line], creditors: Creditors) -> Iterator[Line]:
    """The lines, each that the ledger would refuse in its place as a refused one."""
    for line in lines:
        if not isinstance(line, LineCommand):
            yield line
            continue
        kind = kind_of(line.command.TOPIC)
        context = Context(line.envelope.occurred_at, line.envelope.occurred_at, line.envelope.actor, creditors)
        decision = kind.decide(kind.initial, line.command, context)
        yield _refused_by(line, decision) if isinstance(decision, Refusal) else line


def _refused(outcome: Answered) -> RefusedLine:
    answer = outcome.answer
    return _refused_by(outcome.line, Refusal(answer.code, answer.message, answer.rule))


def _refused_by(line: LineCommand | FileCommand, refusal: Refusal) -> RefusedLine:
    reason = refusal.message if refusal.rule is None else f"{refusal.message} (rule {refusal.rule})"
    return refuse(line.line, FIELD_AT_FAULT.get(refusal.code, ""), refusal.code, reason)
