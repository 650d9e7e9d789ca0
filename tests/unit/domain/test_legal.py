"""Courts, titles, enforcement and the long watch: what must hold before each step, with the law that wants it so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost, CourtCostsReduced
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.reopening import ReopenCase, ReopeningReason
from domain.case.contacts.contact import Channel
from domain.case.disputes.before_court import DisputeDecidedInCourt
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome, DisputeStatus
from domain.case.holds.kinds import KIND_OF, HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced, PlaceHold
from domain.case.legal.contesting import ContestLegalAction, LegalActionContested
from domain.case.legal.demanded import Risk
from domain.case.legal.ending import DismissLegalAction, WithdrawLegalAction
from domain.case.legal.enforcing import (
    EnforcementReported,
    EnforcementRequested,
    EnforcementResult,
    ReportEnforcement,
    RequestEnforcement,
)
from domain.case.legal.monitoring import CaseMovedToMonitoring, CaseReactivated, MoveToMonitoring, ReactivateCase
from domain.case.legal.starting import LegalActionStarted, StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle, TitleObtained
from domain.case.limitation.computing import LimitationDate, limitation_date
from domain.case.limitation.interrupting import InterruptLimitation, LimitationInterrupted
from domain.case.notices.arriving import RecordDelivery
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.settlement.state import SettlementStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from domain.law.codes import Interruption
from tests.unit.domain.random_life import legal_lives, lived
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, PERSON, accepted, after, allocation, at, open_case

MONDAY = date(2026, 3, 2)
"""The claim's letters begin here; it fell due on Friday 30 January 2026."""
VALIDATE = ValidateClaim(
    IdentifiedBy.NATIONAL_ID,
    AgeThen.ADULT,
    InterestBasis(1_000, date(2026, 1, 30), date(2026, 2, 28), 100_000),
    None,
)
DEMAND = SendPaymentDemand(Channel.LETTER, PERSON, "Box 1, 111 11 Stockholm", None)
NOTICE = SendCollectionNotice(Channel.LETTER, PERSON, "Postboks 1, 0001 Oslo", None)
START = StartLegalAction(Forum.PAYMENT_ORDER, "01-1234-26", date(2026, 3, 16), None, date(2026, 3, 13))
CONTEST = ContestLegalAction(date(2026, 3, 25), "goods_never_came", date(2026, 6, 1))
TITLE = RecordTitle("01-1234-26", date(2026, 4, 20), "SEK", 68_000)
ENFORCE = RequestEnforcement("U-7788-26", date(2026, 5, 4))
NOTHING_FOUND = ReportEnforcement(EnforcementResult.NO_ASSETS, date(2026, 9, 1), date(2027, 3, 1))
PAYMENT = UUID(int=1)
ESCALATIONS = (LegalActionStarted, EnforcementRequested, CaseReactivated)


def on(day: date) -> Any:
    """Told at nine in the morning (UTC) of that day."""
    return at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def going_on(state: CaseState, *steps: tuple[date, Command]) -> CaseState:
    """The state after these, each accepted on its day."""
    for day, command in steps:
        state = after(CASE, command, state=state, context=on(day))
    return state


def refused(state: CaseState, command: Command, day: date) -> Refusal:
    decision = CASE.decide(state, command, on(day))
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith(".")
    return decision


def demanded(**changes: Any) -> CaseState:
    """A Swedish case: its payment demand of 2 March gave until the 10th; three bank days of grace end on the 13th."""
    return going_on(open_case(pay_by=None, **changes), (MONDAY, VALIDATE), (MONDAY, DEMAND))


def filed() -> CaseState:
    """The same before Kronofogden since Monday 16 March."""
    return going_on(demanded(), (date(2026, 3, 16), START))


def titled() -> CaseState:
    """The same with a title of 20 April."""
    return going_on(filed(), (date(2026, 4, 20), TITLE))


def last_day(state: CaseState, today: date = MONDAY) -> date:
    """Until when the claim can be demanded by law."""
    limit = limitation_date(state, today)
    assert isinstance(limit, LimitationDate), limit
    return limit.last_day


