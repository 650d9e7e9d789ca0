"""What comes in between: a dispute, a letter that comes back, a bankruptcy, a death."""

from __future__ import annotations

from datetime import timedelta

from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Purpose
from domain.case.debtors.adding import AddDebtor
from domain.case.disputes.acknowledging import AcknowledgeDispute
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.notices.arriving import RecordReturn, ReturnReason
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.state import CaseState
from domain.person.cases.state import DebtorRole
from infra.generator.desk import Desk, Script
from infra.generator.mix import Trouble
from infra.generator.names import estate_id
from infra.generator.stories.beginning import OBJECT_TO
from infra.generator.stories.being_heard import asked, complained
from infra.generator.stories.giving_up import given_up
from infra.generator.stories.hard_times import something_happened, vulnerable

TOLD_OFF = 4
"""In one of so many disputes somebody calls for money all the same, and the ledger says no."""
GROUNDS = (Grounds.WRONG_AMOUNT, Grounds.GOODS_OR_SERVICE, Grounds.NOT_MINE, Grounds.ALREADY_PAID)
WORDS = {
    Grounds.WRONG_AMOUNT: "The meter was read wrongly, and I have told you so before.",
    Grounds.GOODS_OR_SERVICE: "What I ordered never came.",
    Grounds.NOT_MINE: "I have never been a customer there.",
    Grounds.ALREADY_PAID: "I paid this last month.",
}


def troubles(desk: Desk, state: CaseState) -> Script:
    """What comes to this case soon after it began, one after another. It may end by it."""
    known = desk.plot.troubles
    for trouble, script in (
        (Trouble.RETURNED_LETTER, _returned_letter),
        (Trouble.DECEASED, _deceased),
        (Trouble.BANKRUPTCY, _bankrupt),
        (Trouble.DISPUTE, _disputed),
        (Trouble.INQUIRY, asked),
        (Trouble.COMPLAINT, complained),
        (Trouble.LIFE_EVENT, something_happened),
        (Trouble.VULNERABLE, vulnerable),
    ):
        if trouble in known and state.life.is_open:
            state = yield from script(desk, state)
    return state


def _returned_letter(desk: Desk, state: CaseState) -> Script:
    """The first letter comes back, the address is asked for by phone, and it is sent again."""
    desk.wait(desk.between(3, 6))
    yield desk.agency(RecordReturn(max(state.notices.by_number), ReturnReason.MOVED))
    desk.wait(1)
    yield desk.agency(desk.contact(Channel.PHONE, Purpose.FIRST_CONTACT, ContactOutcome.REACHED))
    return (yield desk.agency(SendCollectionNotice(Channel.LETTER, desk.plot.person, OBJECT_TO, None)))


def _disputed(desk: Desk, state: CaseState) -> Script:
    """The debtor says that it is wrong: half of them are right, in part or in all."""
    desk.wait(desk.between(1, 5))
    grounds, person = GROUNDS[desk.between(0, len(GROUNDS) - 1)], desk.plot.person
    state = yield desk.agency(RaiseDispute(grounds, None, Channel.PHONE, person, WORDS[grounds]))
    dispute = max(state.disputes.open())
    yield desk.agency(AcknowledgeDispute(dispute, Channel.EMAIL))
    if desk.between(1, TOLD_OFF) == 1:
        desk.wait(2)
        calls = desk.contact(Channel.PHONE, Purpose.PAYMENT, ContactOutcome.REACHED)
        yield desk.agency(calls, refused_with="contact_on_hold")
    desk.wait(desk.between(3, 9))
    return (yield from _answered(desk, state, dispute, desk.between(1, 4)))


def _answered(desk: Desk, state: CaseState, dispute: int, thrown: int) -> Script:
    half = state.outstanding_minor // 2
    if thrown == 1:
        answer = ResolveDispute(dispute, DisputeOutcome.UPHELD, None, "no_contract_found", Channel.LETTER)
        yield desk.agency(answer)
        desk.wait(1)
        return (yield from given_up(desk, state, Outcome.UPHELD_DISPUTE, "no_contract_found"))
    if thrown == 2:
        answer = ResolveDispute(dispute, DisputeOutcome.PARTLY_UPHELD, half, "part_was_delivered", Channel.LETTER)
    else:
        answer = ResolveDispute(dispute, DisputeOutcome.REJECTED, None, "contract_and_meter_checked", Channel.LETTER)
    return (yield desk.agency(answer))


def _deceased(desk: Desk, state: CaseState) -> Script:
    """The estate is written to, and has nothing."""
    desk.wait(desk.between(4, 20))
    yield desk.agency(PlaceHold(HoldType.DECEASED, "told_by_family", desk.today + timedelta(days=120)))
    plot = desk.plot
    estate = estate_id(plot.creditor.creditor_id, plot.debtor.customer_number)
    yield desk.agency(AddDebtor(estate, DebtorRole.ESTATE, f"Estate of {plot.debtor.name}", None, None))
    desk.wait(desk.between(40, 100))
    return (yield from given_up(desk, state, Outcome.DECEASED_NO_ASSETS, "estate_without_assets"))


def _bankrupt(desk: Desk, state: CaseState) -> Script:
    """The claim is lodged with the estate, and nothing is left for it."""
    desk.wait(desk.between(4, 20))
    yield desk.agency(PlaceHold(HoldType.BANKRUPTCY, "court_notice", desk.today + timedelta(days=200)))
    desk.wait(desk.between(90, 180))
    return (yield from given_up(desk, state, Outcome.BANKRUPTCY_CLOSED, "no_dividend"))
