"""Whether late interest that is claimed can be worked out: asked when the claim comes, not when money does."""

from __future__ import annotations

from datetime import date, timedelta

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.interest import late_interest
from domain.law.scope import asked


def refuse_interest_from(
    jurisdiction: str, currency: str, first: date | None, due: date, debtor: Debtor | None, today: date
) -> Refusal | None:
    """Late interest begins when the claim is late, and needs a rate for each day until ``today``."""
    if first is None:
        return None
    if first < due:
        return Refusal(
            "interest_before_due_date", f"The claim was due on {due}: late interest begins on that day at the earliest."
        )
    until = max(today, first + timedelta(days=1)) if first <= today else first
    known = late_interest(jurisdiction, Money(1, currency), first, until, asked(debtor or Debtor.CONSUMER, due=due))
    return known if isinstance(known, Refusal) else None
