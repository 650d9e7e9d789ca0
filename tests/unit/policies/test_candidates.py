"""Which cases are suggested for money that no reference places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.policies.matcher.candidates import candidates, numbers_in, repaired
from consumers.policies.matcher.decision import StatedReference, UnplacedPayment
from consumers.policies.matcher.pouring import KnownCase
from domain.kernel.money import Money
from domain.kernel.recorded import Actor
from domain.law.policies import KNOWN_PAYER_MATCHED_UP_TO
from domain.law.table import RuleTable
from domain.payment.matching.suspending import SuspenseReason
from domain.payment.state import PaymentState, PaymentStatus
from domain.payment.suggestion import adopting
from domain.payment.suggestion.adopting import SuggestionAdopted
from domain.payment.suggestion.confirming import ConfirmSuggestion
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import Candidate, MatchSuggested
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.requesting import ApproveErasure
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state, count, status
from tests.unit.policies.samples import claim, payment

CASE = KnownCase(UUID(int=1), "nordkraft", "SEK", 40_000, date(2026, 1, 31), True)
PAID = UnplacedPayment("SEK", 40_000, ())
RIGHT, MISTYPED, EXCHANGED = "12345674", "12345675", "12345764"
"""A reference whose last digit is right by Luhn, one with a digit mistyped, and one with two exchanged."""


def test_the_likeliest_comes_first_and_the_exact_amount_counts() -> None:
    other, third = replace(CASE, case_id=UUID(int=2)), replace(CASE, case_id=UUID(int=3), owed_minor=1)
    found = {
        MatchBasis.FREE_TEXT: [other, third],
        MatchBasis.KNOWN_PAYER: [CASE, other, third],
        MatchBasis.MISTYPED_REFERENCE: [CASE],
    }
    assert candidates(PAID, found) == (
        Candidate(UUID(int=1), MatchBasis.MISTYPED_REFERENCE, 90),
        Candidate(UUID(int=2), MatchBasis.KNOWN_PAYER, 80),
        Candidate(UUID(int=3), MatchBasis.FREE_TEXT, 50),
    )


@pytest.mark.parametrize("other", [replace(CASE, is_open=False), replace(CASE, currency="NOK")])
def test_a_closed_case_or_one_in_another_currency_is_not_suggested(other: KnownCase) -> None:
    assert candidates(PAID, {MatchBasis.FREE_TEXT: [other]}) == ()


def test_a_known_payer_alone_is_nothing_without_the_exact_amount() -> None:
    assert candidates(replace(PAID, amount_minor=39_999), {MatchBasis.KNOWN_PAYER: [CASE]}) == ()


@given(st.text("0123456789", min_size=2, max_size=25), st.data())
def test_every_single_slip_is_repaired_and_nothing_else(right: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(right) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    slipped = right[:place] + digit + right[place + 1 :]
    swap = data.draw(st.integers(0, len(right) - 2))
    swapped = right[:swap] + right[swap + 1] + right[swap] + right[swap + 2 :]
    for wrong in {slipped, swapped} - {right}:
        assert right in set(repaired(wrong))
    for other in repaired(right):
        differ = [one for one in range(len(right)) if right[one] != other[one]]
        exchanged = len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(right) == sorted(other)
        assert len(other) == len(right)
        assert len(differ) == 1 or exchanged


def test_what_is_no_number_is_not_repaired() -> None:
    assert list(repaired("RF18A")) == []
    assert list(repaired("")) == []


def test_words_of_a_message_that_may_name_a_case() -> None:
    assert numbers_in("Faktura F-1003, tack! tel 08-123") == ("F-1003", "08-123")
    assert numbers_in("thank you, Anna") == ()
    assert len(numbers_in(" ".join(f"N{number:05}" for number in range(500)))) == 50


@pytest.mark.parametrize("typed", [MISTYPED, EXCHANGED])
def test_a_mistyped_reference_is_suggested_and_a_person_confirms_it(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, typed: str
) -> None:
    case_id, receive = claim(1, RIGHT)
    payment_id, pay = payment(1, 40_000, typed)
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    assert suggestions(ledger, payment_id) == [(case_id, MatchBasis.MISTYPED_REFERENCE, 70)]
    assert ledger.states[payment_id].status is PaymentStatus.SUSPENSE  # type: ignore[union-attr]
    ledger.ask(payment_id, ConfirmSuggestion(1))
    settle(matcher, allocator)
    assert case_state(ledger, case_id).outstanding_minor == 60_000
    assert count(ledger, MatchSuggested) == 1


def test_a_message_that_names_the_creditors_number_is_a_suggestion(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1003, RIGHT)
    payment_id, pay = payment(1, 100_000)
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, replace(pay, message="payment of c1003, sorry for being late"))
    settle(matcher, allocator)
    assert suggestions(ledger, payment_id) == [(case_id, MatchBasis.FREE_TEXT, 70)]


def test_the_account_that_paid_a_case_before_is_a_suggestion_when_the_amount_is_what_it_owes(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, RIGHT)
    first, pay = payment(1, 60_000, RIGHT)
    second, pay_again = payment(2, 40_000)
    third, too_little = payment(3, 39_999)
    ledger.ask(case_id, receive)
    ledger.ask(first, replace(pay, payer_account="SE45 5000 0000 0583 9825 7466"))
    settle(matcher, allocator)
    ledger.ask(third, replace(too_little, payer_account="SE4550000000058398257466"))
    ledger.ask(second, replace(pay_again, payer_account="SE4550000000058398257466"))
    settle(matcher, allocator)
    assert suggestions(ledger, second) == [(case_id, MatchBasis.KNOWN_PAYER, 80)]
    assert suggestions(ledger, third) == []


def test_an_account_is_forgotten_with_its_payer_and_no_text_of_it_was_kept(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, RIGHT)
    first, pay = payment(1, 60_000, RIGHT)
    ledger.ask(case_id, receive)
    ledger.ask(first, replace(pay, payer_account="SE4550000000058398257466", message="for c1"))
    settle(matcher, allocator)
    kept = [row for (name,) in matcher.lookup.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for row in matcher.lookup.execute(f"SELECT * FROM {name}").fetchall()]  # fmt: skip
    assert "5839825746" not in str(kept)
    assert matcher.lookup.execute("SELECT count(*) FROM accounts_of_cases").fetchone() == (1,)
    ledger.ask(pay.person_id, ErasePerson(pay.person_id, "asked_for_it"))
    ledger.ask(pay.person_id, ApproveErasure(1), Actor("user", "agent-9"))
    settle(matcher, allocator)
    assert matcher.lookup.execute("SELECT count(*) FROM accounts_of_cases").fetchone() == (0,)


def test_everything_read_again_suggests_nothing_twice_and_still_finds_a_claim_that_came_later(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    case_id, receive = claim(1, RIGHT)
    payment_id, pay = payment(1, 40_000, MISTYPED)
    ledger.ask(case_id, receive)
    ledger.ask(payment_id, pay)
    settle(matcher, allocator)
    matcher.forget()
    settle(matcher, allocator)
    assert count(ledger, MatchSuggested) == 1
    other, receive_other = claim(2, MISTYPED)
    ledger.ask(other, receive_other)
    matcher.forget()
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    assert case_state(ledger, other).outstanding_minor == 60_000


def suggestions(ledger: LittleLedger, payment_id: UUID) -> list[tuple[UUID, MatchBasis, int]]:
    state = ledger.states[payment_id]
    assert isinstance(state, PaymentState)
    return [(one.portions[0].case_id, one.basis, one.score) for one in state.suggestions.open().values()]


def test_a_reason_to_wait_stays_what_it_was(ledger: LittleLedger, matcher: PolicyReader) -> None:
    ledger.ask(*claim(1, RIGHT))
    payment_id, pay = payment(1, 40_000, MISTYPED)
    ledger.ask(payment_id, pay)
    settle(matcher)
    [reason] = [event.event.reason for event in ledger.events() if hasattr(event.event, "reason")]
    assert reason == SuspenseReason.INVALID_REFERENCE


def test_a_payer_who_names_another_number_counts_less() -> None:
    named = replace(PAID, references=(StatedReference("99999999", 0),))
    [one] = candidates(named, {MatchBasis.KNOWN_PAYER: [CASE]})
    assert one.score == 70


def test_under_the_policy_a_known_payers_exact_amount_reaches_its_case_without_a_person(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple(replace(row, value=Money(1_000_00, row.value.currency)) for row in KNOWN_PAYER_MATCHED_UP_TO.rows)
    monkeypatch.setattr(adopting, "KNOWN_PAYER_MATCHED_UP_TO", RuleTable("", "", rows))
    case_id, receive = claim(1, RIGHT)
    first, pay = payment(1, 60_000, RIGHT)
    second, pay_again = payment(2, 40_000)
    ledger.ask(case_id, receive)
    ledger.ask(first, replace(pay, payer_account="SE4550000000058398257466"))
    settle(matcher, allocator)
    ledger.ask(second, replace(pay_again, payer_account="SE4550000000058398257466"))
    settle(matcher, allocator)
    assert status(ledger, second) is PaymentStatus.MATCHED
    assert case_state(ledger, case_id).outstanding_minor == 0
    assert count(ledger, SuggestionAdopted) == 1
