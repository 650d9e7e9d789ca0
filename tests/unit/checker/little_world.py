"""A small ledger in memory: commands decided by the core, their records as they stand in the log, and the rows."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from domain.bank_account.assigning import AssignDifference
from domain.bank_account.reconciling import ReconcileBankDay
from domain.bank_file.receiving import ReceiveBankFile
from domain.bank_file.telling import TellBankFileLines
from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.state import LogSpan
from domain.deposit.receiving import ReceiveDeposit
from domain.kernel.decision import Context
from domain.kernel.identity import bank_account_id, bank_file_id, case_id, deposit_id, event_id, payment_id
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.payer.identifying import IdentifyPayer
from domain.payment.portion import Portion
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.refund.proposing import ProposeRefund
from domain.payment.refund.state import RefundReason
from domain.payment.reversal.reversing import ReversePayment
from domain.person.cases.recording import RecordCaseClosed, RecordCaseOpened
from domain.person.cases.state import DebtorRole, PersonCase
from domain.person.details.changing import ChangeContactDetails, Removable
from domain.person.details.state import WishedChannel
from domain.person.details.wishing import ChangeChannelWishes
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.holding import LiftLegalHold, PlaceLegalHold
from domain.person.erasure.requesting import ApproveErasure
from domain.person.payers.joining import JoinPayer, ReleasePayer
from domain.person.registration.merging import AbsorbPerson, MergePerson
from domain.person.representative.appointing import AppointRepresentative, Capacity, EndRepresentation
from infra.audit.checker.check import Checking
from infra.audit.checker.deeds import decided, on_record
from infra.audit.checker.history import history_from, sent_line
from infra.audit.checker.log import LogRecord
from infra.audit.checker.models import MODELS
from infra.audit.checker.read_models import check_read_models
from infra.audit.checker.report import CheckReport
from infra.audit.checker.stored import Stored
from infra.eventlog.records.chain import event_hash, genesis
from infra.eventlog.records.partitioner import partition_of
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.messages.fingerprint import fingerprint_of
from tests.some_creditors import registration
from tests.some_keys import sealed
from tests.unit.domain.samples import CLAIM, CREDITORS, PAYMENT_LINE, PERSON
from tests.unit.domain.test_person import REGISTER
from tests.unit.golden_samples import golden_command
from tests.unit.messages.written_headers import written_headers

LOG_ID = "a little log"
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
_IDS = UUID(int=42)
ACTOR, SECOND = Actor("user", "agent-1"), Actor("user", "agent-2")
TERMS = AgreeContract(
    date(2026, 1, 1), 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)
CONTACT = RecordContact(
    Channel.EMAIL, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.PROMISED_TO_PAY, PERSON, None
)


@dataclass
class LittleWorld:
    """Two partitions. ``tell`` carries a command out as the writer should; ``report`` is what the checker says."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    records: list[LogRecord] = field(default_factory=list)
    stored: Stored | None = None
    whole: bool = True
    _states: dict[UUID, object] = field(default_factory=dict)
    _versions: dict[UUID, int] = field(default_factory=dict)
    _ends: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    _asked: dict[UUID, str] = field(default_factory=dict)
    _now: datetime = BEGAN
    _actor: Actor = ACTOR

    def tell(self, aggregate_id: UUID, command: Command, command_id: UUID | None = None, actor: Actor = ACTOR) -> UUID:
        """Send a command, have it decided and written, and answer it. Returns its id.

        An hour after the one before; what says that a time has come is told then, and time does not go on from there.
        """
        after = self._now + timedelta(hours=1)
        self._now = max(after, getattr(command, "as_of", after))
        self._actor = actor
        try:
            return self._tell(aggregate_id, command, command_id or uuid5(_IDS, str(len(self.lines))))
        finally:
            self._now, self._actor = after, ACTOR

    def _tell(self, aggregate_id: UUID, command: Command, command_id: UUID) -> UUID:
        self.send(aggregate_id, command, command_id)
        state, context = self._states.get(aggregate_id), Context(self._now, self._now, self._actor, CREDITORS)
        decision = decided(command, aggregate_id, state, context)
        said: dict[str, Any] = {"accepted": True}
        if isinstance(decision, Refusal):
            said = {"accepted": False, "code": decision.code}
            record = on_record(decision, command, state, context)
            if record is None:
                self.answer(command_id, **said)
                return command_id
            decision = record
        self.write(command_id, aggregate_id, decision)
        last = self.records[-1]
        headers = dict(last.headers)
        checkpoint = {name: int(headers[name] or b"") for name in ("version", "position")}
        self.answer(command_id, partition=last.partition, **said, **checkpoint)
        return command_id

    def send(self, aggregate_id: UUID, command: Command, command_id: UUID, expected: int | None = None) -> UUID:
        """A line of the history that says that a command was sent. Returns its id."""
        self._asked[command_id] = fingerprint_of(aggregate_id, expected, command)
        envelope = CommandEnvelope(
            command_id, aggregate_id, self._now, self._actor, command_id, expected_version=expected
        )
        self.lines.append(sent_line("a client", envelope, values.encode(command)))
        return command_id

    def answer(self, command_id: UUID, **said: Any) -> None:
        """A line of the history that says how a command was answered."""
        line = {"accepted": True, "repeated": False, "version": 0, "partition": 0, "position": 0, "code": ""}
        self.lines.append({"answered": str(command_id), "asked": self._asked[command_id], **line, **said})

    def write(self, command_id: UUID, aggregate_id: UUID, events: Sequence[Event]) -> None:
        """Append events to the log, numbered and linked."""
        from domain.catalogue import kind_of

        cause = CommandEnvelope(command_id, aggregate_id, self._now, self._actor, command_id)
        asked, recorded_at = self._asked[command_id], self._now + timedelta(seconds=1)
        for ordinal, decided_event in enumerate(events):
            identifier = event_id(command_id, aggregate_id, ordinal)
            event = sealed(decided_event, identifier)
            self._append(aggregate_id, event, written_headers(cause, event, identifier, recorded_at, asked))
            kind = kind_of(event.TOPIC)
            self._states[aggregate_id] = kind.evolve(self._states.get(aggregate_id, kind.initial), event)

    def fold(self) -> None:
        """Bring the read models to the end of the log."""
        events = self._read().events
        self.stored = Stored({model: self._places() for model in MODELS})
        for model, fold in MODELS.items():
            self.stored.tables[model] = {
                name: [{**row, **dict.fromkeys(table.unmodelled, "a sentence")} for row in table.rows.values()]
                for name, table in fold(events).items()
            }

    def report(self) -> CheckReport:
        """What the checker finds."""
        return self._read().finish(self.stored, self._places(), whole=self.whole)

    def reports_of_the_read_models(self) -> Iterator[CheckReport]:
        """What it finds in the read models as they stand when it is asked, over and over. The log is read once."""
        assert self.stored is not None
        events = self._read().events
        while True:
            report = CheckReport()
            check_read_models(self.stored, events, self._places(), report)
            yield report

    def _read(self) -> Checking:
        checking = Checking(history_from(self.lines), LOG_ID, 2)
        checking.read(self.records)
        return checking

    def _places(self) -> dict[int, int]:
        return {partition: position for partition, (position, _) in self._ends.items()}

    def partition_of(self, aggregate_id: UUID) -> int:
        """As Kafka chooses it for the aggregate's key."""
        return partition_of(str(aggregate_id).encode(), 2)

    def relink(self) -> None:
        """Number and link the records of the log anew, as one does who tampers with it and knows how."""
        records, self.records, self._ends, self._versions = self.records, [], {}, {}
        for record in records:
            headers = [(n, v) for n, v in record.headers if n not in ("version", "position", "prevhash", "hash")]
            self._append_value(UUID((record.key or b"").decode()), record.value or b"", headers)

    def _append(self, aggregate_id: UUID, event: Event, headers: Sequence[tuple[str, bytes | None]]) -> None:
        self._append_value(aggregate_id, values.encode(event), headers)

    def _append_value(self, aggregate_id: UUID, value: bytes, own: Sequence[tuple[str, bytes | None]]) -> None:
        partition = self.partition_of(aggregate_id)
        position, previous = self._ends.get(partition, (0, genesis(LOG_ID, partition)))
        version = self._versions.get(aggregate_id, 0) + 1
        key = str(aggregate_id).encode()
        numbers = [("version", b"%d" % version), ("position", b"%d" % (position + 1)), ("prevhash", previous)]
        covered: list[tuple[str, bytes | None]] = [*own, *numbers]
        digest = event_hash(key, value, covered)
        offset = len(self.records)
        self.records.append(LogRecord(partition, offset, key, value, [*covered, ("hash", digest)]))
        self._ends[partition] = (position + 1, digest)
        self._versions[aggregate_id] = version


