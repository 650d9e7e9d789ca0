"""What becomes of a case before a court: contested, withdrawn, dismissed, decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.disputes.before_court import DisputeDecidedInCourt
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome, DisputeStatus
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced
from domain.case.legal.contesting import LegalActionContested
from domain.case.legal.ending import DismissLegalAction, WithdrawLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import TitleObtained
from domain.case.stages.state import Stage
from domain.case.state import CASE
from tests.unit.domain.courts import CONTEST, DEMAND, START, TITLE, demanded, filed, going_on, on, refused, types_of
from tests.unit.domain.samples import PERSON, accepted


def test_what_is_contested_is_on_hold_until_the_court_has_decided() -> None:
    contested, *others = accepted(CASE, filed(), CONTEST, on(CONTEST.contested_on))
    placed = next(event for event in others if isinstance(event, HoldPlaced))
    assert isinstance(contested, LegalActionContested)
    assert (placed.hold_type, placed.hold) == (HoldType.DISPUTE, contested.hold)
    state = going_on(filed(), (CONTEST.contested_on, CONTEST))
    assert refused(state, CONTEST, CONTEST.contested_on).code == "legal_action_already_contested"
    assert refused(state, LiftHold(1, "asked"), date(2026, 3, 26)).code == "hold_of_a_matter"
    obtained, decided, lifted, *_ = accepted(CASE, state, TITLE, on(TITLE.obtained_on))
    assert isinstance(obtained, TitleObtained) and isinstance(lifted, HoldLifted)
    assert decided == DisputeDecidedInCourt(1, DisputeOutcome.REJECTED)
    assert decided.sentence() == "Dispute 1 decided by the court: rejected"


def test_what_is_contested_is_a_dispute_that_the_court_answers_and_nobody_else() -> None:
    state = going_on(filed(), (CONTEST.contested_on, CONTEST))
    dispute = state.disputes.open()[1]
    assert (dispute.grounds, dispute.hold, dispute.is_acknowledged) == ("goods_never_came", 1, True)
    assert dispute.answer_until is None, "a court answers in its own time"
    ours = ResolveDispute(1, DisputeOutcome.REJECTED, None, "delivered", Channel.LETTER)
    refusal = refused(state, ours, date(2026, 4, 1))
    assert (refusal.code, refusal.rule) == ("dispute_before_a_court", "policy.the_court_answers")
    decided = going_on(state, (TITLE.obtained_on, TITLE)).disputes.by_number[1]
    assert (decided.status, decided.outcome) == (DisputeStatus.RESOLVED, DisputeOutcome.REJECTED)


WITHDRAW = WithdrawLegalAction(date(2026, 4, 1), "not_served", False)
DISMISS = DismissLegalAction(date(2026, 4, 1), "not_served", False, on_the_merits=False)


@pytest.mark.parametrize("command", [WITHDRAW, DISMISS])
def test_an_action_that_ends_without_a_title_leaves_the_case_where_it_was_demanded(command: Any) -> None:
    day = date(2026, 4, 1)
    ended = going_on(filed(), (CONTEST.contested_on, CONTEST), (day, command))
    assert ended.life.stage is Stage.DEMAND
    assert refused(ended, LiftHold(1, "debtor_agrees"), day).code == "hold_of_a_matter", "it has no answer yet"
    ours = ResolveDispute(1, DisputeOutcome.REJECTED, None, "delivered", Channel.LETTER)
    assert not going_on(ended, (day, ours)).holds.in_force(), "now we answer it, in writing"


def test_a_claim_that_the_court_found_wrong_is_never_asked_for_again() -> None:
    """SE inkassolag (1974:182) 8 §: nothing is collected of a claim that is not founded."""
    lost = replace(DISMISS, reason="goods_never_came", on_the_merits=True)
    assert refused(filed(), lost, date(2026, 4, 1)).code == "nothing_contested"
    contested = going_on(filed(), (CONTEST.contested_on, CONTEST))
    dismissed, decided, lifted, *_ = accepted(CASE, contested, lost, on(date(2026, 4, 1)))
    assert dismissed.sentence() == ("Legal action 1 dismissed on 2026-04-01: goods_never_came, and nothing is owed")
    assert decided == DisputeDecidedInCourt(1, DisputeOutcome.UPHELD)
    assert isinstance(lifted, HoldLifted)
    state = going_on(contested, (date(2026, 4, 1), lost))
    again = refused(state, DEMAND, date(2026, 5, 4))
    assert (again.code, again.rule) == ("claim_not_upheld", "dispute.upheld")
    assert going_on(state, (date(2026, 4, 2), CloseCase(Outcome.UPHELD_DISPUTE, "court"))).life.has_ended


def test_a_court_that_hears_both_sides_answers_what_was_disputed_before_it() -> None:
    """The customer disputed the claim on the phone; a district court decides it, an order to pay would not."""
    raised = RaiseDispute(Grounds.NOT_MINE, None, Channel.PHONE, PERSON, "It is not mine.")
    sued = replace(START, forum=Forum.DISTRICT_COURT)
    state = going_on(demanded(), (date(2026, 3, 10), raised), (date(2026, 3, 16), sued))
    events = accepted(CASE, state, TITLE, on(TITLE.obtained_on))
    assert DisputeDecidedInCourt(1, DisputeOutcome.REJECTED) in events
    later = going_on(filed(), (date(2026, 3, 17), raised))
    assert types_of(accepted(CASE, later, TITLE, on(TITLE.obtained_on))) == [TitleObtained]
