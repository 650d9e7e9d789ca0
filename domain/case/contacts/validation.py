"""What is asked of a debtor is put in writing soon after they heard of it first: US Regulation F, 12 CFR 1006.34.

The time counts from the initial communication, by the dated row of the country; where there is no such row, nothing
does. The letters that ask for a claim state it with its parts and say whom to object to: when one of them is the
initial communication, the information is in it, and no time begins to run.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.case.contacts.contact import ContactMade
from domain.case.contacts.state import CONTACTS, Contacts
from domain.case.notices.letter import NoticeSent
from domain.case.state import CaseState
from domain.kernel.calendar import end_of_day, local_day
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import VALIDATION_NOTICE_DEADLINE
from domain.law.table import row_in_force


def validated_until(state: CaseState, contact: ContactMade) -> tuple[datetime, str] | None:
    """The first instant (UTC) that is too late for the letter, and the rule; None where no letter is due because of
    this contact: it said nothing of the debt to the person, was not the first that did, or no law asks for it."""
    if state.contacts.has_begun or not contact.is_communication:
        return None
    where = state.claim.jurisdiction
    day = local_day(contact.happened_at, where)
    row = row_in_force(VALIDATION_NOTICE_DEADLINE, where, day)
    return None if isinstance(row, Refusal) else (end_of_day(day + timedelta(days=row.value.count), where), row.rule_id)


@CONTACTS.when(lambda event_type: issubclass(event_type, NoticeSent))
def debtor_written_to(contacts: Contacts, event: Any) -> Contacts:
    """A debtor has the debt in writing."""
    return contacts.begun()