def claim(number: int) -> tuple[UUID, ReceiveClaim]:
    """A claim, and the case that it opens."""
    received = replace(CLAIM, creditor_reference=f"F-{number}")
    return case_id(received.creditor_id, received.creditor_reference), received


def busy_world() -> LittleWorld:
    """Some of everything that can happen, folded: a copy of the one that was told first, as telling takes long."""
    world: LittleWorld = pickle.loads(_told())
    return world


@cache
def _told() -> bytes:
    world = LittleWorld()
    cases = [claim(number) for number in range(10)]
    for case, received in cases:
        world.tell(case, received)
    ids = [case for case, _ in cases]
    paid, payment = payment_id("line 1"), payment_id("line 2")
    world.tell(paid, replace(PAYMENT_LINE, amount_minor=200_000))
    world.tell(paid, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE))
    world.tell(paid, MatchPayment((Portion(ids[0], 150_000), Portion(ids[1], 50_000)), MatchMethod.BY_HAND))
    world.tell(ids[0], AllocatePayment(paid, "SEK", 150_000, date(2026, 3, 10)))
    world.tell(ids[1], AllocatePayment(paid, "SEK", 50_000, date(2026, 3, 10)))
    world.tell(paid, ReversePayment("bounced"))
    world.tell(ids[0], ReverseAllocation(paid, "bounced"))
    world.tell(payment, PAYMENT_LINE)
    refunded = payment_id("line 3")
    world.tell(refunded, PAYMENT_LINE)
    world.tell(refunded, PutPaymentInSuspense(SuspenseReason.UNKNOWN_REFERENCE))
    payee = (PAYMENT_LINE.person_id, "Åsa Öberg", "SE4550000000058398257466")
    back = ProposeRefund("SEK", PAYMENT_LINE.amount_minor, RefundReason.NOT_FOR_US, None, *payee)
    world.tell(refunded, back)
    world.tell(refunded, CancelRefund(1, "case_found"))
    world.tell(refunded, back)
    world.tell(ids[2], CONTACT)
    world.tell(ids[2], MarkDeadlineMissed(1, datetime(2026, 4, 1, tzinfo=UTC)))
    instalments = (Instalment(date(2026, 4, 30), 100_000), Instalment(date(2026, 5, 30), 25_500))
    world.tell(ids[3], AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 2), instalments))
    world.tell(ids[3], MarkDeadlineMissed(2, datetime(2026, 6, 1, tzinfo=UTC)))
    world.tell(ids[4], CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    world.tell(ids[4], CloseCase(Outcome.WRITTEN_OFF, "again"))
    world.tell(ids[5], CloseCase(Outcome.PAID_IN_FULL, None))
    world.tell(ids[7], PlaceHold(HoldType.VULNERABILITY, "illness", date(2026, 6, 1)))
    world.tell(ids[7], CONTACT)  # blocked by the hold, which is on record
    _go_back(world, ids[8], ids[9])
    for entry in CREDITORS.values():  # of another partition, perhaps: what stands where in the log tells no order
        creditor, command = registration(entry)
        world.tell(creditor, command)
        world.tell(creditor, TERMS)
        world.tell(creditor, SetPayoutAccount("SE4550000000058398257466"))
        remit(world, creditor, entry.creditor_id)
    _persons(world, ids[0])
    _bank(world)
    world.fold()
    return pickle.dumps(world)


def _bank(world: LittleWorld) -> None:
    """A file with its lines and a statement, and a day on which bank and ledger differ."""
    file, statement = bank_file_id("file 1"), deposit_id("statement 1")
    world.tell(file, golden_command(ReceiveBankFile))
    world.tell(file, golden_command(TellBankFileLines))
    world.tell(statement, golden_command(ReceiveDeposit))
    day = golden_command(ReconcileBankDay)
    assert isinstance(day, ReconcileBankDay)
    account = bank_account_id(day.receiver_account, day.currency)
    world.tell(account, replace(day, ledger_minor=day.bank_minor - 7_000))
    world.tell(account, AssignDifference(1, "agent-7"))


def remit(world: LittleWorld, creditor: UUID, creditor_id: str) -> None:
    """A remittance of all that was collected for a creditor: cancelled, and prepared again."""
    world.fold()
    assert world.stored is not None
    lines = [row for row in world.stored.tables["balances"]["collected"] if row["creditor_id"] == creditor_id]
    places: dict[int, int] = {}
    for row in lines:
        places[row["partition"]] = max(row["position"], places.get(row["partition"], 0))
    spans = tuple(LogSpan(partition, 0, through) for partition, through in sorted(places.items()))
    parts = ("principal_minor", "interest_minor", "fees_minor", "court_costs_minor")
    sums = [
        CollectedSum(TERMS.valid_from, direct, len(of), *(sum(row[part] for row in of) for part in parts))
        for direct in (False, True)
        if (of := [row for row in lines if row["is_direct"] is direct])
    ]
    world.tell(creditor, PrepareRemittance("SEK", spans, TERMS.valid_from, tuple(sums)))
    world.tell(creditor, CancelRemittance(1, "too_early"))
    world.tell(creditor, PrepareRemittance("SEK", spans, TERMS.valid_from, tuple(sums)))


def _persons(world: LittleWorld, case: UUID) -> None:
    """One of everything that happens to persons; what is altered last has something in each column."""
    other, guardian, last, gone, again = (UUID(int=number) for number in (21, 22, 23, 19, 20))
    world.tell(other, replace(REGISTER, person_id=other))
    world.tell(other, AppointRepresentative(guardian, Capacity.GUARDIAN, other))
    world.tell(case, AddDebtor(guardian, DebtorRole.GUARANTOR, "Bo Ek", None, None))
    world.tell(case, AddDebtor(last, DebtorRole.CO_DEBTOR, "Eva Ek", "eva@example.se", None))
    world.tell(case, RemoveDebtor(guardian, "guarantee_ended"))
    paid = payment_id("line 2")
    world.tell(paid, IdentifyPayer(other, None))
    world.tell(paid, IdentifyPayer(last, other))
    world.tell(other, JoinPayer(paid, other, paid))
    world.tell(other, ReleasePayer(paid, other, paid))
    part = (case, "SE", DebtorRole.GUARANTOR, other)
    world.tell(other, RecordCaseOpened(*part))
    world.tell(other, RecordCaseClosed(*part, date(2026, 3, 2)))
    world.tell(other, MergePerson(last, other))
    world.tell(last, AbsorbPerson((other,), (PersonCase(case, "SE", None, DebtorRole.GUARANTOR, other),), (), last))
    world.tell(
        last, ChangeContactDetails(last, "Bo Ek", None, "070 174 06 05", "Storgatan 1", "sv", (Removable.EMAIL,))
    )
    world.tell(last, ChangeChannelWishes(WishedChannel.LETTER, (WishedChannel.PHONE,)))
    world.tell(last, AppointRepresentative(guardian, Capacity.LAWYER, last))
    world.tell(last, AppointRepresentative(other, Capacity.ESTATE, last))
    world.tell(last, EndRepresentation(guardian, "withdrawn"))
    world.tell(gone, replace(REGISTER, person_id=gone))
    world.tell(gone, ChangeContactDetails(gone, None, "bo@example.se", None, None, "sv", ()))
    world.tell(gone, AppointRepresentative(guardian, Capacity.LAWYER, gone))
    world.tell(gone, ErasePerson(gone, None))
    world.tell(gone, ApproveErasure(1), actor=SECOND)
    world.tell(again, replace(REGISTER, person_id=again))
    world.tell(again, ErasePerson(again, None))
    world.tell(again, ApproveErasure(1), actor=SECOND)
    world.tell(again, RecordCaseOpened(case, "SE", DebtorRole.MAIN_DEBTOR, again))
    world.tell(last, PlaceLegalHold("case_decided"))
    world.tell(last, LiftLegalHold("case_decided"))
    world.tell(last, PlaceLegalHold("court_order"))


def _go_back(world: LittleWorld, case: UUID, other: UUID) -> None:
    """Matches, plans, misses and endings that turn out not to hold."""
    first, second, told_late = (payment_id(f"line {number}") for number in (3, 4, 5))
    world.tell(first, PAYMENT_LINE)
    world.tell(first, MatchPayment((Portion(case, 125_500),), MatchMethod.EXACT_REFERENCE))
    world.tell(
        case, AgreePlan(Channel.CHAT, Proposer.AGENCY, date(2026, 3, 2), (Instalment(date(2026, 4, 30), 125_500),))
    )
    world.tell(case, AllocatePayment(first, "SEK", 125_500, date(2026, 3, 10)))
    world.tell(first, UnmatchPayment("wrong_case"))
    world.tell(case, ReverseAllocation(first, "wrong_case"))
    world.tell(case, TerminatePlan("customer_asked"))
    world.tell(case, AllocatePayment(second, "SEK", 20_000, date(2026, 3, 10)))
    world.tell(case, CloseCase(Outcome.WRITTEN_OFF, "too_old"))
    world.tell(case, ReverseAllocation(second, "returned_by_bank"))
    world.tell(other, ReportDirectPayment("SEK", 25_500, date(2026, 3, 2)))
    world.tell(other, MarkDeadlineMissed(1, datetime(2026, 4, 1, tzinfo=UTC)))
    world.tell(other, AllocatePayment(told_late, "SEK", 100_000, date(2026, 3, 12)))
