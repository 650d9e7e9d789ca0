"""Two thousand generated cases, decided by the pure core: how they go, and what is refused of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.plans.agreeing import PlanAgreed
from domain.case.state import CASE
from domain.payment.receipt.receiving import PaymentReceived
from infra.generator.mix import ENDINGS, PLANS_KEPT, TROUBLES, WHOLE, CaseEnding, Trouble
from infra.generator.playing import Play, Played
from infra.generator.plot import Plot, Portfolio, plot_of
from infra.generator.stories.plans import schedule

CASES = 2_000
PORTFOLIO = Portfolio(seed=7)
MEANT = {"contact_on_hold"}
"""Somebody calls for money during a dispute, and the ledger says no."""


class Lived:
    """A case with all that happened in it."""

    def __init__(self, plot: Plot) -> None:
        play = Play(plot)
        self.plot = plot
        self.played: list[Played] = list(play.run())
        self.case = play.case

    def has(self, *troubles: Trouble) -> bool:
        return bool(self.plot.troubles & set(troubles))


@pytest.fixture(scope="module")
def lived() -> list[Lived]:
    return [Lived(plot_of(PORTFOLIO, number)) for number in range(1, CASES + 1)]


def test_cases_are_drawn_in_the_mix_that_is_wanted(lived: list[Lived]) -> None:
    drawn = Counter[str](str(one.plot.ending) for one in lived)
    drawn.update(str(trouble) for one in lived for trouble in one.plot.troubles)
    for name, wanted in (*ENDINGS.items(), *TROUBLES.items()):
        expected = CASES * wanted / WHOLE
        assert abs(drawn[name] - expected) <= 4 * expected**0.5, f"{name}: {drawn[name]} cases for {expected}"


def test_nothing_is_refused_but_what_the_story_wants_refused(lived: list[Lived]) -> None:
    refused = Counter(
        (played.refusal.code, played.refused_with)
        for one in lived
        for played in one.played
        if played.refusal is not None
    )
    assert {code for code, _ in refused} == MEANT
    assert all(code == meant for code, meant in refused)


def test_what_is_meant_to_be_refused_is(lived: list[Lived]) -> None:
    meant = [played for one in lived for played in one.played if played.refused_with is not None]
    assert meant
    assert all(played.refusal is not None for played in meant)


def test_every_case_comes_to_an_end_and_most_are_paid(lived: list[Lived]) -> None:
    assert all(one.case.life.has_ended for one in lived)
    outcomes = Counter(one.case.life.outcome for one in lived)
    assert 0.85 <= outcomes[Outcome.PAID_IN_FULL] / CASES <= 0.95
    assert set(outcomes) == {
        Outcome.PAID_IN_FULL,
        Outcome.WRITTEN_OFF,
        Outcome.SETTLED,
        Outcome.UPHELD_DISPUTE,
        Outcome.DECEASED_NO_ASSETS,
        Outcome.BANKRUPTCY_CLOSED,
    }


def test_who_pays_at_the_notice_is_never_demanded_anything_more(lived: list[Lived]) -> None:
    quick = [one for one in lived if one.plot.ending is CaseEnding.SOLVED_AT_NOTICE and not one.plot.troubles]
    for one in quick:
        assert one.case.life.outcome == Outcome.PAID_IN_FULL
        assert not one.case.deadlines.running()
        [closed] = [event for event in _events(one) if isinstance(event, CaseClosed)]
        assert closed.outcome is Outcome.PAID_IN_FULL


def test_plans_are_kept_as_often_as_is_wanted(lived: list[Lived]) -> None:
    with_plan = [one for one in lived if any(isinstance(event, PlanAgreed) for event in _events(one))]
    given_up = [one for one in with_plan if any(type(event).__name__ == "PlanTerminated" for event in _events(one))]
    kept = 1 - len(given_up) / len(with_plan)
    assert abs(kept - PLANS_KEPT / WHOLE) < 0.12


def test_money_beside_the_usual_comes_as_it_was_drawn(lived: list[Lived]) -> None:
    paid = [one for one in lived if one.case.life.outcome == Outcome.PAID_IN_FULL]
    too_much = [one for one in paid if one.has(Trouble.OVERPAYMENT)]
    assert too_much
    assert all(any(getattr(event, "overpaid_minor", 0) > 0 for event in _events(one)) for one in too_much)
    without = [one for one in paid if one.has(Trouble.PAYMENT_WITHOUT_REFERENCE)]
    assert without
    for one in without:
        received = [event for event in _events(one) if isinstance(event, PaymentReceived)]
        assert not received[-1].references


def test_late_interest_comes_up_households_are_asked_and_customers_hear_of_the_end(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["InterestAccrued"] > CASES * 0.1
    assert names["AffordabilityAssessed"] > names["PlanAgreed"] / 2
    assert names["ClosureConfirmationSent"] > CASES * 0.8
    assert names["SurveySent"] > CASES * 0.8
    assert names["SurveyAnswered"] > CASES * 0.15
    assert names["ActionBlocked"] > 0


def test_claims_are_validated_and_every_kind_of_letter_is_sent(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["ClaimValidated"] == CASES
    assert names["CollectionNoticeSent"] == CASES + names["NoticeReturned"]
    assert names["PaymentDemandSent"] > CASES * 0.5
    assert names["LegalNoticeSent"] > CASES * 0.05
    settled_before = sum(
        one.plot.ending is CaseEnding.LEGAL and one.case.life.outcome == Outcome.SETTLED for one in lived
    )
    assert names["LegalActionStarted"] == names["TitleObtained"] == names["LegalNoticeSent"] - settled_before
    assert names["NoticeReturned"] == sum(one.has(Trouble.RETURNED_LETTER) for one in lived)


def test_titles_are_enforced_and_where_nothing_is_found_the_case_is_watched(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["EnforcementRequested"] == names["EnforcementReported"] == names["TitleObtained"] > CASES * 0.05
    assert names["CaseMovedToMonitoring"] > names["TitleObtained"] * 0.4


def test_who_asks_for_time_gets_another_day_or_promises_one_and_most_promises_are_kept(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["DeferralGranted"] == names["DeferralRequested"] > CASES * 0.05
    assert CASES * 0.05 < names["PromiseMade"] <= names["PromiseKept"] + names["PromiseBroken"]  # late news: twice
    assert names["PromiseKept"] > names["PromiseBroken"] > 0


def test_settlements_are_offered_where_little_else_is_to_be_had_and_fulfilled_or_lapse(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["SettlementOffered"] == names["SettlementAccepted"]
    assert names["SettlementOffered"] == names["SettlementFulfilled"] + names["SettlementLapsed"]
    assert names["SettlementFulfilled"] > names["SettlementLapsed"] > 0


def test_who_asks_complains_or_has_a_hard_time_is_answered_and_given_time(lived: list[Lived]) -> None:
    names = Counter(type(event).__name__ for one in lived for event in _events(one))
    assert names["InquiryReceived"] == names["InquiryAnswered"] > CASES * 0.02
    assert names["ComplaintReceived"] == names["ComplaintAcknowledged"] == names["FinalResponseSent"] > 0
    assert names["DissatisfactionExpressed"] > 0
    assert names["VulnerabilityFlagged"] == names["VulnerabilityEnded"] >= names["VulnerabilityReviewed"] > 0
    assert 0 < names["LifeEventRecorded"] < sum(one.has(Trouble.LIFE_EVENT) for one in lived)


def test_claims_are_of_five_countries_and_many_creditors_and_two_may_have_one_debtor(lived: list[Lived]) -> None:
    assert {one.plot.creditor.jurisdiction for one in lived} == {"SE", "NO", "FI", "DK", "DE"}
    assert len({one.plot.creditor.creditor_id for one in lived}) == 9
    persons = {one.plot.person for one in lived}
    assert 0.8 * CASES < len(persons) < 0.9 * CASES
    assert len({one.plot.case for one in lived}) == CASES


def test_a_third_of_the_swedish_claims_is_below_800_kronor(lived: list[Lived]) -> None:
    swedish = [one.plot.principal_minor for one in lived if one.plot.creditor.jurisdiction == "SE"]
    small = sum(1 for minor in swedish if minor < 80_000) / len(swedish)
    assert 0.28 < small < 0.39


def test_nobody_has_a_national_id_and_no_address_leads_anywhere(lived: list[Lived]) -> None:
    for one in lived:
        command = one.played[0].command
        assert isinstance(command, ReceiveClaim)
        assert command.debtor_national_id is None
        assert command.debtor_email is None or command.debtor_email.endswith("@example.org")


def test_time_only_goes_on_in_a_case(lived: list[Lived]) -> None:
    for one in lived:
        times = [played.envelope.occurred_at for played in one.played]
        assert times == sorted(times)


def test_a_schedule_is_equal_whole_amounts_and_the_last_balances() -> None:
    made = schedule(date(2026, 1, 30), 100_050, 3)
    # 1,000.50 in three: 333.00, 333.00 and 334.50, on the 27th after 45 days from the first of January.
    assert [(one.due_date, one.amount_minor) for one in made] == [
        (date(2026, 2, 27), 33_300),
        (date(2026, 3, 27), 33_300),
        (date(2026, 4, 27), 33_450),
    ]
    assert all(later.due_date - one.due_date > timedelta(days=27) for one, later in pairwise(made))


def test_the_case_ends_as_its_events_say(lived: list[Lived]) -> None:
    for one in lived[:200]:
        of_case = [
            event for played in one.played if played.envelope.aggregate_id == one.plot.case for event in played.events
        ]
        assert CASE.evolve_all(CASE.initial, of_case) == one.case


def _events(one: Lived) -> list[object]:
    return [event for played in one.played for event in played.events]
