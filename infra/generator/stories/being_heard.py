"""A customer asks something, is not content, or complains, and is answered."""

from __future__ import annotations

from domain.case.complaints.acknowledging import AcknowledgeComplaint
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.dissatisfaction import RecordDissatisfaction
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel
from domain.case.inquiries.answering import AnswerInquiry
from domain.case.inquiries.receiving import ReceiveInquiry
from domain.case.inquiries.state import InquirySubject
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script

ASKED_ABOUT = (InquirySubject.BALANCE, InquirySubject.CALCULATION, InquirySubject.PAYMENT, InquirySubject.INVOICE_COPY)
NOT_CONTENT = 5
"""One in so many who asked is not content with how it went, and wants nothing more."""
WORDS = {
    ComplaintSubject.CONDUCT: "The person I spoke with did not listen.",
    ComplaintSubject.CONTACT_FREQUENCY: "You write to me every other day.",
    ComplaintSubject.INFORMATION: "I cannot see from your letter what I am to pay for.",
    ComplaintSubject.FEES: "Nobody told me that a reminder costs anything.",
}
SUBJECTS = tuple(WORDS)
ANSWERS = (
    (ComplaintOutcome.UPHELD, "we_were_wrong"),
    (ComplaintOutcome.PARTLY_UPHELD, "could_be_clearer"),
    (ComplaintOutcome.REJECTED, "done_as_the_law_says"),
)


def asked(desk: Desk, state: CaseState) -> Script:
    """Something is asked in writing and answered within days."""
    desk.wait(desk.between(1, 8))
    subject, person = ASKED_ABOUT[desk.between(0, len(ASKED_ABOUT) - 1)], desk.plot.person
    state = yield desk.customer(ReceiveInquiry(subject, Channel.MY_PAGE, person, None))
    desk.wait(desk.between(0, 4))
    state = yield desk.agency(AnswerInquiry(max(state.inquiries.by_number), Channel.MY_PAGE))
    if desk.between(1, NOT_CONTENT) > 1:
        return state
    said = RecordDissatisfaction(ComplaintSubject.INFORMATION, Channel.MY_PAGE, person)
    return (yield desk.agency(said))


def complained(desk: Desk, state: CaseState) -> Script:
    """Of how somebody was treated: it is acknowledged, looked into, and answered in writing."""
    desk.wait(desk.between(1, 8))
    subject = SUBJECTS[desk.between(0, len(SUBJECTS) - 1)]
    state = yield desk.agency(ReceiveComplaint(subject, Channel.EMAIL, desk.plot.person, WORDS[subject]))
    complaint = max(state.complaints.by_number)
    desk.wait(desk.between(0, 2))
    yield desk.agency(AcknowledgeComplaint(complaint, Channel.EMAIL))
    desk.wait(desk.between(3, 9))
    outcome, reason = ANSWERS[desk.between(0, len(ANSWERS) - 1)]
    return (yield desk.agency(AnswerComplaint(complaint, outcome, reason, Channel.LETTER)))
