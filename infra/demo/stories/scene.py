"""Somebody, the claim on them, and what happens at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.case.claim.receiving import ReceiveClaim
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.kernel.identity import case_id, payer_id, payment_id, person_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.law.codes import Debtor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.demo.calendar import ZONE

CREDITOR, PORTFOLIO = "hoganas", "retail-2025"
WRITE_TO = "Box 100, 111 20 Stockholm"
ACCOUNT = "5555-5551"
CASE_WORKER, CUSTOMER = Actor("user", "agent-7"), Actor("customer", "my-page")
_FILE, _BANK = Actor("user", "agent-1"), Actor("bank", "59123406")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Sweden."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True)
class Scene:
    """A command at an instant. ``waits``: it is asked when all that came before has come to rest, such as deadlines and
    money. ``refused_with``: the code by which the ledger says no, where it must."""

    at: datetime
    name: str
    target: UUID
    command: Command
    actor: Actor = CASE_WORKER
    waits: bool = False
    refused_with: str | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who owes ``principal_minor`` öre for ``what``. ``interest_from`` is the first day of late interest."""

    name: str
    reference: str
    principal_minor: int
    what: str
    interest_from: date | None = None

    @property
    def case(self) -> UUID:
        """The case of their claim."""
        return case_id(CREDITOR, f"H-{self.reference}")

    @property
    def person(self) -> UUID:
        """Who they are."""
        return person_id(CREDITOR, f"H-{self.reference}")

    def scene(self, when: datetime, name: str, command: Command, actor: Actor = CASE_WORKER) -> Scene:
        """Something that happens on their case."""
        return Scene(when, name, self.case, command, actor)

    def pays(self, when: datetime, amount_minor: int) -> Scene:
        """Money of theirs in the bank's file of that morning."""
        line = f"story/{self.reference}/{when:%Y-%m-%d}"
        received = ReceivePayment(
            source=line,
            receiver_account=ACCOUNT,
            currency="SEK",
            amount_minor=amount_minor,
            value_date=when.date(),
            references=(PaymentReference(self.reference, 0),),
            person_id=payer_id(line),
            payer_name=self.name,
            payer_account=None,
            message=None,
        )
        return Scene(when, "pays", payment_id(line), received, _BANK, waits=True)

    def begins(self) -> list[Scene]:
        """The claim, a look at it, and the letter that the law asks for before anything else (SE inkassolag 5 §)."""
        claim = ReceiveClaim(
            creditor_id=CREDITOR,
            creditor_reference=f"H-{self.reference}",
            portfolio=PORTFOLIO,
            jurisdiction="SE",
            currency="SEK",
            principal_minor=self.principal_minor,
            interest_minor=0,
            fees_minor=0,
            due_date=date(2025, 7, 31),
            interest_from=self.interest_from,
            debtor_kind=Debtor.CONSUMER,
            product=None,
            payment_reference=self.reference,
            person_id=self.person,
            debtor_name=self.name,
            debtor_email=None,
            debtor_national_id=None,
            description=self.what,
            pay_by=None,
        )
        look = ValidateClaim(IdentifiedBy.POPULATION_REGISTER, AgeThen.ADULT, None, None)
        letter = SendPaymentDemand(Channel.LETTER, self.person, WRITE_TO, None)
        return [
            self.scene(at(date(2025, 9, 1), 9), "claim", claim, _FILE),
            self.scene(at(date(2025, 9, 2), 9), "look", look),
            self.scene(at(date(2025, 9, 2), 10), "demand", letter),
        ]
