"""What would become of each line of a bank file, told without sending anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from domain.kernel.directory import NO_CREDITORS, Creditors
from domain.kernel.identity import payment_id
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.banks.payment_reference import rules_kept
from infra.intake.importing.line_command import LineCommand
from infra.intake.importing.run import Line, decided
from infra.intake.refused.refused_line import RefusedLine

NOT_FORESEEN = ("plan_reference", "known_payer")
"""Steps of the ladder that only the matcher can take: it alone remembers references of plans over several cases, and
which account paid which case. What they would find is told as waiting in suspense."""
SHOWN_MAX = 1_000
"""Lines that are told one by one; the counts are of all of them."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ForeseenCase:
    """A case that would get ``amount_minor`` of a payment."""

    case_id: UUID
    creditor_id: str
    creditor_reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``becomes`` is matched, suspense or duplicate; ``step`` is the step of the matching ladder that finds its cases;
    ``code`` and ``reason`` say why it waits, or where the payment stands already."""

    becomes: str
    step: str = ""
    cases: tuple[ForeseenCase, ...] = ()
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TriedLine:
    """``becomes`` is claim, matched, suspense, duplicate, payment (where nobody can say what becomes of it), deduction,
    for_a_person or refused; ``code`` and ``reason`` say why. ``rules`` has for each reference the check digit
    rules that it keeps; "" where it keeps none. ``step`` and ``cases`` are of what is matched."""

    line: int
    byte: int | None
    becomes: str
    amount_minor: int | None
    currency: str | None
    references: tuple[str, ...]
    rules: tuple[str, ...]
    code: str = ""
    reason: str = ""
    step: str = ""
    cases: tuple[ForeseenCase, ...] = ()


Forecast = Callable[[Sequence[tuple[UUID, PaymentLine]]], Sequence[Foreseen | None]]
"""What the ledger would make of these payments and deductions, in their order, later ones after the earlier ones; None
for one that nothing more can be said of than the line itself says."""


def cannot_say(lines: Sequence[tuple[UUID, PaymentLine]]) -> Sequence[None]:
    """The forecast of who does not see the ledger."""
    return [None] * len(lines)


def tried_lines(
    lines: Iterable[Line], forecast: Forecast = cannot_say, creditors: Creditors = NO_CREDITORS
) -> Iterator[TriedLine]:
    """Each line of the file, and each thing in it that a person must look at; not what it says of itself.

    A claim is decided as a new case of one of ``creditors``: whether it came before is not looked up.
    """
    told = (line for line in decided(lines, creditors) if isinstance(line, LineCommand | RefusedLine))
    while some := list(islice(told, AT_ONCE)):
        to_foresee = [
            line.line for line in some if isinstance(line, LineCommand) and isinstance(line.line, PaymentLine)
        ]
        foreseen = iter(forecast([(payment_id(line.fingerprint), line) for line in to_foresee]))
        for one in some:
            if isinstance(one, RefusedLine):
                yield _refused(one)
            elif isinstance(one.line, PaymentLine):
                yield _with(_of(one.line, _BECOMES[one.line.kind]), next(foreseen))
            else:
                yield TriedLine(one.line.line_number, None, "claim", one.amount_minor, one.currency, (), ())


_BECOMES = {EntryKind.CREDIT: "payment", EntryKind.REVERSAL: "deduction", EntryKind.DEBIT: "deduction"}


def _refused(line: RefusedLine) -> TriedLine:
    becomes = "for_a_person" if line.code.endswith("_needs_a_person") else "refused"
    return TriedLine(line.line_number, line.byte_position, becomes, None, None, (), (), line.code, line.reason)


def _of(line: PaymentLine, becomes: str) -> TriedLine:
    references = tuple(given.text for given in line.references)
    rules = tuple(" or ".join(rules_kept(text)) for text in references)
    return TriedLine(line.line_number, line.byte_position, becomes, line.amount_minor, line.currency, references, rules)


def _with(tried: TriedLine, foreseen: Foreseen | None) -> TriedLine:
    if foreseen is None:
        return tried
    return replace(
        tried, becomes=foreseen.becomes, code=foreseen.code, reason=foreseen.reason, step=foreseen.step,
        cases=foreseen.cases,
    )  # fmt: skip
