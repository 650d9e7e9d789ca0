"""What a court costs the debtor: what its title awards, and no more, though more was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.restating import AllocationRestated, AllocationWithdrawn
from domain.case.allocation.state import Parts
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost, CourtCostsReduced
from domain.case.closure.closing import Outcome
from domain.case.legal.title import TitleObtained
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account
from tests.unit.domain.courts import PAYMENT, START, TITLE, demanded, filed, going_on, on, refused, titled, types_of
from tests.unit.domain.random_life import balance_of
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted


def test_costs_are_named_in_the_currency_of_the_case() -> None:
    assert refused(filed(), replace(TITLE, currency="EUR"), TITLE.obtained_on).code == "currency_differs"
    assert refused(filed(), replace(TITLE, costs_awarded_minor=-1), TITLE.obtained_on).code == "amount_invalid"
    assert titled().outstanding_minor == CLAIM_TOTAL_MINOR, "charging them is an event of its own"


def charged(*costs: CourtCost) -> CaseState:
    """Before the court, with these costs charged to the debtor."""
    return going_on(filed(), *((date(2026, 3, 17), ChargeCourtCosts(cost)) for cost in costs))


BOTH = (CourtCost.PAYMENT_ORDER, CourtCost.PAYMENT_ORDER_AGENT)  # 300.00 and 380.00, as the Swedish rows say


def test_a_title_that_awards_what_was_charged_changes_nothing() -> None:
    (obtained, *_) = accepted(CASE, charged(*BOTH), TITLE, on(TITLE.obtained_on))
    assert isinstance(obtained, TitleObtained)
    assert (obtained.costs_awarded_minor, obtained.costs_charged_minor) == (68_000, 68_000)
    assert "charged" not in obtained.sentence()
    assert going_on(charged(*BOTH), (TITLE.obtained_on, TITLE)).balance.owed("court_costs") == 68_000


def test_what_a_title_does_not_award_of_the_courts_costs_is_owed_no_more() -> None:
    """680.00 were charged, 300.00 are awarded: 380.00 are taken off."""
    title = replace(TITLE, costs_awarded_minor=30_000)
    obtained, reduced, *_ = accepted(CASE, charged(*BOTH), title, on(title.obtained_on))
    assert "680.00 SEK charged" in obtained.sentence()
    assert reduced == CourtCostsReduced("SEK", 38_000)
    decided = going_on(charged(*BOTH), (title.obtained_on, title))
    assert decided.balance.owed("court_costs") == 30_000
    assert -decided.balance.on(Account.ADDED_SINCE) == 30_000


def test_no_more_than_the_title_awards_is_charged_for_the_court_after_it_and_enforcement_has_its_own_costs() -> None:
    title = replace(TITLE, costs_awarded_minor=30_000)
    decided = going_on(charged(CourtCost.PAYMENT_ORDER), (title.obtained_on, title))
    more = refused(decided, ChargeCourtCosts(CourtCost.PAYMENT_ORDER_AGENT), title.obtained_on)
    assert (more.code, more.rule) == ("costs_not_awarded", "policy.court_costs_as_awarded")
    enforced = going_on(decided, (title.obtained_on, ChargeCourtCosts(CourtCost.ENFORCEMENT)))
    assert enforced.balance.owed("court_costs") == 30_000 + 60_000


PAID_ON = date(2026, 3, 18)
NONE_AWARDED = replace(TITLE, costs_awarded_minor=0)


def paid(amount_minor: int, state: CaseState) -> CaseState:
    return going_on(state, (PAID_ON, AllocatePayment(PAYMENT, "SEK", amount_minor, PAID_ON)))


def test_money_that_paid_costs_which_are_not_awarded_pays_what_else_is_owed() -> None:
    """500.00 had paid for the court. None of its 680.00 is awarded: 240.00 of fees, 15.00 of interest, and 245.00 of
    the principal are paid instead, and 755.00 of 1,255.00 are left."""
    state = paid(50_000, charged(*BOTH))
    assert state.credits.by_payment[PAYMENT].parts == Parts(50_000, 0, 0, 0)
    obtained, withdrawn, reduced, restated, *_ = accepted(CASE, state, NONE_AWARDED, on(TITLE.obtained_on))
    assert isinstance(obtained, TitleObtained) and isinstance(withdrawn, AllocationWithdrawn)
    assert reduced == CourtCostsReduced("SEK", 68_000)
    assert isinstance(restated, AllocationRestated)
    assert restated.parts == Parts(0, 24_000, 1_500, 24_500)
    decided = going_on(state, (TITLE.obtained_on, NONE_AWARDED))
    assert (decided.balance.owed("court_costs"), decided.outstanding_minor) == (0, 75_500)


def test_what_was_paid_beyond_the_award_and_all_else_is_owed_back_to_who_paid() -> None:
    """1,600.00 had come; without the 680.00 of the court, 1,255.00 were owed: 345.00 too much, and the case ends."""
    state = paid(160_000, charged(*BOTH))
    assert state.outstanding_minor == 33_500
    events = accepted(CASE, state, NONE_AWARDED, on(TITLE.obtained_on))
    (restated,) = [event for event in events if isinstance(event, AllocationRestated)]
    assert (restated.parts.covered_minor, restated.overpaid_minor) == (CLAIM_TOTAL_MINOR, 34_500)
    decided = going_on(state, (TITLE.obtained_on, NONE_AWARDED))
    assert decided.life.outcome == Outcome.PAID_IN_FULL
    assert -decided.balance.on(Account.REFUND_PAYABLE) == 34_500


def test_costs_that_are_awarded_stay_paid_and_only_what_is_beyond_them_is_allocated_on() -> None:
    """300.00 of 680.00 are awarded. 500.00 were paid: 300.00 stay with the court, 200.00 go to the fees."""
    decided = going_on(paid(50_000, charged(*BOTH)), (TITLE.obtained_on, replace(TITLE, costs_awarded_minor=30_000)))
    assert decided.credits.by_payment[PAYMENT].parts == Parts(30_000, 20_000, 0, 0)


def test_what_is_still_owed_of_the_costs_is_taken_off_before_anything_that_was_paid_is_touched() -> None:
    """480.00 of 680.00 are awarded and 400.00 were paid: of the 280.00 that are owed, 200.00 are taken off."""
    title = replace(TITLE, costs_awarded_minor=48_000)
    events = accepted(CASE, paid(40_000, charged(*BOTH)), title, on(title.obtained_on))
    assert types_of(events) == [TitleObtained, CourtCostsReduced]
    assert events[1] == CourtCostsReduced("SEK", 20_000)


@pytest.mark.parametrize("later_minor", [0, 30_000])
def test_after_a_title_that_awards_nothing_all_stands_as_if_no_court_had_cost_anything(later_minor: int) -> None:
    """Late interest of 1 February on runs: what the costs had taken from the principal bears no interest any more."""

    def lived(*costs: CourtCost) -> CaseState:
        state = going_on(demanded(interest_from=date(2026, 2, 1)), (date(2026, 3, 16), START))
        state = paid(40_000, going_on(state, *((date(2026, 3, 17), ChargeCourtCosts(cost)) for cost in costs)))
        if later_minor:
            second = AllocatePayment(UUID(int=2), "SEK", later_minor, date(2026, 4, 8))
            state = going_on(state, (date(2026, 4, 8), second))
        return going_on(state, (TITLE.obtained_on, NONE_AWARDED))

    with_costs, without = lived(*BOTH), lived()
    assert with_costs.outstanding_minor == without.outstanding_minor
    assert with_costs.credits == without.credits
    assert balance_of(with_costs) == balance_of(without)
