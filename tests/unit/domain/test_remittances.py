"""Remittances: what was collected goes to the creditor, by its terms, and never by one person alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.creditor.account.setting import PayoutAccountSet, SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.preparing import PrepareRemittance, RemittancePrepared
from domain.creditor.remittance.reckoning import CollectedSum, share_of
from domain.creditor.remittance.refusing import RecordBankRefusal
from domain.creditor.remittance.returning import RecordRemittanceReturn
from domain.creditor.remittance.sending import RemittanceSent, SendRemittance
from domain.creditor.remittance.state import LogSpan
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payout.message_id import message_id_of
from tests.unit.domain.samples import NOW, accepted, after, at, refusal_code

MARCH = date(2026, 3, 1)
IBAN, OTHER_IBAN = "SE4550000000058398257466", "NO9386011117947"
REGISTER = RegisterCreditor("norrsken", "Norrsken Energi AB", None, "SE")
TERMS = AgreeContract(
    MARCH, 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)
COLLECTED = CollectedSum(MARCH, False, 2, 200_000, 3_000, 18_000, 4_000)
PREPARE = PrepareRemittance("SEK", (LogSpan(0, 0, 90), LogSpan(2, 0, 14)), MARCH, (COLLECTED,))


def by(person: str, kind: str = "user") -> Context:
    """Somebody acts."""
    return replace(at(NOW), actor=Actor(kind, person))


ANNA, BO, EVA = by("anna"), by("bo"), by("eva")


def creditor(**terms: Any) -> CreditorState:
    """One with terms, and an account that Eva has put on record."""
    state = after(CREDITOR, REGISTER, replace(TERMS, **terms), context=EVA)
    paid_out: CreditorState = after(CREDITOR, SetPayoutAccount(IBAN), state=state, context=EVA)
    return paid_out


def prepared(state: CreditorState | None = None, command: PrepareRemittance = PREPARE) -> RemittancePrepared:
    """What Anna prepares."""
    [event] = accepted(CREDITOR, state or creditor(), command, ANNA)
    assert isinstance(event, RemittancePrepared)
    return event


def standing(state: CreditorState) -> dict[str, int]:
    """What stands on the ledger because of the creditor."""
    return {str(account): minor for account, minor in state.balance.minor.items() if minor}


def test_commission_and_vat_are_withheld_and_the_agency_keeps_its_fees() -> None:
    """2,250.00 collected. The agency's: fees 180.00, 12.5 % of the 2,070.00 that are left, which is 258.75, and 25 %
    VAT of that, 64.6875 and so 64.69. For the creditor: 2,250.00 - 180.00 - 258.75 - 64.69 = 1,746.56."""
    event = prepared()
    [row] = event.reckoned
    assert (row.fees_kept_minor, row.commission_minor, row.vat_minor) == (18_000, 25_875, 6_469)
    assert (event.collected_minor, event.payable_minor) == (225_000, 174_656)
    assert (event.number, event.iban, event.prepared_by, event.lines) == (1, IBAN, "anna", 2)
    assert standing(CREDITOR.evolve(creditor(), event)) == {
        Account.CLIENT_PAYABLE: 225_000, Account.REMITTANCE_PAYABLE: -174_656, Account.UNTRANSFERRED_FEES: -50_344,
    }  # fmt: skip


def test_an_invoiced_commission_leaves_the_creditor_the_gross() -> None:
    event = prepared(creditor(commission_is=CommissionIs.INVOICED))
    assert (event.reckoned[0].commission_minor, event.reckoned[0].vat_minor) == (25_875, 6_469)
    assert event.payable_minor == 207_000


def test_a_creditor_to_whom_the_fees_go_pays_commission_on_them_too() -> None:
    """12.5 % of 2,250.00 is 281.25, 25 % of that 70.3125: 2,250.00 - 281.25 - 70.31 = 1,898.44."""
    event = prepared(creditor(fees_go_to=FeesGoTo.CREDITOR))
    assert (event.reckoned[0].fees_kept_minor, event.payable_minor) == (0, 189_844)


def test_what_a_debtor_paid_to_the_creditor_costs_commission_and_is_not_paid_out_again() -> None:
    """Of 400.00 that the creditor had itself, 50.00 commission and 12.50 VAT are due, out of the other money; so are
    60.00 of the agency's fees that it had too: 1,746.56 - 62.50 - 60.00 = 1,624.06."""
    direct = CollectedSum(MARCH, True, 1, 40_000, 0, 6_000, 0)
    event = prepared(command=replace(PREPARE, sums=(COLLECTED, direct)))
    assert (event.collected_minor, event.payable_minor) == (225_000, 162_406)


