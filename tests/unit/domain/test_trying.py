"""What can be done with a case now: tried by the decisions themselves, and not done."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.care.life_event import RecordLifeEvent
from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.complaints.answering import AnswerComplaint
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, RecordContact
from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.holds.extending import ExtendHold
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.terminating import TerminatePlan
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from domain.person.cases.state import DebtorRole
from domain.sample_commands import samples
from domain.trying import Tried, tried
from tests.unit.domain.random_life import case_lives, lived
from tests.unit.domain.samples import CONTEXT, PERSON, after, open_case

HELD = PlaceHold(HoldType.LIFE_EVENT, "asked", date(2026, 3, 20))
DISPUTED = RaiseDispute(Grounds.WRONG_AMOUNT, None, Channel.PHONE, PERSON, "It is not mine.")
COMPLAINED = ReceiveComplaint(ComplaintSubject.CONDUCT, Channel.PHONE, PERSON, "He shouted at me.")
GUARANTOR = AddDebtor(PERSON.__class__(int=8), DebtorRole.GUARANTOR, "Bo Ek", None, None)


def of(cls: type[Command], state: CaseState) -> list[Tried]:
    return tried(CASE, cls, state, CONTEXT)


def test_under_a_hold_nobody_is_asked_for_money_and_everything_else_can_be_said() -> None:
    allowed, blocked = of(RecordContact, after(CASE, HELD, state=open_case()))
    assert allowed.is_allowed and not blocked.is_allowed
    assert dict(blocked.differs_by) == {"direction": ("outbound",), "purpose": ("payment", "missed_deadline")}
    assert blocked.refusal is not None
    assert (blocked.refusal.code, blocked.refusal.rule) == ("contact_on_hold", "hold.life_event")
    assert "2026-03-20" in blocked.refusal.message, "until when it is looked at again"


def test_which_outcomes_a_case_can_be_closed_with_now() -> None:
    found = of(CloseCase, open_case())
    allowed = dict(next(one for one in found if one.is_allowed).differs_by)["outcome"]
    assert "withdrawn_by_client" in allowed
    assert "paid_in_full" not in allowed, "something is owed"
    unpaid = next(one for one in found if ("outcome", ("paid_in_full", "paid_direct_to_client")) in one.differs_by)
    assert not unpaid.is_blocked, "no rule forbids it: it is not paid"


@pytest.mark.parametrize(
    ("cls", "before"),
    [
        (RecordContact, []), (RecordLifeEvent, []), (CreditPrincipal, []), (PlaceHold, []), (RaiseDispute, []),
        (ReceiveComplaint, []), (AddDebtor, []), (RemoveDebtor, [GUARANTOR]), (LiftHold, [HELD]), (ExtendHold, [HELD]),
        (ResolveDispute, [DISPUTED]), (AnswerComplaint, [COMPLAINED]),
    ],
)  # fmt: skip
def test_what_fits_is_found_to_be_possible(cls: type[Command], before: list[Command]) -> None:
    assert any(one.is_allowed for one in of(cls, after(CASE, *before, state=open_case())))


@pytest.mark.parametrize("cls", [TerminatePlan, LiftHold, ResolveDispute, AnswerComplaint, RemoveDebtor])
def test_what_there_is_nothing_to_do_it_to_does_not_fit_and_is_not_blocked(cls: type[Command]) -> None:
    (found,) = {one.is_allowed or one.is_blocked for one in of(cls, open_case())}
    assert found is False


def test_a_case_that_was_withdrawn_is_closed_and_says_so_to_nearly_everything() -> None:
    state = after(CASE, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "asked"), state=open_case())
    contact, demand = of(RecordContact, state)
    assert contact.is_allowed and demand.refusal and demand.refusal.code == "contact_after_closure"
    for cls in (PlaceHold, AgreePlan, RaiseDispute):
        assert {one.refusal and one.refusal.code for one in of(cls, state)} == {"case_closed"}
    assert of(ReceiveComplaint, state)[0].is_allowed, "who complains is heard, whatever became of the case"


def test_what_only_time_forbids_says_from_when_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    decide = CASE.decider_of(CreditPrincipal)

    def later(state: CaseState, command: CreditPrincipal, context: object) -> object:
        too_early = context.now < noon  # type: ignore[attr-defined]
        return Refusal("too_early", "Not yet.", "hold.client_hold") if too_early else decide(state, command, context)  # type: ignore[arg-type]

    monkeypatch.setitem(CASE._deciders, CreditPrincipal, later)
    (found,) = of(CreditPrincipal, open_case())
    assert found.is_blocked
    assert found.allowed_from == datetime(2026, 3, 4, 12, tzinfo=UTC)


@settings(max_examples=25, deadline=None)
@given(case_lives, st.data())
def test_trying_changes_nothing_and_never_fails(asked: list[object], data: st.DataObject) -> None:
    """As a person finds a case: after a whole decision."""
    states = [open_case(), *(step.after for step in lived(CASE, asked) if step.is_last)]  # type: ignore[arg-type]
    state = data.draw(st.sampled_from(states))
    cls = data.draw(st.sampled_from(sorted(CASE.commands.values(), key=str)))
    before = deepcopy(state)
    if state.claim.jurisdiction:
        found = of(cls, state)
        assert found, "each choice has an answer"
        assert state == before


def test_a_sample_says_what_fits_the_case() -> None:
    state = open_case()
    (_, ways), *_ = samples(CreditPrincipal, state, CONTEXT, date(2026, 3, 2))
    first = next(ways)
    assert first == CreditPrincipal("SEK", state.outstanding_minor, "asked", date(2026, 3, 2))
    (_, plans), *_ = samples(AgreePlan, state, CONTEXT, date(2026, 3, 2))
    assert isinstance(plan := next(plans), AgreePlan)
    assert sum(one.amount_minor for one in plan.instalments) == state.outstanding_minor
    assert replace(plan) == plan