def types_of(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


# A story


def test_from_the_claim_to_a_title_to_a_late_payment() -> None:
    """Sweden: a claim of 1,255.00 that fell due on 30 January 2026 is paid in May 2027."""
    state = demanded()
    assert state.life.stage is Stage.DEMAND
    (started,) = accepted(CASE, state, START, on(date(2026, 3, 16)))
    assert started.sentence() == "Legal action 1 started on 2026-03-16: payment_order, 01-1234-26"
    state = filed()
    obtained = accepted(CASE, state, TITLE, on(date(2026, 4, 20)))
    assert (
        obtained[0].sentence()
        == "Title 01-1234-26 obtained on 2026-04-20, costs of 680.00 SEK awarded (0.00 SEK charged)"
    )
    state = going_on(titled(), (date(2026, 5, 4), ENFORCE))
    reported, watched = accepted(CASE, state, NOTHING_FOUND, on(date(2026, 9, 1)))
    assert isinstance(reported, EnforcementReported) and isinstance(watched, CaseMovedToMonitoring)
    state = going_on(state, (date(2026, 9, 1), NOTHING_FOUND))
    assert (state.life.stage, watched.review_on) == (Stage.MONITORING, date(2027, 3, 1))
    state = going_on(state, (date(2027, 2, 26), ReactivateCase("has_income")))
    assert state.life.stage is Stage.TITLE, "it goes on with its title"
    again = replace(ENFORCE, authority_reference="U-9-27", requested_on=date(2027, 3, 1))
    attached = ReportEnforcement(EnforcementResult.ATTACHED, date(2027, 4, 1), None)
    state = going_on(state, (date(2027, 3, 1), again), (date(2027, 4, 1), attached))
    assert state.life.stage is Stage.ENFORCEMENT
    paid = allocation(CLAIM_TOTAL_MINOR, on=date(2027, 5, 3))
    events = accepted(CASE, state, paid, on(date(2027, 5, 3)))
    assert {PaymentAllocated, CaseClosed} <= set(types_of(events))
    state = going_on(state, (date(2027, 5, 3), paid), (date(2027, 5, 4), ConfirmClosure(Channel.LETTER)))
    assert (state.life.outcome, state.life.before_the_end) == ("paid_in_full", Stage.ENFORCEMENT)


# Before a court


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
    )  # fmt: skip


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


# What the court does with it


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


def test_costs_are_named_in_the_currency_of_the_case() -> None:
    assert refused(filed(), replace(TITLE, currency="EUR"), TITLE.obtained_on).code == "currency_differs"
    assert refused(filed(), replace(TITLE, costs_awarded_minor=-1), TITLE.obtained_on).code == "amount_invalid"
    assert titled().outstanding_minor == CLAIM_TOTAL_MINOR, "charging them is an event of its own"


# The long watch


def test_a_report_that_nothing_was_found_needs_a_day_on_which_somebody_looks_again() -> None:
    state = going_on(titled(), (ENFORCE.requested_on, ENFORCE))
    assert refused(state, replace(NOTHING_FOUND, review_on=None), date(2026, 9, 1)).code == "review_day_invalid"
    assert refused(state, replace(NOTHING_FOUND, review_on=date(2027, 9, 3)), date(2026, 9, 1)).code == (
        "review_day_invalid"
    )
    attached = replace(NOTHING_FOUND, result=EnforcementResult.ATTACHED)
    assert refused(state, attached, date(2026, 9, 1)).code == "review_day_invalid"


def test_a_monitored_case_is_looked_at_again_and_goes_on_as_far_as_it_had_come() -> None:
    watch = MoveToMonitoring("no_income", date(2026, 9, 1))
    state = going_on(demanded(), (date(2026, 3, 16), watch))
    later = MoveToMonitoring("still_no_income", date(2027, 3, 1))
    (again,) = accepted(CASE, state, later, on(date(2026, 9, 1)))
    assert isinstance(again, CaseMovedToMonitoring)
    assert (again.review, again.next_review) == (1, 2)
    (back,) = accepted(CASE, going_on(state, (date(2026, 9, 1), later)), ReactivateCase("has_income"), on(MONDAY))
    assert isinstance(back, CaseReactivated)
    assert (back.stage, back.review) == (Stage.DEMAND, 2)


def test_a_case_on_hold_is_not_taken_up_again() -> None:
    hold = PlaceHold(HoldType.VULNERABILITY, "as_told", date(2026, 6, 1))
    state = going_on(demanded(), (MONDAY, MoveToMonitoring("no_income", date(2026, 9, 1))), (MONDAY, hold))
    assert refused(state, ReactivateCase("has_income"), MONDAY).rule == "hold.vulnerability"