def test_each_payment_goes_by_the_terms_of_its_day() -> None:
    """From 15 March the commission is 10 %: of 500.00, 50.00 and 12.50 VAT. So 437.50 more than 1,746.56."""
    middle = date(2026, 3, 15)
    state = after(CREDITOR, replace(TERMS, valid_from=middle, commission_basis_points=1_000), state=creditor())
    later = CollectedSum(middle, False, 1, 50_000, 0, 0, 0)
    assert prepared(state, replace(PREPARE, sums=(COLLECTED, later))).payable_minor == 174_656 + 43_750


def test_money_from_before_the_first_terms_goes_by_them() -> None:
    contract = creditor().contract
    found = [contract.for_money_of(day) for day in (date(2026, 2, 1), MARCH, date(2027, 1, 1))]
    assert [one and one.valid_from for one in found] == [MARCH] * 3
    assert CREDITOR.initial.contract.for_money_of(MARCH) is None


def test_what_was_taken_back_gives_its_commission_back_and_lowers_what_is_paid_out() -> None:
    taken_back = CollectedSum(MARCH, False, 3, 100_000, 0, 0, 0)
    assert prepared(command=replace(PREPARE, sums=(taken_back,))).payable_minor == 100_000 - 12_500 - 3_125
    assert [share_of(minor, 1_250) for minor in (-100_000, 4, -4, 3, 0)] == [-12_500, 1, -1, 0, 0]


def test_when_more_was_taken_back_than_came_in_nothing_is_paid_out_and_it_waits() -> None:
    below = replace(PREPARE, sums=(replace(COLLECTED, principal_minor=-200_000),))
    assert refusal_code(CREDITOR, creditor(), below, ANNA) == "nothing_to_remit"
    assert refusal_code(CREDITOR, creditor(), replace(PREPARE, sums=()), ANNA) == "nothing_to_remit"


def test_a_remittance_begins_where_the_last_one_of_its_currency_ended() -> None:
    sent = after(CREDITOR, PREPARE, state=creditor(), context=ANNA)
    assert refusal_code(CREDITOR, sent, replace(PREPARE, spans=(LogSpan(0, 90, 95),)), ANNA) == "remittance_under_way"
    euros = replace(PREPARE, currency="EUR")
    assert prepared(sent, euros).number == 2
    assert refusal_code(CREDITOR, creditor(), replace(PREPARE, spans=(LogSpan(0, 3, 90),)), ANNA) == (
        "remittance_out_of_date"
    )


@pytest.mark.parametrize(
    "command",
    [
        replace(PREPARE, spans=(LogSpan(0, 0, 90), LogSpan(0, 0, 90))),
        replace(PREPARE, spans=(LogSpan(0, 0, 0),)),
        replace(PREPARE, sums=(COLLECTED, COLLECTED)),
        replace(PREPARE, sums=(replace(COLLECTED, terms_from=date(2026, 2, 1)),)),
    ],
    ids=["a partition twice", "nothing in a span", "a sum twice", "terms that are not there"],
)
def test_sums_that_do_not_fit_the_creditor_are_prepared_again(command: PrepareRemittance) -> None:
    assert refusal_code(CREDITOR, creditor(), command, ANNA) == "remittance_out_of_date"


