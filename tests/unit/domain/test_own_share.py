"""The agency's own share leaves the client account as a remittance does, and never more of it than was kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.own_share import OwnSharePrepared, PrepareOwnShare
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.returning import RecordRemittanceReturn
from domain.creditor.remittance.sending import RemittanceSent, SendRemittance
from domain.creditor.remittance.state import LogSpan
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from tests.unit.domain.samples import accepted, after, refusal_code
from tests.unit.domain.test_remittances import ANNA, BO, PREPARE, creditor, standing

OURS, CLIENT_ACCOUNT = "SE7280000810340009783242", "SE3550000000054910000003"
KEPT = 50_344
"""Of the 2,250.00 of `PREPARE`, as test_remittances.py works it out: fees 180.00, commission 258.75 and VAT 64.69."""
SHARE = PrepareOwnShare("SEK", KEPT, 1, OURS)
SEND = SendRemittance(2, date(2026, 3, 3), CLIENT_ACCOUNT, None, "Norr Inkasso AB")


def remitted() -> CreditorState:
    """A creditor with one remittance."""
    state: CreditorState = after(CREDITOR, PREPARE, state=creditor(), context=ANNA)
    return state


def told(*commands: Command) -> CreditorState:
    """Anna asks, Bo approves."""
    state = remitted()
    for command in commands:
        context = BO if isinstance(command, ApproveRemittance) else ANNA
        state = after(CREDITOR, command, state=state, context=context)
    return state


def test_what_the_agency_kept_is_moved_and_nothing_of_the_creditors() -> None:
    [prepared] = accepted(CREDITOR, remitted(), SHARE, ANNA)
    assert isinstance(prepared, OwnSharePrepared)
    assert (prepared.number, prepared.prepared_by, prepared.iban) == (2, "anna", OURS)
    before, state = remitted(), told(SHARE)
    assert state.balance.on(Account.UNTRANSFERRED_FEES) == 0
    moved = state.balance.on(Account.REMITTANCE_PAYABLE) - before.balance.on(Account.REMITTANCE_PAYABLE)
    assert (moved, state.balance.on(Account.CLIENT_PAYABLE)) == (-KEPT, before.balance.on(Account.CLIENT_PAYABLE))


def test_it_goes_to_the_agency_under_its_own_name_when_another_has_approved_it() -> None:
    assert refusal_code(CREDITOR, told(SHARE), ApproveRemittance(2), ANNA) == "second_person_needed"
    assert refusal_code(CREDITOR, told(SHARE, ApproveRemittance(2)), ApproveRemittance(2), BO) == (
        "remittance_approved_already"
    )
    [sent] = accepted(CREDITOR, told(SHARE, ApproveRemittance(2)), SEND, ANNA)
    assert isinstance(sent, RemittanceSent)
    assert (sent.to_name, sent.iban, sent.payable_minor, sent.to_agency) == ("Norr Inkasso AB", OURS, KEPT, True)
    line = (UUID(int=91), "SEK", KEPT, date(2026, 3, 3))
    paid = told(SHARE, ApproveRemittance(2), SEND, ConfirmRemittance(2, *line))
    assert paid.balance.on(Account.REMITTANCE_CLEARING) == -KEPT
    back = after(CREDITOR, RecordRemittanceReturn(2, *line), state=paid, context=ANNA)
    assert (back.balance.on(Account.REMITTANCE_CLEARING), back.remittances.untransferred_minor("SEK", 1)) == (0, 0)


def test_cancelled_it_stands_where_it_stood() -> None:
    assert standing(told(SHARE, CancelRemittance(2, "other_account"))) == standing(remitted())
    assert told(SHARE, CancelRemittance(2, "other_account")).remittances.untransferred_minor("SEK", 1) == KEPT


def test_a_remittance_to_the_creditor_and_one_to_the_agency_do_not_wait_for_each_other() -> None:
    next_one = replace(PREPARE, spans=(LogSpan(0, 90, 120),))
    assert refusal_code(CREDITOR, told(SHARE), next_one, ANNA) == "remittance_under_way", "the first is not sent"
    send = replace(SEND, number=1)
    state = told(ApproveRemittance(1), send, SHARE)
    assert accepted(CREDITOR, state, next_one, ANNA)
    assert isinstance(next_one, PrepareRemittance)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(SHARE, payable_minor=KEPT + 1), "more_than_own_share"),
        (replace(SHARE, payable_minor=0), "more_than_own_share"),
        (replace(SHARE, through=0), "more_than_own_share"),
        (replace(SHARE, currency="EUR"), "more_than_own_share"),
        (replace(SHARE, currency="XXX"), "currency_unknown"),
        (replace(SHARE, iban="SE7280000810340009783243"), "iban_invalid"),
    ],
)
def test_only_what_was_kept_can_be_moved(command: PrepareOwnShare, code: str) -> None:
    assert refusal_code(CREDITOR, remitted(), command, ANNA) == code


def test_what_is_moved_once_is_not_moved_again() -> None:
    part = replace(SHARE, payable_minor=KEPT - 1)
    state = told(part, ApproveRemittance(2), SEND)
    assert refusal_code(CREDITOR, state, SHARE, ANNA) == "more_than_own_share"
    assert refusal_code(CREDITOR, told(part), SHARE, ANNA) == "remittance_under_way"
    assert accepted(CREDITOR, state, replace(SHARE, payable_minor=1), ANNA)
    assert refusal_code(CREDITOR, CREDITOR.initial, SHARE, ANNA) == "creditor_unknown"
