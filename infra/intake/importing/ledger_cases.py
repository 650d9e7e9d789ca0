"""Which cases the payments of a file are for, as far as the read models can say: by the matcher's own rules.

They cannot know two things that only the matcher remembers: the reference of a plan over several cases, which no claim
carries, and which account a payer used before.
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
from domain.kernel.quick_record import maker_of
from domain.kernel.text import reference_key
from domain.payment.matching.matching import MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense
from infra.intake.banks.payment_line import PaymentLine
from projections.balances.queries import cases_paid_with

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.answers import PaidCase

CasesByReference = Mapping[str, Sequence["PaidCase"]]
_known_case = maker_of(KnownCase)


class LedgerCases:
    """Places payments on the cases that the read models hold, later ones after the earlier ones."""

    def __init__(self, opened: connection, home: Path) -> None:
        self._opened = opened
        self._accounts = read_receiver_accounts(home)
        self._taken: Counter[UUID] = Counter()

    def of(self, lines: Sequence[PaymentLine]) -> CasesByReference:
        """The cases that carry any reference of these lines, by ``reference_key``."""
        keys = {reference_key(given.text) for line in lines for given in line.references}
        found: dict[str, list[PaidCase]] = {}
        for case in cases_paid_with(self._opened, keys):
            found.setdefault(case.payment_reference_key, []).append(case)
        return found

    def place(self, line: PaymentLine, cases: CasesByReference) -> MatchPayment | PutPaymentInSuspense:
        """What the matcher would ask for. What is matched so is taken: what comes later finds so much less owed."""
        stated = tuple(StatedReference(reference_key(one.text), one.amount_minor or 0) for one in line.references)
        creditor = self._accounts.get(canonical_account(line.receiver_account)) if self._accounts else None
        payment = UnplacedPayment(line.currency, line.amount_minor, stated, creditor)
        placed = place(payment, {one.reference: self._known(cases.get(one.reference, ())) for one in stated})
        if isinstance(placed, MatchPayment):
            for portion in placed.portions:
                self._taken[portion.case_id] += portion.amount_minor
        return placed

    def forget_what_was_taken(self) -> None:
        """What was placed so far is in the ledger, and what cases owe says it."""
        self._taken.clear()

    def _known(self, cases: Sequence[PaidCase]) -> list[KnownCase]:
        """As they will stand when the earlier lines have been taken in: what is paid in full is closed then."""
        return [self._known_one(case) for case in cases]

    def _known_one(self, case: PaidCase) -> KnownCase:
        taken = self._taken.get(case.case_id, 0)
        left = case.owed_minor - taken
        is_open = case.is_open and (left > 0 or not taken)
        paid = case.paid_minor + taken
        return _known_case(case.case_id, case.creditor_id, case.currency, max(0, left), case.due_date, is_open, paid)