def test_nothing_is_paid_out_without_terms_or_to_nowhere() -> None:
    registered = after(CREDITOR, REGISTER)
    assert refusal_code(CREDITOR, CREDITOR.initial, PREPARE, ANNA) == "creditor_unknown"
    assert refusal_code(CREDITOR, registered, PREPARE, ANNA) == "contract_missing"
    assert refusal_code(CREDITOR, after(CREDITOR, TERMS, state=registered), PREPARE, ANNA) == "payout_account_missing"
    assert refusal_code(CREDITOR, creditor(), replace(PREPARE, currency="XXX"), ANNA) == "currency_unknown"


def test_who_prepared_a_remittance_never_approves_it() -> None:
    state = CREDITOR.evolve(creditor(), prepared())
    assert rule_of(state, ANNA) == "policy.remittance_second_person"
    assert rule_of(state, by("scheduler", "system")) == "policy.remittance_second_person"
    assert accepted(CREDITOR, state, ApproveRemittance(1), BO)


def test_who_said_where_the_money_goes_approves_no_first_remittance_to_it() -> None:
    state = CREDITOR.evolve(creditor(), prepared())
    assert rule_of(state, EVA) == "policy.payout_account_second_person"
    seen = after(CREDITOR, ApproveRemittance(1), state=state, context=BO)
    again = after(CREDITOR, CancelRemittance(1, "too_early"), PREPARE, state=seen, context=ANNA)
    assert accepted(CREDITOR, again, ApproveRemittance(2), EVA), "Bo has seen the account"
    moved = after(CREDITOR, SetPayoutAccount(OTHER_IBAN), SetPayoutAccount(IBAN), state=creditor(), context=BO)
    assert rule_of(CREDITOR.evolve(moved, prepared(moved)), BO) == "policy.payout_account_second_person"


def rule_of(state: CreditorState, who: Context) -> str | None:
    """The rule by which somebody cannot approve."""
    decision = CREDITOR.decide(state, ApproveRemittance(1), who)
    assert isinstance(decision, Refusal) and decision.code == "second_person_needed"
    return decision.rule


def test_an_account_that_changed_since_stops_the_approval() -> None:
    state = CREDITOR.evolve(creditor(), prepared())
    moved = after(CREDITOR, SetPayoutAccount(OTHER_IBAN), state=state, context=ANNA)
    assert refusal_code(CREDITOR, moved, ApproveRemittance(1), BO) == "payout_account_changed"


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_cancelled_remittance_gives_its_money_and_its_lines_back(is_approved: bool) -> None:
    state = CREDITOR.evolve(creditor(), prepared())
    if is_approved:
        state = after(CREDITOR, ApproveRemittance(1), state=state, context=BO)
    back = after(CREDITOR, CancelRemittance(1, "too_early"), state=state, context=ANNA)
    assert standing(back) == {}
    assert prepared(back).number == 2
    assert refusal_code(CREDITOR, back, CancelRemittance(1, "again"), ANNA) == "remittance_stands_otherwise"
    assert refusal_code(CREDITOR, back, ApproveRemittance(1), BO) == "remittance_stands_otherwise"
    assert refusal_code(CREDITOR, back, ApproveRemittance(3), BO) == "remittance_unknown"


@pytest.mark.parametrize("written", ["SE45 5000 0000 0583 9825 7466", "se4550000000058398257466", IBAN])
def test_an_account_is_kept_as_its_plain_iban(written: str) -> None:
    [event] = accepted(CREDITOR, after(CREDITOR, REGISTER), SetPayoutAccount(written), EVA)
    assert isinstance(event, PayoutAccountSet)
    assert (event.iban, event.set_by) == (IBAN, "eva")
    assert event.sentence() == "Account of norrsken to pay out to: SE…7466"


@pytest.mark.parametrize("written", ["SE4550000000058398257467", "SE45", "5000-0000", "", "x" * 100])
def test_a_number_that_is_no_iban_is_refused(written: str) -> None:
    assert refusal_code(CREDITOR, after(CREDITOR, REGISTER), SetPayoutAccount(written), EVA) == "iban_invalid"


