"""What a person wishes, and who advises them, comes to each of their cases, also to those that come later."""

from __future__ import annotations

from uuid import UUID

import pytest

from consumers.policies.person_keeper import PersonKeeper
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.contacts.guard import Approach, refuse_contact
from domain.case.debtors.adding import AddDebtor
from domain.case.state import CaseState
from domain.person.cases.state import DebtorRole
from domain.person.details.confirming import ConfirmChannel
from domain.person.details.state import WishedChannel
from domain.person.details.time_zone import SetTimeZone
from domain.person.details.wishing import ChangeChannelWishes
from domain.person.registration.merging import MergePerson
from domain.person.representative.appointing import AppointRepresentative, Capacity, EndRepresentation
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import claim

CASE, RECEIVE = claim(1, "12345674")
OTHER_CASE, RECEIVE_OTHER = claim(2, "12345682")
MAIN, BO, ADVISER = RECEIVE.person_id, UUID(int=8), UUID(int=9)
NO_CALLS = ChangeChannelWishes(None, (WishedChannel.PHONE,))
WRONG_NUMBER = RecordContact(
    Channel.PHONE, Direction.OUTBOUND, Purpose.QUESTION, ContactOutcome.WRONG_PERSON, MAIN, None
)
ADVISE = AppointRepresentative(ADVISER, Capacity.DEBT_ADVISER, MAIN)


@pytest.fixture
def keeper(ledger: LittleLedger) -> PolicyReader:
    """Of a case with one debtor."""
    ledger.ask(CASE, RECEIVE)
    reader = PolicyReader(PersonKeeper(), ledger)
    settle(reader)
    return reader


def against(ledger: LittleLedger, case: UUID, channel: Channel, person: UUID) -> str | None:
    """The rule against asking this person for money in that way."""
    state = ledger.states[case]
    assert isinstance(state, CaseState)
    refusal = refuse_contact(state, Approach(channel, Purpose.PAYMENT, person), START)
    return refusal.rule if refusal else None


def test_a_claim_of_somebody_without_wishes_is_told_nothing(ledger: LittleLedger, keeper: PolicyReader) -> None:
    assert "HeedWishes" not in {type(command).__name__ for _, command in ledger.sent}


def test_a_wish_reaches_the_case_and_so_does_its_end(ledger: LittleLedger, keeper: PolicyReader) -> None:
    ledger.ask(MAIN, NO_CALLS)
    settle(keeper)
    assert against(ledger, CASE, Channel.PHONE, MAIN) == "policy.declined_channel"
    assert against(ledger, CASE, Channel.LETTER, MAIN) is None
    ledger.ask(MAIN, ChangeChannelWishes(WishedChannel.PHONE, ()))
    settle(keeper)
    assert against(ledger, CASE, Channel.PHONE, MAIN) is None
    assert ledger.kept == [] and ledger.refusals() == []


