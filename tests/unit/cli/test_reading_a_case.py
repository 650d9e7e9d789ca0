"""A case as a person sees it, as of any time, made from its events alone; and which case a name means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest
from rich.console import Console, RenderableType

from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.state import CASE
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import case_id
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import LogHistory, in_order, known, state_after
from infra.audit.lookup import InTheLog, Lookup
from infra.cases.view import CaseView
from infra.cli.case.case_render import case_screen
from infra.cli.case.known_case import the_one_meant
from infra.cli.case.resolve import case_ids, events_of_case, events_of_payment, one_case
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.times import Zone
from infra.creditors.names import CreditorNames
from tests.unit.cli.recorded import BEGAN, CASE_ID, events_after, recorded
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, CREDITORS, PERSON, allocation

CALL = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.FIRST_CONTACT, ContactOutcome.REACHED, PERSON, None)


def test_a_view_has_what_was_claimed_what_is_owed_and_what_was_paid() -> None:
    view = CaseView.of(recorded(events_after(CLAIM, allocation(30_000))))
    told = view.as_json()
    assert (told["claimed_minor"], told["paid_minor"]) == (CLAIM_TOTAL_MINOR, 30_000)
    assert told["owed"]["total_minor"] == CLAIM_TOTAL_MINOR - 30_000
    assert told["stage"] == "registered"
    assert told["outcome"] is None
    assert told["reflects"] == {"partition": 0, "position": 3, "version": 3}
    assert [deadline["deadline"] for deadline in told["deadlines"]] == [1]


def test_a_view_of_an_overpaid_case_says_what_is_owed_back_and_how_it_ended() -> None:
    view = CaseView.of(recorded(events_after(CLAIM, allocation(CLAIM_TOTAL_MINOR + 500))))
    assert view.owed_back_minor == 500
    assert view.as_json()["outcome"] == "paid_in_full"
    assert view.written_off_minor == 0


def test_a_view_of_a_case_that_was_given_up_says_what_was_written_off() -> None:
    view = CaseView.of(recorded(events_after(CLAIM, CloseCase(Outcome.WRITTEN_OFF, "unlocatable"))))
    assert view.written_off_minor == CLAIM_TOTAL_MINOR
    assert view.state.outstanding_minor == 0


def test_a_view_says_what_the_creditor_took_back_and_which_complaints_wait() -> None:
    complaint = ReceiveComplaint(ComplaintSubject.CONDUCT, Channel.PHONE, PERSON, "He shouted at me.")
    told = CaseView.of(
        recorded(events_after(CLAIM, CreditPrincipal("SEK", 40_000, "goods_returned", None), complaint))
    ).as_json()
    assert (told["claimed_minor"], told["credited_minor"]) == (CLAIM_TOTAL_MINOR, 40_000)
    assert [(one["complaint"], one["subject"]) for one in told["complaints"]] == [(1, "conduct")]


def test_what_had_happened_and_what_was_known_are_asked_apart() -> None:
    events = recorded(events_after(CLAIM, CALL), happened=timedelta(hours=2))
    noon = BEGAN + timedelta(hours=1)
    assert len(known(events)) == 3
    assert len(known(events, happened_by=noon)) == 3, "the third was recorded at three and happened at one"
    assert len(known(events, recorded_by=noon)) == 1
    assert len(known(events, noon - timedelta(hours=1), noon)) == 1


def test_a_state_is_what_the_pure_core_makes_of_the_events() -> None:
    events = events_after(CLAIM, CALL, allocation(100))
    state = CASE.initial
    for event in events:
        state = CASE.evolve(state, event)
    assert state_after(recorded(events)) == state


def test_partitions_are_told_by_time_and_each_by_position() -> None:
    clock_went_back = recorded(events_after(CLAIM, CALL), partition=0, began=BEGAN)
    other = recorded(events_after(CLAIM), partition=1, began=BEGAN + timedelta(minutes=30))
    told = [(event.partition, event.position) for event in in_order([clock_went_back, other])]
    assert told == [(0, 1), (1, 1), (0, 2), (1, 2), (0, 3)]


class SmallLog:
    """What of a log is asked to find a case."""

    def __init__(self, *events: RecordedEvent) -> None:
        self._events = events
        self.log = SimpleNamespace(topic="small.events")

    def events_of(self, *ids: UUID) -> list[RecordedEvent]:
        return [event for event in self._events if event.aggregate_id in ids]

    def creditors(self) -> CreditorNames:
        named = {"a": "A", "ab": "A/B"} | {one.creditor_id: one.name for one in CREDITORS.values()}
        return CreditorNames(CreditorEntry(*one) for one in named.items())

    def of_type(self, event_type: type[Event], from_offsets: object = None) -> Iterator[RecordedEvent]:
        return (event for event in self._events if isinstance(event.event, event_type))


@pytest.fixture
def ledger() -> Lookup:
    return InTheLog(cast(LogHistory, SmallLog(*recorded(events_after(CLAIM)))))


def test_a_case_is_named_by_its_id_its_creditors_reference_or_its_payment_reference(ledger: Lookup) -> None:
    assert one_case(ledger, str(CASE_ID)) == CASE_ID
    assert one_case(ledger, "655 969") == CASE_ID
    assert one_case(ledger, "f\u20131001") == CASE_ID
    assert one_case(ledger, "Norrkraft Energi/F-1001") == case_id("norrkraft", "F-1001")


@pytest.mark.parametrize("written", ["000655969", "65 59 69", "\uff16\uff15\uff15\uff19\uff16\uff19", " 655969\u200b"])
def test_a_payment_reference_is_found_as_the_matcher_finds_it(ledger: Lookup, written: str) -> None:
    assert one_case(ledger, written) == CASE_ID


def test_a_creditors_reference_is_found_whatever_its_case_dashes_and_blanks(ledger: Lookup) -> None:
    assert one_case(ledger, "norrkraft  energi / f\u20131001") == case_id("norrkraft", "F-1001")


def test_a_creditor_or_reference_with_a_slash_in_it_is_found_where_the_case_is(ledger: Lookup) -> None:
    assert case_ids(ledger, "A/B/7") == [case_id("a", "B/7"), case_id("ab", "7")]


def test_a_name_that_no_case_has_is_said_to_be_none(ledger: Lookup) -> None:
    with pytest.raises(NotFound, match="No case carries the payment reference '1'"):
        one_case(ledger, "1")
    with pytest.raises(NotFound, match="There is no case"):
        events_of_case(ledger, str(UUID(int=5)))
    with pytest.raises(NotFound, match="There is no payment"):
        events_of_payment(ledger, str(CASE_ID))
    with pytest.raises(CannotBeUsed, match="is no payment's id"):
        events_of_payment(ledger, "655969")


def test_a_case_on_hold_says_what_stops_and_which_disputes_wait_for_an_answer() -> None:
    dispute = RaiseDispute(Grounds.WRONG_AMOUNT, 43_765, Channel.LETTER, PERSON, "The meter was read twice.")
    view = CaseView.of(recorded(events_after(CLAIM, dispute)))
    told = view.as_json()
    assert [(one["hold"], one["hold_type"], one["stops"]) for one in told["holds"]] == [
        (1, "dispute", ("contact", "fees", "legal"))
    ]
    assert [(one["dispute"], one["grounds"], one["disputed_minor"]) for one in told["disputes"]] == [
        (1, "wrong_amount", 43_765)
    ]
    assert told["deadlines"][0]["paused_at"] is not None
    text = shown(case_screen(view, Zone("Europe/Stockholm"), date(2026, 3, 31)))
    for part in ("On hold", "contact, fees, legal", "437.65 SEK", "answer in writing", "stands still"):
        assert part in text
    assert "twice" not in text, "the customer's words are shown in the history, where they can be opened"


def test_no_deadline_is_shown_to_ask_for_what_is_owed_no_more() -> None:
    dispute = RaiseDispute(Grounds.WRONG_AMOUNT, 43_765, Channel.LETTER, PERSON, "The meter was read twice.")
    upheld = ResolveDispute(1, DisputeOutcome.UPHELD, None, "read_twice", Channel.LETTER)
    told = CaseView.of(recorded(events_after(CLAIM, dispute, upheld))).as_json()
    assert told["owed"]["total_minor"] == CLAIM_TOTAL_MINOR - 43_765
    assert [one["paid_target_minor"] for one in told["deadlines"]] == [CLAIM_TOTAL_MINOR - 43_765]


def test_a_case_that_is_not_on_hold_has_no_table_of_holds() -> None:
    view = CaseView.of(recorded(events_after(CLAIM)))
    assert (view.as_json()["holds"], view.as_json()["disputes"]) == ([], [])
    assert "On hold" not in shown(case_screen(view, Zone("Europe/Stockholm"), date(2026, 3, 31)))


def shown(screen: RenderableType) -> str:
    console = Console(width=160, file=StringIO())
    console.print(screen)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


@pytest.mark.parametrize(("number", "there", "meant"), [(2, [1], 2), (None, [3], 3)])
def test_the_only_one_need_not_be_named(number: int | None, there: list[int], meant: int) -> None:
    assert the_one_meant(number, there, "open dispute", "--dispute") == meant


@pytest.mark.parametrize(("there", "message"), [([], "has no open dispute"), ([2, 1], "--dispute .* 1, 2")])
def test_which_of_several_is_meant_is_asked_for(there: list[int], message: str) -> None:
    with pytest.raises(CannotBeUsed, match=message):
        the_one_meant(None, there, "open dispute", "--dispute")
