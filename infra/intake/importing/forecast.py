"""What the ledger would make of payments that are only tried: by the matcher's own rules, on what the read models hold.

It cannot know two things that only the matcher remembers: the reference of a plan over several cases, which is told as
unknown, and which account a payer used before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from consumers.policies.matcher import (
    KnownCase,
    StatedReference,
    UnplacedPayment,
    canonical_account,
    place,
    read_receiver_accounts,
)
from domain.kernel.text import reference_key
from domain.payment.matching.matching import MatchPayment
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.importing.tried import Foreseen, ForeseenCase
from projections.balances.queries import cases_paid_with, payment_places

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
        self._accounts = read_receiver_accounts(home)
        self._taken: Counter[UUID] = Counter()

    def __call__(self, lines: Sequence[tuple[UUID, PaymentLine]]) -> Sequence[Foreseen | None]:
        """See Forecast."""
        known = {one.payment_id: one for one in payment_places(self._opened, [payment for payment, _ in lines])}
        cases = self._cases_of([line for payment, line in lines if payment not in known])
        return [self._foreseen(line, known.get(payment), cases) for payment, line in lines]

    def _cases_of(self, lines: Sequence[PaymentLine]) -> Mapping[str, Sequence[PaidCase]]:
        keys = {reference_key(given.text) for line in lines for given in line.references}
        found: dict[str, list[PaidCase]] = {}
        for case in cases_paid_with(self._opened, keys):
            found.setdefault(case.payment_reference_key, []).append(case)
        return found

    def _foreseen(
        self, line: PaymentLine, known: PaymentPlace | None, cases: Mapping[str, Sequence[PaidCase]]
    ) -> Foreseen | None:
        if known is not None:
            return Foreseen("duplicate", code=known.status, reason=f"The ledger has it already: {known.status}.")
        if line.kind is not EntryKind.CREDIT:
            return None
        stated = tuple(StatedReference(reference_key(one.text), one.amount_minor or 0) for one in line.references)
        creditor = self._accounts.get(canonical_account(line.receiver_account))
        payment = UnplacedPayment(line.currency, line.amount_minor, stated, creditor)
        of_these = {one.reference: cases.get(one.reference, ()) for one in stated}
        placed = place(payment, {key: [self._known(case) for case in found] for key, found in of_these.items()})
        if isinstance(placed, MatchPayment):
            return self._matched(placed, {case.case_id: case for found in of_these.values() for case in found})
        return Foreseen("suspense", code=placed.reason, reason=REASONS.get(placed.reason, ""))

    def _known(self, case: PaidCase) -> KnownCase:
        """As it will stand when the earlier lines have been taken in: what is paid in full is closed then."""
        taken = self._taken[case.case_id]
        left = case.owed_minor - taken
        is_open = case.is_open and (left > 0 or not taken)
        return KnownCase(
            case.case_id, case.creditor_id, case.currency, max(0, left), case.due_date, is_open, case.paid_minor + taken
        )

    def _matched(self, match: MatchPayment, cases: Mapping[UUID, PaidCase]) -> Foreseen:
        found = []
        for portion in match.portions:
            case = cases[portion.case_id]
            self._taken[case.case_id] += portion.amount_minor
            found.append(ForeseenCase(case.case_id, case.creditor_id, case.creditor_reference, portion.amount_minor))
        return Foreseen("matched", step=match.method.value, cases=tuple(found))
