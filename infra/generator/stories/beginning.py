"""How every case begins: the claim comes, and the debtor is told."""

from __future__ import annotations

from datetime import timedelta

from domain.case.claim.receiving import ReceiveClaim
from domain.law.codes import Debtor
from infra.generator.desk import Desk, Script

PAY_WITHIN = 16
"""Days from the claim to the first deadline."""
YEARLY_INTEREST_PERCENT = 8
"""What creditors have counted on their claims by the time they hand them over."""


def claim_comes(desk: Desk) -> Script:
    """The creditor hands it over, and the first deadline is set."""
    plot = desk.plot
    overdue_days = (desk.today - plot.due_date).days
    state = yield desk.creditor(
        ReceiveClaim(
            creditor_id=plot.creditor.creditor_id,
            creditor_reference=plot.creditor_reference,
            portfolio=f"{plot.creditor.portfolio}-{plot.arrives.year}",
            jurisdiction=desk.jurisdiction,
            currency=desk.currency,
            principal_minor=plot.principal_minor,
            interest_minor=plot.principal_minor * YEARLY_INTEREST_PERCENT * overdue_days // 36_500,
            fees_minor=plot.fees_minor,
            due_date=plot.due_date,
            interest_from=plot.arrives if plot.bears_interest else None,
            debtor_kind=Debtor.CONSUMER,
            payment_reference=plot.own_reference,
            person_id=plot.person,
            debtor_name=plot.debtor.name,
            debtor_email=plot.debtor.email,
            debtor_national_id=None,
            description=f"{plot.creditor.what}, {plot.due_date:%Y-%m}",
            pay_by=desk.today + timedelta(days=PAY_WITHIN),
        )
    )
    return state
