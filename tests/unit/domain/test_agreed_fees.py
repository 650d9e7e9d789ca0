"""What a plan, more time and the hand-over may cost the debtor: dated caps, and what must have happened first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.fees_state import FeeKind, FeeStatus
from domain.case.charges.waiving import FeeWaived, plan_fees_lapsed
from domain.case.contacts.contact import Channel
from domain.case.deadlines.state import DeadlineKind
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from domain.law.codes import CreditorVat, Debtor
from tests.unit.domain.samples import CONTEXT, NOW, accepted, after, allocation, at, open_case

CURRENCIES = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "FI": "EUR", "DE": "EUR"}
DUE = [date(2026, month, 25) for month in range(3, 9)]


def case_in(where: str, **claim: Any) -> CaseState:
    owed = {"principal_minor": 600_000, "interest_minor": 0, "fees_minor": 0}
    return open_case(**{"jurisdiction": where, "currency": CURRENCIES[where], **owed, **claim})


def in_plan(where: str, parts: int = 5, channel: Channel = Channel.LETTER, **claim: Any) -> CaseState:
    """A plan over 6,000 in so many equal parts."""
    instalments = tuple(Instalment(day, 600_000 // parts) for day in DUE[:parts])
    plan = AgreePlan(channel, Proposer.CUSTOMER, NOW.date(), instalments)
    state: CaseState = after(CASE, plan, state=case_in(where, **claim))
    return state


def fee(state: CaseState, kind: FeeKind, cause: int = 1, minor: int | None = None) -> ChargeFee:
    return ChargeFee(kind, cause, minor, state.currency, False)


def charged(state: CaseState, kind: FeeKind, cause: int = 1) -> FeeCharged:
    (event,) = accepted(CASE, state, fee(state, kind, cause))
    assert isinstance(event, FeeCharged)
    return event


def refused(state: CaseState, kind: FeeKind, cause: int = 1, minor: int | None = None) -> tuple[str, str | None]:
    decision = CASE.decide(state, fee(state, kind, cause, minor), CONTEXT)
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith("."), "a refusal speaks in sentences"
    return decision.code, decision.rule


@pytest.mark.parametrize(
    ("state", "amount", "rule"),
    [
        # lag (1981:739) 4 §: 170 kronor
        (in_plan("SE"), 17_000, "SE.plan_fee.2013-03-16"),
        # inkassoforskriften § 2-4: 1.5 x 750 kroner, by policy those of a creditor who deducts VAT
        (in_plan("NO"), 112_500, "NO.plan_fee_cap.2026-01-01.instalments-from-5+vat_deducted"),
        # perintälaki 10 a §: 20 to 50 euro by steps that are not on file
        (in_plan("FI"), 2_000, "FI.plan_fee_min.2022-05-01.consumer"),
    ],
)
def test_a_plan_costs_what_the_rows_of_the_country_say(state: CaseState, amount: int, rule: str) -> None:
    event = charged(state, FeeKind.PLAN)
    assert (event.amount_minor, event.rules[-1]) == (amount, rule)
    assert event.sentence().startswith("Fee 1 charged for plan 1: plan ")
    assert CASE.evolve(state, event).balance.owed("fees") == amount
    assert refused(CASE.evolve(state, event), FeeKind.PLAN) == ("fee_already_charged", "policy.one_fee_a_plan")


def test_a_norwegian_plan_costs_a_quarter_more_where_the_creditor_deducts_no_vat() -> None:
    state = in_plan("NO")
    state = state._replace(claim=replace(state.claim, creditor_vat=CreditorVat.NOT_DEDUCTED))
    assert charged(state, FeeKind.PLAN).amount_minor == 140_625


@pytest.mark.parametrize(
    ("state", "cause", "code", "rule"),
    [
        (case_in("SE"), 1, "plan_not_agreed", None),
        (after(CASE, TerminatePlan("customer_asked"), state=in_plan("SE")), 1, "plan_not_agreed", None),
        (in_plan("SE"), 2, "plan_not_agreed", None),
        (in_plan("SE", channel=Channel.PHONE), 1, "plan_not_written", "SE.plan_fee.2013-03-16"),
        (
            in_plan("NO", 4),
            1,
            "plan_too_short_for_fee",
            "NO.plan_fee_cap.2026-01-01.instalments-from-5+vat_deducted",
        ),
        (in_plan("FI", debtor_kind=Debtor.BUSINESS), 1, "rule_missing", "FI.plan_fee_min"),
        (in_plan("DE"), 1, "rule_missing", "DE.plan_fee"),
    ],
)
def test_no_plan_fee_without_what_the_law_asks_of_a_plan(
    state: CaseState, cause: int, code: str, rule: str | None
) -> None:
    assert refused(state, FeeKind.PLAN, cause) == (code, rule)


def test_what_the_finnish_steps_would_allow_beyond_the_lowest_fee_waits_for_their_rows() -> None:
    """Perintälaki 10 a §: 20 to 50 euro by the size of the claim and the instalments. Only both ends are on file."""
    state = in_plan("FI")
    assert accepted(CASE, state, fee(state, FeeKind.PLAN, minor=2_000))
    for minor in (2_001, 5_000):
        assert refused(state, FeeKind.PLAN, minor=minor) == ("rule_missing", "FI.plan_fee")
    assert refused(state, FeeKind.PLAN, minor=5_001) == ("fee_above_cap", "FI.plan_fee_max.2022-05-01.consumer")


def test_a_plan_costs_no_more_than_the_one_fee_of_a_country_that_has_no_steps() -> None:
    assert refused(in_plan("SE"), FeeKind.PLAN, minor=17_001) == ("fee_above_cap", "SE.plan_fee.2013-03-16")


def test_beside_a_plan_nothing_but_its_own_fee_is_charged() -> None:
    assert refused(in_plan("DK"), FeeKind.HANDOVER) == ("plan_in_force", "policy.a_kept_plan_is_enough")


def test_a_norwegian_plan_fee_lapses_when_the_case_goes_to_court_and_is_not_charged_there() -> None:
    """Inkassoforskriften § 2-4."""
    state = in_plan("NO")
    with_fee = CASE.evolve(state, charged(state, FeeKind.PLAN))
    (lapsed,) = plan_fees_lapsed(with_fee)
    assert isinstance(lapsed, FeeWaived)
    after_it = CASE.evolve(with_fee, lapsed)
    assert (after_it.balance.owed("fees"), after_it.fees.by_number[1].status) == (0, FeeStatus.WAIVED)
    at_court = state._replace(life=replace(state.life, stage=Stage.TITLE))
    assert refused(at_court, FeeKind.PLAN)[0] == "plan_at_court"
    swedish = in_plan("SE")
    assert plan_fees_lapsed(CASE.evolve(swedish, charged(swedish, FeeKind.PLAN))) == []


def deferred(where: str, days: int, **claim: Any) -> CaseState:
    """A demand for 16 March 2026, of which more time was given."""
    state = case_in(where, **claim)
    (number,) = (n for n, one in state.deadlines.running().items() if one.kind is DeadlineKind.PAYMENT_DEMAND)
    until = date.fromordinal(date(2026, 3, 16).toordinal() + days)
    granted: CaseState = after(CASE, RequestDeferral(Channel.PHONE, until, "salary_comes_later", number), state=state)
    return granted


def test_more_time_of_at_least_two_weeks_costs_a_finnish_consumer_five_euro_once() -> None:
    """Perintälaki 10 a §."""
    state = deferred("FI", 14)
    event = charged(state, FeeKind.EXTENSION)
    assert (event.amount_minor, event.rules) == (500, ("FI.extension_fee.2022-05-01.consumer",))
    again = CASE.evolve(state, event)
    assert refused(again, FeeKind.EXTENSION) == ("fee_already_charged", "policy.one_fee_a_deferral")
    assert refused(deferred("FI", 13), FeeKind.EXTENSION)[0] == "extension_too_short"
    assert refused(state, FeeKind.EXTENSION, 2) == ("no_deferral_granted", None)
    assert refused(deferred("SE", 14), FeeKind.EXTENSION) == ("rule_missing", "SE.extension_fee")


def test_handing_a_claim_over_costs_a_hundred_kroner_in_denmark_once() -> None:
    """Renteloven § 9 b."""
    state = case_in("DK")
    event = charged(state, FeeKind.HANDOVER)
    assert (event.amount_minor, event.rules) == (10_000, ("DK.handover_fee.2002-08-01",))
    assert event.sentence().startswith("Fee 1 charged for the hand-over: handover 100.00 DKK")
    assert refused(CASE.evolve(state, event), FeeKind.HANDOVER) == ("fee_already_charged", "policy.one_handover_fee")
    assert refused(case_in("SE"), FeeKind.HANDOVER) == ("rule_missing", "SE.handover_fee")


def test_a_fee_that_came_up_after_the_banks_day_is_covered_after_what_was_owed_then() -> None:
    """1,000.00 of 1 March pay principal: the plan was agreed, and charged for, on the 2nd."""
    state = in_plan("SE")
    state = CASE.evolve(state, charged(state, FeeKind.PLAN))
    before, on_time = (
        after(CASE, allocation(100_000, on=day), state=state, context=at(datetime(2026, 3, 5, 12, tzinfo=UTC)))
        for day in (date(2026, 3, 1), date(2026, 3, 2))
    )
    assert (before.balance.owed("fees"), before.balance.owed("principal")) == (17_000, 500_000)
    assert (on_time.balance.owed("fees"), on_time.balance.owed("principal")) == (0, 517_000)
