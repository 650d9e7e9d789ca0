"""An import from its first line to its tally: the same for claims and payments, for real or only tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from domain.catalogue import kind_of
from domain.kernel.decision import Context
from domain.kernel.directory import Creditors
from domain.kernel.refusal import Refusal
from infra.intake.importing.line_command import LineCommand, NotAPayment
from infra.intake.importing.sending import Answered, Sending
from infra.intake.importing.tally import Tally
from infra.intake.refused.refused import RefusedLines
from infra.intake.refused.refused_line import RefusedLine, refuse

Line = LineCommand | NotAPayment | RefusedLine
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
"""A claim's command is named by what its line says. With that id the ledger has a command of other content: so the
line is the same, and the day to pay by is not."""


def import_lines(
    lines: Iterable[Line], sending: Sending, path: Path, header: bytes | None, encoding: str, advance: Advance
) -> Tally:
    """Send every line and keep what is refused, by the reader or by the ledger, beside the file.

    Raises ImportStopped; the refused lines so far are then in files that end in ``.part``.
    """
    tally = Tally()
    with RefusedLines(path, header=header, encoding=encoding) as kept:
        for outcome in sending.answers(lines):
            if isinstance(outcome, Answered) and outcome.answer.accepted:
                tally.accept(outcome.answer, outcome.line.currency, outcome.line.amount_minor)
                tally.references_issued += outcome.line.gets_a_reference and not outcome.answer.repeated
            elif isinstance(outcome, Answered) and outcome.answer.code == SAME_LINE_OTHER_TERMS:
                tally.had_before_on_other_terms()
            elif isinstance(outcome, NotAPayment):
                tally.leave_out()
            else:
                refused = _refused(outcome) if isinstance(outcome, Answered) else outcome
                tally.refuse(refused)
                kept.add(refused)
            advance()
    tally.refused_file, tally.to_correct_file = kept.report_path, kept.to_correct_path
    return tally


def try_lines(lines: Iterable[Line], creditors: Creditors, advance: Advance) -> Tally:
    """Check every line and decide its command as a new case or payment would; send nothing and write nothing."""
    tally = Tally()
    for line in _decided(lines, creditors):
        if isinstance(line, RefusedLine):
            tally.refuse(line)
        elif isinstance(line, NotAPayment):
            tally.leave_out()
        else:
            tally.would_receive(line.currency, line.amount_minor)
            tally.references_issued += line.gets_a_reference
        advance()
    return tally


def _decided(lines: Iterable[Line], creditors: Creditors) -> Iterator[Line]:
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


def _refused_by(line: LineCommand, refusal: Refusal) -> RefusedLine:
    reason = refusal.message if refusal.rule is None else f"{refusal.message} (rule {refusal.rule})"
    return refuse(line.line, FIELD_AT_FAULT.get(refusal.code, ""), refusal.code, reason)
