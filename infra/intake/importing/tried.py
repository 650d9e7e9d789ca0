"""What would become of each line of a bank file, told without sending anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.kernel.directory import NO_CREDITORS
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.banks.payment_reference import rules_kept
from infra.intake.importing.line_command import LineCommand
from infra.intake.importing.run import Line, decided
from infra.intake.refused.refused_line import RefusedLine

SHOWN_MAX = 1_000
"""Lines that are told one by one; the counts are of all of them."""


@dataclass(frozen=True, slots=True)
class TriedLine:
    """``becomes`` is payment, deduction, for_a_person or refused; ``code`` and ``reason`` say why, of these
    two. ``rules`` has for each reference the check digit rules that it keeps; "" where it keeps none."""

    line: int
    byte: int | None
    becomes: str
    amount_minor: int | None
    currency: str | None
    references: tuple[str, ...]
    rules: tuple[str, ...]
    code: str = ""
    reason: str = ""


def tried_lines(lines: Iterable[Line]) -> Iterator[TriedLine]:
    """Each line of the file, and each thing in it that a person must look at; not what it says of itself."""
    for line in decided(lines, NO_CREDITORS):
        if isinstance(line, RefusedLine):
            becomes = "for_a_person" if line.code.endswith("_needs_a_person") else "refused"
            yield TriedLine(line.line_number, line.byte_position, becomes, None, None, (), (), line.code, line.reason)
        elif isinstance(line, LineCommand) and isinstance(line.line, PaymentLine):
            yield _of(line.line)


def _of(line: PaymentLine) -> TriedLine:
    becomes = "payment" if line.kind is EntryKind.CREDIT else "deduction"
    references = tuple(given.text for given in line.references)
    rules = tuple(" or ".join(rules_kept(text)) for text in references)
    return TriedLine(line.line_number, line.byte_position, becomes, line.amount_minor, line.currency, references, rules)