def test_the_account_that_is_on_record_is_not_set_again() -> None:
    assert refusal_code(CREDITOR, creditor(), SetPayoutAccount(IBAN), BO) == "payout_account_unchanged"


SEND = SendRemittance(1, date(2026, 3, 3), "SE35 5000 0000 0549 1000 0003", None, " Norr  Inkasso AB")


def approved() -> CreditorState:
    """Prepared by Anna, approved by Bo."""
    state: CreditorState = after(
        CREDITOR, ApproveRemittance(1), state=CREDITOR.evolve(creditor(), prepared()), context=BO
    )
    return state


def sent(state: CreditorState | None = None) -> CreditorState:
    """Sent as well."""
    done: CreditorState = after(CREDITOR, SEND, state=state or approved(), context=ANNA)
    return done


def test_an_approved_remittance_is_sent_with_all_that_its_file_says() -> None:
    [event] = accepted(CREDITOR, approved(), SEND, ANNA)
    assert isinstance(event, RemittanceSent)
    assert (event.payable_minor, event.currency, event.iban, event.to_name) == (
        174_656, "SEK", IBAN, "Norrsken Energi AB",
    )  # fmt: skip
    assert (event.from_iban, event.from_name) == ("SE3550000000054910000003", "Norr Inkasso AB")
    assert event.message_id == message_id_of("norrsken", 1, 1)
    assert not event.postings(), "the money leaves with the bank's line, and with nothing before it"


def test_a_remittance_is_sent_once_and_not_before_it_is_approved() -> None:
    assert refusal_code(CREDITOR, CREDITOR.evolve(creditor(), prepared()), SEND, ANNA) == "remittance_stands_otherwise"
    assert refusal_code(CREDITOR, sent(), SEND, ANNA) == "remittance_stands_otherwise"
    assert refusal_code(CREDITOR, sent(), CancelRemittance(1, "too_late"), ANNA) == "remittance_stands_otherwise"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pay_on": date(2026, 2, 27)}, "day_in_the_past"),
        ({"pay_on": date(2026, 3, 7)}, "not_a_bank_day"),
        ({"from_iban": "SE3550000000054910000004"}, "iban_invalid"),
        ({"from_bic": "NORR"}, "bic_invalid"),
        ({"from_name": " "}, "payer_name_missing"),
    ],
)
def test_what_no_bank_would_carry_out_is_not_sent(changes: dict[str, Any], code: str) -> None:
    assert refusal_code(CREDITOR, approved(), replace(SEND, **changes), ANNA) == code


def test_a_new_account_after_the_approval_needs_another_one() -> None:
    moved = after(CREDITOR, SetPayoutAccount(OTHER_IBAN), state=approved(), context=ANNA)
    assert refusal_code(CREDITOR, moved, SEND, EVA) == "payout_account_changed"
    assert rule_of(moved, ANNA) == "policy.remittance_second_person"
    again = after(CREDITOR, ApproveRemittance(1), state=moved, context=BO)
    [event] = accepted(CREDITOR, again, SEND, ANNA)
    assert isinstance(event, RemittanceSent) and event.iban == OTHER_IBAN
    assert refusal_code(CREDITOR, again, ApproveRemittance(1), BO) == "remittance_approved_already"


def test_when_one_is_sent_the_next_can_be_prepared() -> None:
    following = replace(PREPARE, spans=(LogSpan(0, 90, 95),))
    assert prepared(sent(), following).number == 2


def test_what_the_bank_refused_is_approved_anew_and_sent_under_another_id() -> None:
    """And never cancelled: another remittance may begin where it ended."""
    back = after(CREDITOR, RecordBankRefusal(1, "ac04"), state=sent(), context=ANNA)
    assert refusal_code(CREDITOR, back, SEND, ANNA) == "remittance_stands_otherwise"
    again = after(CREDITOR, ApproveRemittance(1), state=back, context=BO)
    assert refusal_code(CREDITOR, again, CancelRemittance(1, "again"), ANNA) == "remittance_was_sent"
    assert again.remittances.not_sent_yet("SEK") is None
    [event] = accepted(CREDITOR, again, SEND, ANNA)
    assert isinstance(event, RemittanceSent)
    assert (event.attempt, event.message_id) == (2, message_id_of("norrsken", 1, 2))
    assert standing(again)[Account.REMITTANCE_PAYABLE] == -174_656


