"""What the ledger would make of payments that are only tried: by the rules of the matcher, on the read models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from domain.payment.matching.matching import MatchPayment
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.importing.ledger_cases import CasesByReference, LedgerCases
from infra.intake.importing.tried import Foreseen, ForeseenCase
from projections.balances.queries import payment_places

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.answers import PaidCase, PaymentPlace

REASONS: Mapping[str, str] = {
    "no_reference": "It gives no reference. Whether its payer is known is not foreseen.",
    "unknown_reference": "No claim carries its reference. Whether a plan over several cases does is not foreseen.",
    "invalid_reference": "No claim carries its reference, and its check digit is wrong.",
    "ambiguous_reference": "Several claims carry its reference, or it sets off a credit.",
    "closed_case": "Its case is closed, or an earlier line pays all of it.",
    "wrong_currency": "Its case is in another currency.",
}


class LedgerForecast:
    """Says of each payment what would become of it, later ones after the earlier ones of the same file."""

    def __init__(self, opened: connection, home: Path) -> None:
        self._opened = opened
        self._ledger = LedgerCases(opened, home)

    def __call__(self, lines: Sequence[tuple[UUID, PaymentLine]]) -> Sequence[Foreseen | None]:
        """See Forecast."""
        known = {one.payment_id: one for one in payment_places(self._opened, [payment for payment, _ in lines])}
        cases = self._ledger.of([line for payment, line in lines if payment not in known])
        by_id = {case.case_id: case for carriers in cases.values() for case in carriers}
        return [self._foreseen(line, known.get(payment), cases, by_id) for payment, line in lines]

    def _foreseen(
        self, line: PaymentLine, known: PaymentPlace | None, cases: CasesByReference, by_id: Mapping[UUID, PaidCase]
    ) -> Foreseen | None:
        if known is not None:
            return Foreseen("duplicate", code=known.status, reason=f"The ledger has it already: {known.status}.")
        if line.kind is not EntryKind.CREDIT:
            return None
        placed = self._ledger.place(line, cases)
        if isinstance(placed, MatchPayment):
            return _matched(placed, by_id)
        return Foreseen("suspense", code=placed.reason, reason=REASONS.get(placed.reason, ""))


def _matched(match: MatchPayment, by_id: Mapping[UUID, PaidCase]) -> Foreseen:
    found = []
    for portion in match.portions:
        case = by_id[portion.case_id]
        found.append(ForeseenCase(case.case_id, case.creditor_id, case.creditor_reference, portion.amount_minor))
    return Foreseen("matched", step=match.method.value, cases=tuple(found))