def test_a_closed_case_is_told_too_as_it_may_open_again(ledger: LittleLedger, keeper: PolicyReader) -> None:
    ledger.ask(CASE, CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    settle(keeper)
    ledger.ask(MAIN, NO_CALLS)
    settle(keeper)
    state = ledger.states[CASE]
    assert isinstance(state, CaseState) and state.contacts.of(MAIN).declined == (WishedChannel.PHONE,)


def test_a_case_that_comes_later_is_told_what_was_wished_before(ledger: LittleLedger, keeper: PolicyReader) -> None:
    ledger.ask(MAIN, NO_CALLS)
    ledger.ask(OTHER_CASE, RECEIVE_OTHER)
    ledger.ask(OTHER_CASE, AddDebtor(MAIN, DebtorRole.CO_DEBTOR, "Åsa Öberg", None, None))
    settle(keeper)
    assert against(ledger, OTHER_CASE, Channel.PHONE, MAIN) == "policy.declined_channel"
    assert against(ledger, OTHER_CASE, Channel.PHONE, RECEIVE_OTHER.person_id) is None, (
        "the other debtor wished nothing"
    )


def test_of_two_who_turn_out_to_be_one_the_wishes_of_who_stays_hold(ledger: LittleLedger, keeper: PolicyReader) -> None:
    ledger.ask(CASE, AddDebtor(BO, DebtorRole.GUARANTOR, "Bo Ek", None, None))
    settle(keeper)
    ledger.ask(MAIN, NO_CALLS)
    settle(keeper)
    ledger.ask(BO, MergePerson(MAIN, BO))
    settle(keeper)
    assert against(ledger, CASE, Channel.PHONE, BO) == "policy.declined_channel"
    ledger.ask(MAIN, ChangeChannelWishes(None, ()))
    settle(keeper)
    assert against(ledger, CASE, Channel.PHONE, BO) is against(ledger, CASE, Channel.PHONE, MAIN) is None
    assert ledger.kept == []


def test_nothing_is_demanded_of_who_has_a_debt_adviser_until_they_have_none(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    ledger.ask(MAIN, ADVISE)
    settle(keeper)
    assert against(ledger, CASE, Channel.LETTER, MAIN) == "policy.debt_adviser"
    ledger.ask(MAIN, EndRepresentation(ADVISER, "withdrawn"))
    settle(keeper)
    assert against(ledger, CASE, Channel.LETTER, MAIN) is None


def test_a_guardian_is_no_debt_adviser_and_an_adviser_who_goes_leaves_another(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    ledger.ask(MAIN, AppointRepresentative(UUID(int=10), Capacity.GUARDIAN, MAIN))
    settle(keeper)
    assert against(ledger, CASE, Channel.LETTER, MAIN) is None
    ledger.ask(MAIN, ADVISE)
    ledger.ask(MAIN, AppointRepresentative(UUID(int=11), Capacity.DEBT_ADVISER, MAIN))
    ledger.ask(MAIN, EndRepresentation(ADVISER, "withdrawn"))
    settle(keeper)
    assert against(ledger, CASE, Channel.LETTER, MAIN) == "policy.debt_adviser"


def test_a_keeper_that_forgot_everything_tells_the_cases_nothing_new(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    ledger.ask(MAIN, NO_CALLS)
    ledger.ask(MAIN, ADVISE)
    ledger.ask(MAIN, ChangeChannelWishes(None, (WishedChannel.SMS,)))
    settle(keeper)
    before, state = len(ledger.events()), ledger.states[CASE]
    keeper.forget()
    settle(keeper)
    assert (len(ledger.events()), ledger.states[CASE]) == (before, state)


def test_where_somebody_else_was_reached_no_case_turns_again_until_somebody_has_made_sure(
    ledger: LittleLedger, keeper: PolicyReader
) -> None:
    """Åsa's number was another's: her other case does not call or text it either."""
    ledger.ask(OTHER_CASE, RECEIVE_OTHER)
    ledger.ask(OTHER_CASE, AddDebtor(MAIN, DebtorRole.CO_DEBTOR, "Åsa Öberg", None, None))
    settle(keeper)
    ledger.ask(CASE, WRONG_NUMBER)
    assert against(ledger, CASE, Channel.SMS, MAIN) == "policy.wrong_person", "at once, on the case itself"
    settle(keeper)
    for case in (CASE, OTHER_CASE):
        assert against(ledger, case, Channel.PHONE, MAIN) == "policy.wrong_person"
        assert against(ledger, case, Channel.LETTER, MAIN) is None
    ledger.ask(MAIN, NO_CALLS)
    settle(keeper)
    assert against(ledger, CASE, Channel.SMS, MAIN) == "policy.wrong_person", "another wish makes nothing sure"
    ledger.ask(MAIN, ConfirmChannel(WishedChannel.PHONE, "told_by_customer"))
    settle(keeper)
    assert [against(ledger, case, Channel.SMS, MAIN) for case in (CASE, OTHER_CASE)] == [None, None]
    assert ledger.kept == [] and ledger.refusals() == []


def test_who_lives_by_other_clocks_is_called_by_those(ledger: LittleLedger, keeper: PolicyReader) -> None:
    ledger.ask(MAIN, SetTimeZone("Asia/Tokyo"))
    settle(keeper)
    state = ledger.states[CASE]
    assert isinstance(state, CaseState) and state.contacts.of(MAIN).time_zone == "Asia/Tokyo"