# Limitation


def test_a_swedish_consumer_claim_ends_three_years_after_it_is_taken_to_have_arisen() -> None:
    """SE preskriptionslag (1981:130) 2 §: 90 days before 30 January 2026 is 1 November 2025."""
    state = demanded()
    assert last_day(state) == date(2028, 11, 1)
    due = date(2023, 2, 1)
    old = demanded(due_date=due)
    assert last_day(old) == date(2025, 11, 3)
    refusal = refused(old, START, date(2026, 3, 16))
    assert (refusal.code, refusal.rule) == ("time_barred", "SE.limitation_period.2022-08-01.consumer")


def test_a_payment_counts_from_the_banks_day_and_no_more_when_it_is_reversed() -> None:
    """SE preskriptionslag 5 § 1, 6 §."""
    state = going_on(demanded(), (date(2026, 3, 12), allocation(10_000, PAYMENT, on=date(2026, 3, 10))))
    assert last_day(state) == date(2029, 3, 10)
    assert last_day(going_on(state, (date(2026, 3, 20), ReverseAllocation(PAYMENT, "chargeback")))) == date(2028, 11, 1)


def test_a_letter_counts_when_its_delivery_is_recorded() -> None:
    """SE preskriptionslag 5 § 2: the debtor receives a written demand."""
    assert last_day(demanded()) == date(2028, 11, 1)
    assert last_day(going_on(demanded(), (date(2026, 3, 5), RecordDelivery(1)))) == date(2029, 3, 2)


def test_a_new_period_counts_from_the_judgment_and_from_the_end_of_an_action_that_the_debtor_heard_of() -> None:
    """SE preskriptionslag 7 §: once more three years; nothing, when the debtor was never told."""
    assert last_day(titled()) == date(2029, 4, 20)
    end = date(2026, 4, 1)
    told = going_on(filed(), (end, WithdrawLegalAction(end, "debtor_agrees", True)))
    untold = going_on(filed(), (end, WithdrawLegalAction(end, "not_served", False)))
    assert (last_day(told), last_day(untold)) == (date(2029, 4, 1), date(2028, 11, 1))


def test_a_danish_title_or_written_acknowledgement_gives_ten_years_and_a_payment_none() -> None:
    """DK forældelsesloven §§ 2, 3, 5: three years from the due date."""
    claim = open_case(pay_by=None, jurisdiction="DK", currency="DKK")
    assert last_day(claim) == date(2029, 1, 30)
    paid = going_on(claim, (date(2026, 3, 12), replace(allocation(10_000, on=date(2026, 3, 10)), currency="DKK")))
    assert last_day(paid) == date(2029, 1, 30)
    acknowledged = InterruptLimitation(Interruption.ACKNOWLEDGEMENT, date(2026, 3, 4))
    (event,) = accepted(CASE, claim, acknowledged, on(date(2026, 3, 5)))
    assert isinstance(event, LimitationInterrupted)
    assert (event.limited_until, event.rule) == (
        date(2036, 3, 4),
        "DK.limitation_restart.2015-11-09.acknowledgement",
    )
    demand = InterruptLimitation(Interruption.WRITTEN_DEMAND, date(2026, 3, 4))
    assert refused(claim, demand, date(2026, 3, 5)).code == "rule_missing"


def test_what_comes_after_the_end_revives_nothing() -> None:
    old = demanded(due_date=date(2023, 2, 1))
    late = InterruptLimitation(Interruption.ACKNOWLEDGEMENT, date(2025, 11, 4))
    assert refused(old, late, MONDAY).code == "time_barred"
    paid = going_on(old, (date(2026, 3, 12), allocation(10_000, on=date(2026, 3, 10))))
    assert last_day(paid) == date(2025, 11, 3)


def test_where_no_period_is_on_file_a_young_claim_goes_on_and_an_older_one_waits_for_the_row() -> None:
    """Agency policy: 24 months. Finland's period is known only from memory."""
    finnish = {"jurisdiction": "FI", "currency": "EUR", "pay_by": None}
    for due, is_young in ((date(2024, 3, 23), True), (date(2024, 3, 22), False)):
        reminded = replace(VALIDATE, reminded_on=date(2024, 4, 20))
        state = going_on(open_case(**finnish, due_date=due), (MONDAY, reminded), (MONDAY, DEMAND))
        day = date(2026, 3, 23)
        start = replace(START, forum=Forum.SUMMARY_CLAIM, started_on=day)
        if is_young:
            assert accepted(CASE, state, start, on(day))
        else:
            refusal = refused(state, start, day)
            assert (refusal.code, refusal.rule) == ("rule_missing", "FI.limitation_period")


