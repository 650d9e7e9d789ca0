"""Holds, disputes, complaints, letters, care and debtors in a random life: about what is there, if anything is."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from domain.case.care.flagging import FlagVulnerability
from domain.case.care.life_event import LifeEventKind, RecordLifeEvent
from domain.case.care.reviewing import EndVulnerability
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.contacts.contact import Channel
from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.inquiries.answering import AnswerInquiry
from domain.case.inquiries.receiving import ReceiveInquiry
from domain.case.inquiries.state import InquirySubject
from domain.case.notices.arriving import RecordReturn, ReturnReason
from domain.case.notices.collection_notice import SendCollectionNotice
from domain.case.notices.legal_notice import SendLegalNotice
from domain.case.notices.letter import SendNotice
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.case.notices.reminder import SendReminder
from domain.case.state import CaseState
from domain.case.surveys.answering import AnswerSurvey, SurveyTheme
from domain.kernel.message import Command
from domain.person.cases.state import DebtorRole
from domain.person.details.state import ToHeed, WishedChannel
from tests.unit.domain.asking import Asked, fixed
from tests.unit.domain.samples import PERSON

TO_HEED = [
    ToHeed(confirmed=tuple(WishedChannel)),
    ToHeed(declined=(WishedChannel.LETTER,), confirmed=tuple(WishedChannel)),
    ToHeed(wrong=(WishedChannel.EMAIL,)),
    ToHeed(has_debt_adviser=True, representatives=(UUID(int=9),)),
    ToHeed(time_zone="America/New_York"),
]
LETTERS: list[type[SendNotice]] = [SendReminder, SendCollectionNotice, SendPaymentDemand, SendLegalNotice]


def lifted(state: CaseState) -> Command:
    """One that is in force, if there is any."""
    return LiftHold(next(iter(state.holds.in_force()), 1), "asked")


def placed(hold_type: HoldType, days: int) -> Asked:
    return fixed(PlaceHold(hold_type, "asked", date(2026, 3, 2) + timedelta(days=days)))


def disputed(grounds: Grounds) -> Asked:
    return fixed(RaiseDispute(grounds, None, Channel.PHONE, PERSON, "It is not mine."))


def resolved(outcome: DisputeOutcome) -> Asked:
    """One that is open, if there is any."""

    def resolve(state: CaseState) -> Command:
        stands = max(1, state.outstanding_minor // 2) if outcome is DisputeOutcome.PARTLY_UPHELD else None
        return ResolveDispute(next(iter(state.disputes.open()), 1), outcome, stands, "asked", Channel.LETTER)

    return resolve


def answered(outcome: ComplaintOutcome) -> Asked:
    """One that is open, if there is any."""
    return lambda state: AnswerComplaint(next(iter(state.complaints.open()), 1), outcome, "asked", Channel.LETTER)


def survey_answered(score: int) -> Asked:
    """The one that waits, if there is any."""
    return lambda state: AnswerSurvey(
        next(iter(state.surveys.waiting()), 1), score, (SurveyTheme.CLARITY,), PERSON, None
    )


def cared_for(consent: bool, days: int) -> Asked:
    """A life event, or that the customer is vulnerable, by turns."""
    review_by = date(2026, 3, 2) + timedelta(days=days)
    if days % 2:
        return fixed(RecordLifeEvent(LifeEventKind.ILLNESS, PERSON, None, review_by, consent))
    return fixed(FlagVulnerability(PERSON, None, review_by, consent))


def no_longer_vulnerable(state: CaseState) -> Command:
    """One that is flagged, if there is any."""
    return EndVulnerability(next(iter(state.care.vulnerabilities.flagged()), 1), "better_now")


def inquired(state: CaseState) -> Command:
    """What is asked is answered the next time."""
    if number := next(iter(state.inquiries.open()), None):
        return AnswerInquiry(number, Channel.EMAIL)
    return ReceiveInquiry(InquirySubject.CALL_BACK, Channel.PHONE, PERSON, None)


def debtor_added(person: UUID, role: DebtorRole) -> AddDebtor:
    return AddDebtor(person, role, "Bo Ek", None, None)


def debtor_removed(person: UUID) -> Asked:
    return fixed(RemoveDebtor(person, "asked"))


def letter(kind: type[SendNotice], channel: Channel) -> Asked:
    return fixed(kind(channel, PERSON, "Norr Inkasso, Box 12", None))


def returned(state: CaseState) -> Command:
    """The letter sent last, if there is any."""
    return RecordReturn(len(state.notices.by_number) or 1, ReturnReason.MOVED)
