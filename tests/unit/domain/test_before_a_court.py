"""What must hold before a court is asked, with the law that wants it so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.case.contacts.contact import Channel
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import KIND_OF, HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.legal.demanded import Risk
from domain.case.legal.starting import LegalActionStarted
from domain.case.legal.state import Forum
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.state import CASE
from domain.kernel.message import Command
from tests.unit.domain.courts import (
    DEMAND,
    ENFORCE,
    MONDAY,
    NOTICE,
    START,
    TITLE,
    VALIDATE,
    demanded,
    filed,
    going_on,
    on,
    refused,
    titled,
)
from tests.unit.domain.samples import PERSON, accepted, allocation, open_case


def test_the_claim_letter_comes_first_and_its_time_passes_with_the_days_of_grace() -> None:
    """SE inkassolag (1974:182) 6 §. Eight days from 2 March, then three bank days for what is under way: the 13th."""
    validated = going_on(open_case(pay_by=None), (MONDAY, VALIDATE))
    missing = refused(validated, START, date(2026, 3, 16))
    assert (missing.code, missing.rule) == ("demand_missing", "stage.LegalActionStarted")
    early = replace(START, started_on=date(2026, 3, 13))
    assert refused(demanded(), early, date(2026, 3, 13)).code == "demand_time_runs"
    (started,) = accepted(CASE, demanded(), START, on(date(2026, 3, 16)))
    assert isinstance(started, LegalActionStarted)
    assert started.rules == (
        "SE.limitation_start.1970-01-01", "SE.limitation_period.2022-08-01.consumer", "SE.courts.1970-01-01",
        "SE.legal_action_from.1970-01-01",
    )  # fmt: skip


def test_less_than_a_court_is_worth_goes_to_none_and_is_not_threatened_with_one() -> None:
    """500 kronor in Sweden, by the agency's own policy: what is left after 755.01 of 1,255.00 is too little."""
    paid = CASE.evolve_all(demanded(), accepted(CASE, demanded(), allocation(75_501), on(date(2026, 3, 3))))
    for command in (START, SendLegalNotice(Channel.LETTER, PERSON, "complaints@agency.example", None)):
        refusal = refused(paid, command, date(2026, 3, 16))
        assert (refusal.code, refusal.rule) == ("too_little_for_a_court", "SE.legal_action_from.1970-01-01")
        assert "499.99 SEK" in refusal.message and "500.00 SEK" in refusal.message
    enough = CASE.evolve_all(demanded(), accepted(CASE, demanded(), allocation(75_500), on(date(2026, 3, 3))))
    assert accepted(CASE, enough, START, on(date(2026, 3, 16)))


def test_who_evades_needs_no_letter_where_the_law_says_so() -> None:
    """SE inkassolag 7 §. No such rule of Norway is on file."""
    risky = replace(START, risk=Risk.DEBTOR_EVADES)
    validated = going_on(open_case(pay_by=None), (MONDAY, VALIDATE))
    (started,) = accepted(CASE, validated, risky, on(date(2026, 3, 16)))
    assert isinstance(started, LegalActionStarted)
    assert started.rules[0] == "SE.demand_time_on_risk.2013-03-16"
    norwegian = going_on(open_case(pay_by=None, jurisdiction="NO", currency="NOK"), (MONDAY, VALIDATE))
    assert refused(norwegian, risky, date(2026, 3, 16)).rule == "NO.demand_time_on_risk"


def test_a_norwegian_demand_is_good_for_six_months() -> None:
    """NO inkassoloven § 11: the notice of 2 March gave 14 days, the demand of 20 March is good until 20 September."""
    claim = open_case(pay_by=None, jurisdiction="NO", currency="NOK")
    sent = date(2026, 3, 20)
    state = going_on(claim, (MONDAY, VALIDATE), (MONDAY, NOTICE), (sent, DEMAND))
    board = replace(START, forum=Forum.CONCILIATION_BOARD, started_on=date(2026, 9, 20))
    (started,) = accepted(CASE, state, board, on(date(2026, 9, 20)))
    assert isinstance(started, LegalActionStarted)
    assert started.rules == (
        "NO.demand_valid_for.2020-10-01", "NO.limitation_unchecked_for.1970-01-01", "NO.courts.1970-01-01",
        "NO.legal_action_from.1970-01-01",
    )  # fmt: skip
    late = refused(state, replace(board, started_on=date(2026, 9, 21)), date(2026, 9, 21))
    assert (late.code, late.rule) == ("demand_too_old", "NO.demand_valid_for.2020-10-01")


