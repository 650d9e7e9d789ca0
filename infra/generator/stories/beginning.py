"""How every case begins: the claim comes, is looked through, and the debtor is told."""

from __future__ import annotations

from datetime import timedelta

from domain.case.claim.receiving import ReceiveClaim
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.law.codes import Debtor
from infra.generator.desk import Desk, Script

OBJECT_TO = "kundtjanst@agency.example.org"
"""Whom letters name for objections."""
REMINDED_AFTER = 10
"""Days from the due date to the creditor's own reminder."""
YEARLY_INTEREST_PERCENT = 8
"""What creditors have counted on their claims by the time they hand them over."""


def claim_comes(desk: Desk) -> Script:
    """The creditor hands it over, somebody looks it through, and the first letter goes out."""
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
            product=None,
            payment_reference=plot.own_reference,
            person_id=plot.person,
            debtor_name=plot.debtor.name,
            debtor_email=plot.debtor.email,
            debtor_national_id=None,
            description=f"{plot.creditor.what}, {plot.due_date:%Y-%m}",
            pay_by=None,
        )
    )
    if not state.life.is_open:
        return state
    interest = state.balance.owed("interest")
    basis = InterestBasis(YEARLY_INTEREST_PERCENT * 100, plot.due_date, desk.today, plot.principal_minor)
    reminded_on = plot.due_date + timedelta(days=REMINDED_AFTER) if plot.fees_minor else None
    found = ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, basis if interest else None, reminded_on)
    state = yield desk.agency(found)
    return (yield desk.agency(SendCollectionNotice(Channel.LETTER, plot.person, OBJECT_TO, None)))
