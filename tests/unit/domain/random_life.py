"""Anything that may be asked of a case or a payment, in any order: most of it fits how things stand, some does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.care.flagging import FlagVulnerability
from domain.case.care.life_event import LifeEventKind, RecordLifeEvent
from domain.case.care.reviewing import EndVulnerability
from domain.case.charges.accruing import AccrueInterest
from domain.case.charges.charging import ChargeFee
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.waiving import WaiveFee
from domain.case.claim.crediting import CreditPrincipal
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.confirming import ConfirmClosure
from domain.case.closure.reopening import ReopenCase, ReopeningReason
from domain.case.closure.small_balance import WriteOffSmallBalance
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.inquiries.answering import AnswerInquiry
from domain.case.inquiries.receiving import ReceiveInquiry
from domain.case.inquiries.state import InquirySubject
from domain.case.legal.contesting import ContestLegalAction
from domain.case.legal.demanded import Risk
from domain.case.legal.ending import DismissLegalAction, WithdrawLegalAction
from domain.case.legal.enforcing import EnforcementResult, ReportEnforcement, RequestEnforcement
from domain.case.legal.monitoring import MoveToMonitoring, ReactivateCase
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.limitation.interrupting import InterruptLimitation
from domain.case.notices.arriving import RecordReturn, ReturnReason
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.letter import SendNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.combining import EndPlanPart, TakePlanPart
from domain.case.plans.goal import RecordGoal
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.case.surveys.answering import AnswerSurvey, SurveyTheme
from domain.case.surveys.sending import SendSurvey
from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from domain.law.codes import Interruption
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.payer.identifying import IdentifyPayer
from domain.payment.portion import Portion
from domain.payment.remitting.explaining import ExplainByRemittance
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT, PaymentState
from domain.payment.suggestion.assigning import AssignSuspense
from domain.payment.suggestion.confirming import ConfirmSuggestion
from domain.payment.suggestion.rejecting import RejectSuggestion
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import Candidate, SuggestMatch
from domain.person.cases.state import DebtorRole
from domain.person.details.state import ToHeed, WishedChannel
from tests.unit.domain.random_plans import plan_step
from tests.unit.domain.samples import AGENT, CLAIM, CREDITORS, NOW, PAYMENT_LINE, PERSON
from tests.unit.messages.messages import messages_of

INTEREST = InterestBasis(1_000, date(2026, 1, 30), date(2026, 2, 28), 100_000)
Asked = Callable[[Any], Command]
"""The command that is asked for, given how things stand."""


@dataclass(frozen=True)
class Step:
    """One event that came about: the state before it and after it, and whether its decision went on after it."""

    command: Command
    context: Context
    before: Any
    event: Event
    after: Any
    is_last: bool


def lived(kind: AggregateKind[Any], asked: Sequence[tuple[Asked, int]]) -> Iterator[Step]:
    """Each event that comes of it. Every command is decided so many days after the one before."""
    state, now = kind.initial, NOW
    for ask, days in asked:
        command = ask(state)
        now = max(now + timedelta(days=days), getattr(command, "as_of", now))
        context = Context(now, now, AGENT, CREDITORS)
        decision = kind.decide(state, command, context)
        if isinstance(decision, Refusal):
            continue
        for number, event in enumerate(decision, start=1):
            before, state = state, kind.evolve(state, event)
            yield Step(command, context, before, event, state, number == len(decision))


VALIDATE = ValidateClaim(
    IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, InterestBasis(1_050, date(2026, 1, 31), date(2026, 3, 1), 100_000), None
)
TO_HEED = [
    ToHeed(confirmed=tuple(WishedChannel)),
    ToHeed(declined=(WishedChannel.LETTER,), confirmed=tuple(WishedChannel)),
    ToHeed(wrong=(WishedChannel.EMAIL,)),
    ToHeed(has_debt_adviser=True, representatives=(UUID(int=9),)),
    ToHeed(time_zone="America/New_York"),
]
LETTERS: list[type[SendNotice]] = [SendReminder, SendCollectionNotice, SendPaymentDemand, SendLegalNotice]
payments = st.integers(1, 4).map(lambda number: UUID(int=number))
persons = st.integers(6, 9).map(lambda number: UUID(int=number))
amounts = st.sampled_from([-5, 0, 1, 500, 24_000, 25_500, 60_000, 100_000, 125_500, 130_000]) | st.integers(1, 130_000)
reasons = st.sampled_from(["asked", "asked", "asked", None])
days = st.dates(date(2026, 2, 20), date(2026, 8, 1))


def _fixed(command: Command) -> Asked:
    return lambda state: command


COMBINED_PLAN = UUID(int=71)


def _plan(parts: Sequence[int], first: date, is_part: int) -> Asked:
    """Over the whole debt, in as many instalments as there are parts, each by its weight; or as the part of another."""

    def plan(state: CaseState) -> Command:
        amounts = [state.outstanding_minor * part // sum(parts) for part in parts]
        amounts[-1] += state.outstanding_minor - sum(amounts)
        instalments = tuple(
            Instalment(first + timedelta(days=30 * number), amount) for number, amount in enumerate(amounts)
        )
        both = (Channel.PHONE, Proposer.AGENCY, NOW.date(), instalments)
        if not is_part:
            return AgreePlan(*both)
        return TakePlanPart(*both, COMBINED_PLAN, PERSON, "12345674", state.currency, state.outstanding_minor * 2)

    return plan


def _allocated(payment: UUID, tenths: int, on: date) -> Asked:
    """So many tenths of what is owed: more than ten overpay it."""
    return lambda state: AllocatePayment(payment, "SEK", max(1, state.outstanding_minor * tenths // 10), on)


def _reversed(which: int) -> Asked:
    """One of those that were allocated, if there is any."""

    def reverse(state: CaseState) -> Command:
        allocated = sorted(state.credits.by_payment) or [UUID(int=1)]
        return ReverseAllocation(allocated[which % len(allocated)], "chargeback")

    return reverse


def _running_missed(state: CaseState) -> Command:
    number, one = next(iter(state.deadlines.running().items()), (1, None))
    return MarkDeadlineMissed(number, one.grace_until if one else NOW)


def _lifted(state: CaseState) -> Command:
    """One that is in force, if there is any."""
    return LiftHold(next(iter(state.holds.in_force()), 1), "asked")


def _disputed(grounds: Grounds) -> Asked:
    return _fixed(RaiseDispute(grounds, None, Channel.PHONE, PERSON, "It is not mine."))


def _resolved(outcome: DisputeOutcome) -> Asked:
    """One that is open, if there is any."""

    def resolve(state: CaseState) -> Command:
        stands = max(1, state.outstanding_minor // 2) if outcome is DisputeOutcome.PARTLY_UPHELD else None
        return ResolveDispute(next(iter(state.disputes.open()), 1), outcome, stands, "asked", Channel.LETTER)

    return resolve


def _answered(outcome: ComplaintOutcome) -> Asked:
    """One that is open, if there is any."""
    return lambda state: AnswerComplaint(next(iter(state.complaints.open()), 1), outcome, "asked", Channel.LETTER)


def _survey_answered(score: int) -> Asked:
    """The one that waits, if there is any."""
    return lambda state: AnswerSurvey(
        next(iter(state.surveys.waiting()), 1), score, (SurveyTheme.CLARITY,), PERSON, None
    )


def _cared_for(consent: bool, days: int) -> Asked:
    """A life event, or that the customer is vulnerable, by turns."""
    review_by = date(2026, 3, 2) + timedelta(days=days)
    if days % 2:
        return _fixed(RecordLifeEvent(LifeEventKind.ILLNESS, PERSON, None, review_by, consent))
    return _fixed(FlagVulnerability(PERSON, None, review_by, consent))


def _no_longer_vulnerable(state: CaseState) -> Command:
    """One that is flagged, if there is any."""
    return EndVulnerability(next(iter(state.care.vulnerabilities.flagged()), 1), "better_now")


def _inquired(state: CaseState) -> Command:
    """What is asked is answered the next time."""
    if number := next(iter(state.inquiries.open()), None):
        return AnswerInquiry(number, Channel.EMAIL)
    return ReceiveInquiry(InquirySubject.CALL_BACK, Channel.PHONE, PERSON, None)


def _debtor_added(person: UUID, role: DebtorRole) -> AddDebtor:
    return AddDebtor(person, role, "Bo Ek", None, None)


def _debtor_removed(person: UUID) -> Asked:
    return _fixed(RemoveDebtor(person, "asked"))


def _payer_identified(person: UUID, is_meant: bool) -> Asked:
    """Instead of who is on record, or as if nobody were."""
    return lambda state: IdentifyPayer(person, state.payer.person_id if is_meant else None)


def _placed(hold_type: HoldType, days: int) -> Asked:
    return _fixed(PlaceHold(hold_type, "asked", date(2026, 3, 2) + timedelta(days=days)))


def _letter(kind: type[SendNotice], channel: Channel) -> Asked:
    return _fixed(kind(channel, PERSON, "Norr Inkasso, Box 12", None))


def _returned(state: CaseState) -> Command:
    """The letter sent last, if there is any."""
    return RecordReturn(len(state.notices.by_number) or 1, ReturnReason.MOVED)


def _legal_step(which: int) -> Asked:
    """One of those that come next where the case stands: towards a court, back from it, or on with its title."""

    def step(state: CaseState) -> Command:
        day, review_on = NOW.date(), NOW.date() + timedelta(days=360)
        forum, risk = list(Forum)[which % len(Forum)], [None, Risk.DEBTOR_EVADES][which % 2]
        court: list[Command] = [
            RecordTitle("T 1-26", day, "SEK", 68_000),
            ContestLegalAction(day, "asked", review_on),
            WithdrawLegalAction(day, "asked", True),
            DismissLegalAction(day, "asked", False, which > 3),
        ]
        reports: list[Command] = [
            ReportEnforcement(EnforcementResult.NO_ASSETS, day, review_on),
            ReportEnforcement(EnforcementResult.ATTACHED, day, None),
        ]
        following: dict[Stage, Command] = {
            Stage.REGISTERED: ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, INTEREST, None),
            Stage.LEGAL_FILED: court[which % len(court)],
            Stage.TITLE: RequestEnforcement("U 1-26", day),
            Stage.ENFORCEMENT: reports[which % len(reports)],
            Stage.MONITORING: ReactivateCase("asked"),
        }
        return following.get(state.life.stage, StartLegalAction(forum, "T 1-26", day, risk, day))

    return step


def _often(weights: dict[st.SearchStrategy[Asked], int]) -> st.SearchStrategy[Asked]:
    """One of these, each as often as its weight says."""
    each = [one for one, weight in weights.items() for _ in range(weight)]
    return st.integers(0, len(each) - 1).flatmap(each.__getitem__)


def _anything(kind: AggregateKind[Any]) -> st.SearchStrategy[Asked]:
    """Any command of the kind with any fields: so a new one is asked for without a line here."""
    commands = sorted(kind.commands.values(), key=str)
    return st.sampled_from(commands).flatmap(messages_of).map(_fixed)


case_commands: st.SearchStrategy[Asked] = _often(
    {
        st.builds(_allocated, payments, st.sampled_from([1, 3, 5, 10, 10, 12]), days): 10,
        st.builds(_reversed, st.integers(0, 3)): 8,
        st.builds(
            _plan, st.lists(st.integers(1, 5), min_size=1, max_size=4), days, st.sampled_from([False, False, True])
        ): 4,
        st.just(_fixed(EndPlanPart("asked", COMBINED_PLAN))): 1,
        st.builds(plan_step, st.integers(0, 11), payments): 10,
        st.just(_fixed(RecordGoal(PERSON, "A boat."))): 1,
        st.just(_running_missed): 3,
        st.just(_fixed(TerminatePlan("asked"))): 3,
        st.builds(SetDeadline, st.sampled_from(DeadlineKind), days, amounts).map(_fixed): 3,
        st.builds(MarkDeadlineMissed, st.integers(0, 5), st.just(datetime(2027, 1, 1, tzinfo=UTC))).map(_fixed): 1,
        st.builds(ReportDirectPayment, st.just("SEK"), amounts, days).map(_fixed): 3,
        st.builds(AllocatePayment, payments, st.sampled_from(["SEK", "EUR"]), amounts, days).map(_fixed): 3,
        st.builds(CreditPrincipal, st.just("SEK"), amounts, st.just("goods_returned"), st.none() | days).map(_fixed): 1,
        st.builds(CloseCase, st.sampled_from(Outcome), reasons).map(_fixed): 2,
        st.just(_fixed(CloseCase(Outcome.WRITTEN_OFF, "asked"))): 2,
        st.builds(_legal_step, st.integers(0, 7)): 2,
        st.builds(MoveToMonitoring, st.just("asked"), days).map(_fixed): 1,
        st.builds(InterruptLimitation, st.sampled_from(Interruption), days).map(_fixed): 1,
        st.builds(ReopenCase, st.sampled_from([*ReopeningReason, ReopeningReason.CLOSING_ERROR])).map(_fixed): 1,
        st.builds(ConfirmClosure, st.just(Channel.LETTER)).map(_fixed): 1,
        st.builds(SendSurvey, st.just(Channel.SMS)).map(_fixed): 1,
        st.builds(_survey_answered, st.integers(0, 11)): 1,
        st.builds(
            ReceiveComplaint, st.sampled_from(ComplaintSubject), st.just(Channel.PHONE), st.just(PERSON), st.just("No.")
        ).map(_fixed): 1,
        st.builds(_answered, st.sampled_from(ComplaintOutcome)): 2,
        st.builds(_placed, st.sampled_from(HoldType), st.integers(0, 300)): 3,
        st.just(_lifted): 4,
        st.sampled_from(Grounds).map(_disputed): 2,
        st.builds(_resolved, st.sampled_from([*DisputeOutcome, DisputeOutcome.REJECTED])): 2,
        st.builds(
            RecordContact,
            st.sampled_from(Channel),
            st.sampled_from(Direction),
            st.sampled_from(Purpose),
            st.sampled_from(ContactOutcome),
            st.just(PERSON),
            st.none(),
        ).map(_fixed): 3,
        st.sampled_from(TO_HEED).map(lambda heed: HeedWishes((PERSON,), heed)).map(_fixed): 2,
        st.builds(_cared_for, st.booleans(), st.integers(0, 300)): 1,
        st.just(_no_longer_vulnerable): 1,
        st.builds(
            RequestDeferral, st.just(Channel.MY_PAGE), days, st.just("salary_comes_later"), st.integers(1, 4)
        ).map(_fixed): 2,
        st.just(_inquired): 1,
        st.builds(_debtor_added, persons, st.sampled_from(DebtorRole)).map(_fixed): 2,
        persons.map(_debtor_removed): 2,
        st.just(_fixed(VALIDATE)): 3,
        st.builds(_letter, st.sampled_from(LETTERS), st.sampled_from([Channel.LETTER, Channel.PHONE])): 3,
        st.just(_returned): 1,
        st.just(_fixed(CLAIM)): 1,
        st.builds(AccrueInterest, days).map(_fixed): 3,
        st.builds(ChargeFee, st.sampled_from(FeeKind), st.integers(1, 3), st.none(), st.just("SEK"), st.just(True)).map(
            _fixed
        ): 2,
        st.builds(WaiveFee, st.integers(1, 2), st.just("charged_in_error")).map(_fixed): 1,
        st.builds(OfferSettlement, st.just("SEK"), amounts, days, st.just("hardship")).map(_fixed): 2,
        st.builds(AcceptSettlement, st.integers(1, 2), st.just(Channel.PHONE)).map(_fixed): 2,
        st.just(_fixed(WriteOffSmallBalance("interest_of_last_days"))): 2,
        st.sampled_from(CourtCost).map(ChargeCourtCosts).map(_fixed): 1,
        _anything(CASE): 3,
    }
)


def _by_hand(state: PaymentState) -> Command:
    rest_minor = max(1, state.receipt.amount_minor - 25_500)
    return MatchPayment((Portion(UUID(int=1), 25_500), Portion(UUID(int=2), rest_minor)), MatchMethod.BY_HAND)


def _suggested(case_id: UUID) -> Asked:
    return _fixed(SuggestMatch((Candidate(case_id, MatchBasis.FREE_TEXT, 50),)))


payment_commands: st.SearchStrategy[Asked] = _often(
    {
        st.just(_fixed(MatchPayment((Portion(UUID(int=1), 125_500),), MatchMethod.EXACT_REFERENCE))): 3,
        st.just(_by_hand): 3,
        st.just(_fixed(UnmatchPayment("wrong_case"))): 4,
        st.builds(PutPaymentInSuspense, st.sampled_from(SuspenseReason)).map(_fixed): 3,
        st.builds(ReversePayment, st.just("chargeback")).map(_fixed): 1,
        st.builds(_payer_identified, persons, st.booleans()): 3,
        st.sampled_from([UUID(int=1), UUID(int=2)]).map(_suggested): 2,
        st.builds(ConfirmSuggestion, st.integers(1, 3)).map(_fixed): 2,
        st.builds(RejectSuggestion, st.integers(1, 3), st.just("other_payer")).map(_fixed): 1,
        st.just(_fixed(AssignSuspense("agent-1"))): 1,
        st.builds(ExplainByRemittance, st.just("norrkraft"), st.integers(1, 2)).map(_fixed): 1,
        st.just(_fixed(PAYMENT_LINE)): 1,
        _anything(PAYMENT): 2,
    }
)


legal_commands: st.SearchStrategy[Asked] = _often(
    {st.builds(_legal_step, st.integers(0, 7)): 3, case_commands: 2, st.just(_lifted): 1,
     st.builds(_placed, st.sampled_from(HoldType), st.integers(0, 300)): 1}
)  # fmt: skip


def _life(first: Command, commands: st.SearchStrategy[Asked]) -> st.SearchStrategy[list[tuple[Asked, int]]]:
    """What is asked for, and how many days after what came before it. Nearly always, it begins as it must."""
    asked = st.lists(st.tuples(commands, st.sampled_from([0, 0, 1, 30])), min_size=6, max_size=30)
    return st.tuples(st.sampled_from([True] * 9 + [False]), asked).map(
        lambda drawn: [(_fixed(first), 0), *drawn[1]] if drawn[0] else drawn[1]
    )


plan_lives: st.SearchStrategy[list[tuple[Asked, int]]] = st.lists(
    st.tuples(
        _often({st.builds(plan_step, st.integers(0, 11), payments): 12, case_commands: 1}),
        st.sampled_from([0, 1, 15, 30]),
    ),
    min_size=6,
    max_size=20,
).map(lambda asked: [(_fixed(CLAIM), 0), *asked])
"""Lives in which hardly anything happens but plans and promises."""
claims = st.sampled_from([CLAIM, CLAIM, replace(CLAIM, interest_from=date(2026, 2, 1))])
case_lives: st.SearchStrategy[list[tuple[Asked, int]]] = claims.flatmap(lambda claim: _life(claim, case_commands))
legal_lives: st.SearchStrategy[list[tuple[Asked, int]]] = _life(CLAIM, legal_commands)
"""Of cases that come before a court more often than not."""
payment_lives: st.SearchStrategy[list[tuple[Asked, int]]] = st.sampled_from(
    [PAYMENT_LINE, PAYMENT_LINE, replace(PAYMENT_LINE, amount_minor=6_000_000)]
).flatmap(lambda line: _life(line, payment_commands))
"""Of payments on which one person decides, and of some on which two must agree."""


def balance_of(state: CaseState | PaymentState) -> dict[str, int]:
    """What stands on each account, without those where nothing does."""
    return {str(account): minor for account, minor in state.balance.minor.items() if minor}
