"""What people do in the demo: they write, call, agree, and look after money that found no case.

Each deed has a command id that follows from what it is, so a demo that is run again does none of them twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.disputes.acknowledging import AcknowledgeDispute
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.kernel.identity import creditor_uuid, import_command_id, person_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.portion import Portion
from infra.client import CommandClient
from infra.demo.calendar import FIRST_CONTACTS, REVIEW_OF_THE_HOLD
from infra.demo.inputs import case_of
from infra.demo.sample_portfolio.creditors import CREDITORS, ID_OF
from infra.intake.claims.claim_line import ClaimLine
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered

ANSWER_LIMIT_S = 60.0
DISPUTED_IN_WORDS = "Mätaren lästes av två gånger i december"


@dataclass(frozen=True, slots=True)
class DemoDeed:
    """What ``who`` asked of an aggregate; ``name`` tells it apart from others on the same one."""

    target: UUID
    name: str
    command: Command
    who: str
    happened: datetime

    @property
    def envelope(self) -> CommandEnvelope:
        """Around the command."""
        return CommandEnvelope(
            id=import_command_id(self.target, f"demo {self.name}"),
            aggregate_id=self.target,
            occurred_at=self.happened,
            actor=Actor("user", self.who),
            correlation_id=self.target,
        )


def do(client: CommandClient, deeds: Iterable[DemoDeed]) -> list[CommandAnswered]:
    """Do them all and return the answers in order. Raises NoAnswer."""
    pending = [client.submit(deed.envelope, deed.command) for deed in deeds]
    return [each.result(ANSWER_LIMIT_S) for each in pending]


def registrations(who: str, happened: datetime) -> list[DemoDeed]:
    """Each creditor, and the terms that are agreed with it."""
    terms = AgreeContract(
        happened.date(), 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
    )
    deeds: list[DemoDeed] = []
    for one in CREDITORS:
        registered = RegisterCreditor(one.id, one.name, None, "SE")
        deeds.append(DemoDeed(creditor_uuid(one.id), "register", registered, who, happened))
        deeds.append(DemoDeed(creditor_uuid(one.id), "contract", terms, who, happened))
    return deeds


def first_letters(claims: Iterable[ClaimLine]) -> list[DemoDeed]:
    """A first letter by e-mail to everybody whose address is known. The others wait, and the SLA board will show it."""
    return [
        _contact(
            claim, "first letter", Channel.EMAIL, Purpose.FIRST_CONTACT, ContactOutcome.SENT, "letters", FIRST_CONTACTS
        )
        for claim in claims
        if claim.debtor_email
    ]


def call(claim: ClaimLine, purpose: Purpose, outcome: ContactOutcome, who: str, happened: datetime) -> DemoDeed:
    """A call by phone."""
    return _contact(claim, purpose, Channel.PHONE, purpose, outcome, who, happened)


def plan(claim: ClaimLine, owed_minor: int, dates: tuple[date, ...], who: str, happened: datetime) -> DemoDeed:
    """A plan that the debtor proposed in chat: the debt in equal parts, the last of which takes up the öre."""
    part = owed_minor // len(dates) // 100 * 100
    amounts = [part] * (len(dates) - 1) + [owed_minor - part * (len(dates) - 1)]
    instalments = tuple(Instalment(day, amount) for day, amount in zip(dates, amounts, strict=True))
    command = AgreePlan(Channel.CHAT, Proposer.CUSTOMER, happened.date(), instalments)
    return DemoDeed(case_of(claim), "plan", command, who, happened)


def match_by_hand(payment: UUID, amount_minor: int, claim: ClaimLine, who: str, happened: datetime) -> DemoDeed:
    """A person has read the payer's own words."""
    command = MatchPayment((Portion(case_of(claim), amount_minor),), MatchMethod.BY_HAND)
    return DemoDeed(payment, "match", command, who, happened)


def dispute(claim: ClaimLine, who: str, happened: datetime) -> list[DemoDeed]:
    """A letter says that the invoice is of twice as much as it should be; it is answered that the letter is here."""
    raised = RaiseDispute(
        Grounds.WRONG_AMOUNT,
        claim.principal_minor // 2,
        Channel.LETTER,
        person_id(ID_OF[claim.creditor], claim.debtor_id),
        DISPUTED_IN_WORDS,
    )
    acknowledged = AcknowledgeDispute(1, Channel.LETTER)
    return [
        DemoDeed(case_of(claim), "dispute", raised, who, happened),
        DemoDeed(case_of(claim), "dispute is here", acknowledged, who, happened),
    ]


def answer_to_dispute(claim: ClaimLine, who: str, happened: datetime) -> DemoDeed:
    """The customer is right: what was disputed is owed no more, and the rest stands."""
    command = ResolveDispute(1, DisputeOutcome.UPHELD, None, "invoiced_twice", Channel.LETTER)
    return DemoDeed(case_of(claim), "answer", command, who, happened)


def hold(claim: ClaimLine, who: str, happened: datetime) -> DemoDeed:
    """Somebody asks for time, and is left in peace until a person looks again."""
    command = PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", REVIEW_OF_THE_HOLD)
    return DemoDeed(case_of(claim), "hold", command, who, happened)


def close_as_paid(claim: ClaimLine, who: str, happened: datetime) -> DemoDeed:
    """What the ledger must refuse while something is owed."""
    return DemoDeed(case_of(claim), "close too early", CloseCase(Outcome.PAID_IN_FULL, None), who, happened)


def _contact(
    claim: ClaimLine,
    name: str,
    channel: Channel,
    purpose: Purpose,
    outcome: ContactOutcome,
    who: str,
    happened: datetime,
) -> DemoDeed:
    person = person_id(ID_OF[claim.creditor], claim.debtor_id)
    command = RecordContact(channel, Direction.OUTBOUND, purpose, outcome, person, None)
    return DemoDeed(case_of(claim), name, command, who, happened)
