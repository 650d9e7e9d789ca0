"""A dispute that is upheld: nothing is asked of him until there is an answer, and the answer is that he was right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.disputes.acknowledging import AcknowledgeDispute
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from infra.demo.stories.scene import Character, Scene, at

WHO = Character("Omar Haddad", "20250023", 189_900, "Matbord")
BLOCKED = "contact_on_hold"


def scenes() -> list[Scene]:
    """From the claim to the end that he was promised."""
    raised = RaiseDispute(Grounds.GOODS_OR_SERVICE, None, Channel.PHONE, WHO.person, "Bordet kom aldrig.")
    call = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, WHO.person, None)
    answer = ResolveDispute(1, DisputeOutcome.UPHELD, None, "never_delivered", Channel.LETTER)
    return [
        *WHO.begins(),
        WHO.scene(at(date(2025, 9, 4), 11), "dispute", raised),
        WHO.scene(at(date(2025, 9, 4), 11, 30), "is here", AcknowledgeDispute(1, Channel.EMAIL)),
        replace(WHO.scene(at(date(2025, 9, 12), 14), "call", call), refused_with=BLOCKED),
        WHO.scene(at(date(2025, 9, 15), 9), "right", answer),
        WHO.scene(at(date(2025, 9, 15), 9, 5), "end", CloseCase(Outcome.UPHELD_DISPUTE, "never_delivered")),
    ]