def test_a_new_title_opens_a_case_that_was_written_off() -> None:
    written_off = going_on(titled(), (date(2026, 5, 4), CloseCase(Outcome.WRITTEN_OFF, "no_assets")))
    again = going_on(written_off, (date(2026, 6, 1), ReopenCase(ReopeningReason.NEW_TITLE)))
    assert (again.life.stage, again.outstanding_minor) == (Stage.TITLE, CLAIM_TOTAL_MINOR)


# Whatever is asked


@settings(max_examples=120)
@given(legal_lives)
def test_no_settled_or_held_case_is_made_graver_whatever_is_asked(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if not isinstance(step.event, ESCALATIONS):
            continue
        before: CaseState = step.before
        assert before.life.is_open and before.outstanding_minor > 0
        assert not before.plan.in_force and not before.disputes.upheld()
        assert all(one.status is not SettlementStatus.ACCEPTED for one in before.settlements.by_number.values())
        stopping = {one.hold_type for one in before.holds.in_force().values() if one.scope.legal}
        assert stopping <= ({HoldType.DISPUTE} if isinstance(step.event, LegalActionStarted) else set())


@settings(max_examples=100)
@given(legal_lives)
def test_what_is_before_a_court_stands_where_its_events_say(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        state: CaseState = step.after
        if state.life.stage is Stage.LEGAL_FILED:
            assert state.legal.started_on is not None
        if state.life.stage is Stage.ENFORCEMENT:
            assert state.legal.title_on is not None
        assert (state.life.stage is Stage.MONITORING) <= bool(state.legal.review)


def test_the_lives_that_these_rules_are_tried_on_come_before_courts_and_back() -> None:
    reached: set[str] = set()

    @settings(max_examples=400, derandomize=True, database=None)
    @given(legal_lives)
    def live(asked: list[object]) -> None:
        reached.update(type(step.event).__name__ for step in lived(CASE, asked))  # type: ignore[arg-type]

    live()
    assert {"LegalActionContested", "TitleObtained", "EnforcementRequested", "CaseReactivated"} <= reached


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


def test_costs_that_were_paid_already_are_not_given_back_by_a_title() -> None:
    paid = going_on(charged(*BOTH), (date(2026, 3, 18), AllocatePayment(PAYMENT, "SEK", 50_000, date(2026, 3, 18))))
    title = replace(TITLE, costs_awarded_minor=0)
    assert going_on(paid, (title.obtained_on, title)).balance.owed("court_costs") == 0
    assert CourtCostsReduced("SEK", 18_000) in accepted(CASE, paid, title, on(title.obtained_on))


def test_a_case_ends_as_time_barred_only_when_its_claim_is() -> None:
    """SE preskriptionslag 2 §: three years of a consumer. Policy: they count from 90 days before the due date."""
    too_early = refused(open_case(), CloseCase(Outcome.TIME_BARRED, "too_old"), date(2028, 11, 1))
    assert (too_early.code, too_early.rule) == ("not_time_barred", "SE.limitation_period.2022-08-01.consumer")
    then = on(date(2028, 11, 2))
    (closed,) = accepted(CASE, open_case(pay_by=None), CloseCase(Outcome.TIME_BARRED, "too_old"), then)
    assert isinstance(closed, CaseClosed)


def test_where_no_row_says_when_a_claim_is_time_barred_an_old_one_may_end_so_and_a_young_one_not() -> None:
    """Agency policy: a claim of up to 24 months is taken to be in time (FI has no limitation period on file)."""
    finnish = open_case(jurisdiction="FI", currency="EUR", pay_by=None)
    young = refused(finnish, CloseCase(Outcome.TIME_BARRED, "too_old"), date(2028, 1, 30))
    assert (young.code, young.rule) == ("not_time_barred", "FI.limitation_unchecked_for.1970-01-01")
    assert accepted(CASE, finnish, CloseCase(Outcome.TIME_BARRED, "too_old"), on(date(2028, 1, 31)))