@pytest.mark.parametrize(
    ("country", "forum", "courts"),
    [
        ("SE", Forum.CONCILIATION_BOARD, "payment_order, district_court"),
        ("SE", Forum.SUMMARY_CLAIM, "payment_order, district_court"),
        ("NO", Forum.PAYMENT_ORDER, "conciliation_board, district_court"),
    ],
)
def test_a_claim_is_brought_before_a_court_of_its_country(country: str, forum: Forum, courts: str) -> None:
    """Norway has conciliation boards, and Sweden none; Kronofogden orders nobody in Norway to pay."""
    state = going_on(open_case(pay_by=None, jurisdiction=country, currency={"SE": "SEK"}.get(country, "NOK")))
    state = going_on(state, (MONDAY, VALIDATE), (MONDAY, NOTICE), (date(2026, 3, 20), DEMAND))
    day = date(2026, 4, 20)
    refusal = refused(state, replace(START, forum=forum, started_on=day), day)
    assert (refusal.code, refusal.rule) == ("no_court_of_the_country", f"{country}.courts.1970-01-01")
    assert refusal.message.endswith(f"before one of these: {courts}.")


def test_the_creditor_says_yes_first() -> None:
    for approved_on in (None, date(2026, 3, 17)):
        refusal = refused(demanded(), replace(START, approved_on=approved_on), date(2026, 3, 18))
        assert (refusal.code, refusal.rule) == ("creditor_has_not_approved", "stage.LegalActionStarted")


@pytest.mark.parametrize("hold_type", [one for one, kind in KIND_OF.items() if kind.scope.legal])
def test_a_hold_that_stops_legal_steps_stops_them(hold_type: HoldType) -> None:
    day = date(2026, 3, 16)
    if hold_type is HoldType.DISPUTE:
        hold: Command = RaiseDispute(Grounds.NOT_MINE, None, Channel.PHONE, PERSON, "It is not mine.")
    elif hold_type is HoldType.COMPLAINT:
        return
    else:
        hold = PlaceHold(hold_type, "as_told", date(2026, 6, 1))
    assert refused(going_on(demanded(), (day, hold)), START, day).rule == f"hold.{hold_type}"
    assert refused(going_on(titled(), (ENFORCE.requested_on, hold)), ENFORCE, ENFORCE.requested_on).rule == (
        f"hold.{hold_type}"
    )


def test_a_disputed_claim_goes_only_to_a_court_that_hears_both_sides() -> None:
    """SE inkassolag 8 §: what is disputed on arguable grounds is not collected as if it were not."""
    day = date(2026, 3, 16)
    dispute = RaiseDispute(Grounds.WRONG_AMOUNT, None, Channel.PHONE, PERSON, "Half of it never came.")
    state = going_on(demanded(), (day, dispute))
    assert refused(state, START, day).code == "claim_disputed"
    assert accepted(CASE, state, replace(START, forum=Forum.DISTRICT_COURT), on(day))
    upheld = going_on(state, (day, ResolveDispute(1, DisputeOutcome.UPHELD, None, "half_came", Channel.LETTER)))
    assert refused(upheld, replace(START, forum=Forum.DISTRICT_COURT), day).code == "claim_not_upheld"


def test_nothing_is_recorded_before_it_happened_or_out_of_order() -> None:
    assert refused(demanded(), START, date(2026, 3, 15)).code == "happened_in_the_future"
    early = replace(TITLE, obtained_on=date(2026, 3, 15))
    assert refused(filed(), early, date(2026, 4, 20)).code == "happened_before_the_action"
    assert refused(filed(), START, date(2026, 3, 17)).rule == "stage.LegalActionStarted"
    assert refused(demanded(), TITLE, date(2026, 4, 20)).rule == "stage.TitleObtained"
    assert refused(filed(), ENFORCE, date(2026, 5, 4)).rule == "stage.EnforcementRequested"
