"""A remittance line by line, for the creditor: what was paid on which case, and what of it is paid out.

Commission and VAT are rounded once for all lines of the same terms. Each line shows by how much it raised the sum
of the lines so far, so that the lines add up to the remittance, to the minor unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.creditor.contract.state import CommissionIs, FeesGoTo
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.reckoning import RemittedSum, share_of
from projections.balances.payout_answers import CollectedLine

_ADDED = ("fees_kept_minor", "commission_minor", "vat_minor", "payable_minor")
"""What lines and sums both have."""


@dataclass(frozen=True, slots=True)
class StatedLine:
    """One line of the log, with its share of what its terms make of all of theirs. Minor units."""

    line: CollectedLine
    fees_kept_minor: int
    commission_minor: int
    vat_minor: int
    payable_minor: int


@dataclass(frozen=True, slots=True)
class RemittanceStatement:
    """``lines`` in the order in which they are shown."""

    prepared: RemittancePrepared
    creditor: str
    lines: tuple[StatedLine, ...]

    def sums(self) -> dict[str, int]:
        """What the lines add up to."""
        ours = sum(one.line.total_minor for one in self.lines if not one.line.is_direct)
        return {"lines": len(self.lines), "collected_minor": ours} | {
            name: sum(getattr(one, name) for one in self.lines) for name in _ADDED
        }

    def told(self) -> dict[str, int]:
        """What the remittance says of the same."""
        prepared = self.prepared
        return {"lines": prepared.lines, "collected_minor": prepared.collected_minor} | {
            name: sum(getattr(one, name) for one in prepared.reckoned) for name in _ADDED
        }

    @property
    def adds_up(self) -> bool:
        """Whether lines and remittance are the same to the minor unit."""
        return self.sums() == self.told() and self.sums()["payable_minor"] == self.prepared.payable_minor


def stated(prepared: RemittancePrepared, creditor: str, lines: Sequence[CollectedLine]) -> RemittanceStatement:
    """The statement of a remittance, given the lines of its spans."""
    return RemittanceStatement(prepared, creditor, tuple(_stated(prepared.reckoned, lines)))


def _stated(reckoned: Iterable[RemittedSum], lines: Sequence[CollectedLine]) -> Iterator[StatedLine]:
    by_day = sorted(reckoned, key=lambda one: one.terms_from)
    base_so_far: dict[RemittedSum, int] = defaultdict(int)
    for line in lines:
        terms = _terms_for(by_day, line.value_date, line.is_direct)
        if terms is None:
            yield StatedLine(line, 0, 0, 0, 0)
            continue
        kept = line.fees_minor if terms.fees_go_to == FeesGoTo.AGENCY else 0
        before = base_so_far[terms]
        after = base_so_far[terms] = before + line.total_minor - kept
        commission, vat = (now - then for now, then in zip(_shares(terms, after), _shares(terms, before), strict=True))
        withheld = commission + vat if terms.commission_is == CommissionIs.WITHHELD else 0
        ours = 0 if line.is_direct else line.total_minor
        yield StatedLine(line, kept, commission, vat, ours - kept - withheld)


def _shares(terms: RemittedSum, base_minor: int) -> tuple[int, int]:
    commission = share_of(base_minor, terms.commission_basis_points)
    return commission, share_of(commission, terms.vat_basis_points)


def _terms_for(by_day: Sequence[RemittedSum], day: date, is_direct: bool) -> RemittedSum | None:
    """The last that begin by the day, or the first; None where the remittance has none for such lines."""
    kind = [one for one in by_day if one.is_direct == is_direct]
    return next((one for one in reversed(kind) if one.terms_from <= day), kind[0] if kind else None)