@given(st.from_regex("[a-z0-9][a-z0-9-]{1,31}", fullmatch=True), st.integers(1, 99_999), st.integers(1, 99))
def test_a_message_id_is_one_that_every_bank_takes(creditor_id: str, number: int, attempt: int) -> None:
    assert re.fullmatch("[A-Za-z0-9-]{1,35}", message_id_of(creditor_id, number, attempt))


LINE = UUID(int=0xBA)
CONFIRM = ConfirmRemittance(1, LINE, "SEK", 174_656, date(2026, 3, 3))
RETURN = RecordRemittanceReturn(1, UUID(int=0xBB), "SEK", 174_656, date(2026, 3, 9))


def test_the_banks_line_pays_what_was_to_be_paid() -> None:
    paid = after(CREDITOR, CONFIRM, state=sent(), context=by("remitter", "system"))
    assert standing(paid) == {
        Account.CLIENT_PAYABLE: 225_000, Account.UNTRANSFERRED_FEES: -50_344, Account.REMITTANCE_CLEARING: -174_656,
    }  # fmt: skip
    assert refusal_code(CREDITOR, paid, CONFIRM, ANNA) == "remittance_stands_otherwise"


def test_a_line_of_another_amount_or_for_what_was_not_sent_pays_nothing() -> None:
    assert refusal_code(CREDITOR, sent(), replace(CONFIRM, amount_minor=174_655), ANNA) == "remittance_amount_differs"
    assert refusal_code(CREDITOR, sent(), replace(CONFIRM, currency="NOK"), ANNA) == "remittance_amount_differs"
    assert refusal_code(CREDITOR, approved(), CONFIRM, ANNA) == "remittance_stands_otherwise"
    assert refusal_code(CREDITOR, sent(), RETURN, ANNA) == "remittance_stands_otherwise"


def test_what_came_back_is_approved_anew_and_paid_out_under_another_id() -> None:
    back = after(CREDITOR, CONFIRM, RETURN, state=sent(), context=ANNA)
    assert standing(back)[Account.REMITTANCE_PAYABLE] == -174_656
    assert refusal_code(CREDITOR, back, SEND, ANNA) == "remittance_stands_otherwise"
    moved = after(CREDITOR, SetPayoutAccount(OTHER_IBAN), state=back, context=EVA)
    again = after(CREDITOR, ApproveRemittance(1), SEND, state=moved, context=BO)
    assert again.remittances.by_number[1].iban == OTHER_IBAN
    assert again.remittances.by_number[1].message_id == message_id_of("norrsken", 1, 2)
    assert after(CREDITOR, CONFIRM, state=again, context=ANNA)


@pytest.mark.parametrize(
    ("jurisdiction", "until"),
    [("SE", datetime(2026, 4, 8, 22, tzinfo=UTC)), ("NO", datetime(2026, 3, 15, 23, tzinfo=UTC))],
)
def test_a_remittance_says_by_when_it_is_to_be_sent_from_its_oldest_money_on(
    jurisdiction: str, until: datetime
) -> None:
    """Money of 1 March: in Norway 14 days, so by the end of the 15th; else a month and a week, by the end of 8 April.
    Midnight is 22:00 in UTC in summer time, 23:00 before."""
    registered = after(
        CREDITOR, replace(REGISTER, jurisdiction=jurisdiction), TERMS, SetPayoutAccount(IBAN), context=EVA
    )
    event = prepared(registered)
    assert (event.send_until, event.rule) == (until, f"{jurisdiction}.remittance_longest.1970-01-01")
