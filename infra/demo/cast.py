"""Which of the two thousand claims the demo looks at closely."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from infra.demo.client_account.parties import CREDITOR
from infra.demo.inputs import Inputs, case_of
from infra.demo.sample_portfolio import PaymentKind
from infra.demo.sample_portfolio.creditors import ID_OF
from infra.intake.claims.claim_line import ClaimLine

CALLS = 5
WORTH_A_PLAN_MINOR = 300_000


@dataclass(frozen=True, slots=True)
class Cast:
    """``paid_in_part`` is the case whose whole trail is shown; nobody pays on the others before the end of March."""

    paid_in_part: ClaimLine
    agrees_on_a_plan: ClaimLine
    called_first: list[ClaimLine]
    called_after_the_deadline: list[ClaimLine]
    disputes: ClaimLine
    asks_for_time: ClaimLine
    suspended_payment: UUID
    its_claim: ClaimLine
    on_the_account: tuple[ClaimLine, ClaimLine, ClaimLine]
    """Who pay to the client account at the other bank: rightly, with a slip of the finger, and too much."""

    @classmethod
    def of(cls, inputs: Inputs) -> Cast:
        """The same for the same files."""
        paid = {case_of(claim) for payment in inputs.payments for claim in payment.claims}
        unpaid = [claim for claim in inputs.claims if case_of(claim) not in paid]
        without_email = [claim for claim in unpaid if not claim.debtor_email]
        large = next(claim for claim in unpaid if claim.debtor_email and claim.total_minor > WORTH_A_PLAN_MINOR)
        *_, right, mistyped, too_much = (one for one in without_email if ID_OF[one.creditor] == CREDITOR)
        suspended, its_claim = inputs.paid_without_reference_but_named_in_words()
        return cls(
            paid_in_part=inputs.first(PaymentKind.UNDERPAID).claims[0],
            agrees_on_a_plan=large,
            called_first=without_email[:CALLS],
            called_after_the_deadline=without_email[CALLS : 2 * CALLS],
            disputes=without_email[2 * CALLS],
            asks_for_time=without_email[2 * CALLS + 1],
            suspended_payment=suspended,
            its_claim=its_claim,
            on_the_account=(right, mistyped, too_much),
        )
