"""What each event changed on a case, a payment or the ledger, with its times: how they stood at any time is made of it.

Money counts from the bank's day, and so does what its command did beside (`infra.audit.history.known` says the same of
the events themselves). When that day begins is for the question to say, which knows the zone of the business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import cursor

from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.manager.assigning import CaseManagerAssigned
from domain.case.stages.state import Stage, ends_case, opens_case
from domain.kernel.identity import event_id
from domain.kernel.ledger import Posting
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.state import PaymentStatus, goes_back_minor, status_after
from domain.payment.suggestion.assigning import SuspenseAssigned
from domain.payment.suggestion.rejecting import SuggestionRejected
from domain.payment.suggestion.suggesting import MatchSuggested
from projections.balances.amounts import AMOUNTS, COLUMN_OF, CREDIT_ACCOUNTS
from projections.kit.binary_copy import BOOL, ID, INSTANT, INT4, INT8, OPTIONAL_DAY, WORD, CopyRows
from projections.kit.named_sql import statements, text_of

TABLES = text_of(__package__, "movement_tables.sql", amount=AMOUNTS)
_SQL = statements(__package__, "movements.sql")
_CASES = CopyRows(
    "case_movement",
    case_id=ID, partition=INT4, position=INT8, occurred_at=INSTANT, recorded_at=INSTANT, is_claim=BOOL,
    **dict.fromkeys(AMOUNTS, INT8), payments=INT4, has_manager=BOOL,
    bank_day=OPTIONAL_DAY, stage=WORD, status=WORD, outcome=WORD, due_date=OPTIONAL_DAY, team=WORD,
)  # fmt: skip
_PAYMENTS = CopyRows(
    "payment_movement",
    payment_id=ID, partition=INT4, position=INT8, occurred_at=INSTANT, recorded_at=INSTANT, is_receipt=BOOL,
    is_placed=BOOL, suggestions=INT4, goes_back_minor=INT8,
    bank_day=OPTIONAL_DAY, status=WORD, reason=WORD, owner=WORD,
)  # fmt: skip

_LEDGER = CopyRows(
    "ledger_movement",
    aggregate_id=ID, partition=INT4, line=INT4, position=INT8, occurred_at=INSTANT, recorded_at=INSTANT,
    amount_minor=INT8, bank_day=OPTIONAL_DAY, currency=WORD, debit=WORD, credit=WORD,
)  # fmt: skip
_TABLES = {
    "case": ("case", "approval", "ledger"),
    "payment": ("payment", "refund", "approval", "ledger"),
    "creditor": ("remittance", "approval", "ledger"),
}
"""Where the movements of an aggregate of a kind are that may count from the bank's day."""
_OF_AGGREGATE, _OF_PARTITION = "{} = %(id)s", "partition = %(partition)s"
_WHOSE = {
    "case": _OF_AGGREGATE.format("case_id"),
    "payment": _OF_AGGREGATE.format("payment_id"),
    "refund": _OF_AGGREGATE.format("payment_id"),
    "approval": _OF_AGGREGATE.format("aggregate_id"),
    "ledger": _OF_PARTITION,
    "remittance": _OF_PARTITION,
}

_PLACES = {account: place for place, account in enumerate(COLUMN_OF.values())}


NOTHING_MOVED = (0,) * len(_PLACES)
PLACED = (PaymentStatus.MATCHED, PaymentStatus.EXPLAINED, PaymentStatus.REVERSED, PaymentStatus.REFUND)
"""Where money goes that nobody has to look after any more."""


def minor_of(postings: Sequence[Posting]) -> list[int]:
    """What postings add to each of ``AMOUNTS``, in their order; minor units."""
    found = [0] * len(_PLACES)
    for account, _, amount_minor in postings:
        if (place := _PLACES.get(account)) is not None:
            found[place] += -amount_minor if account in CREDIT_ACCOUNTS else amount_minor
    return found


def suggestions_more(event: Event) -> int:
    """How many suggestions more wait for a decision because of an event; below zero: fewer."""
    return isinstance(event, MatchSuggested) - isinstance(event, SuggestionRejected)


def why_there(event: Event) -> str | None:
    """Why a payment stands where an event puts it: why in suspense, how matched, why reversed."""
    return getattr(event, "reason", None) or getattr(event, "method", None)


class StatusAndOutcome(NamedTuple):
    """How a case stands after an event that says so: ``open`` or ``closed``, and how it ended."""

    status: str
    outcome: str | None


def case_status_after(event: Event, stage: Stage) -> StatusAndOutcome | None:
    """None where it is open or closed as before."""
    if opens_case(type(event)):
        return StatusAndOutcome("open", None)
    if ends_case(type(event)):
        return StatusAndOutcome("closed", getattr(event, "outcome", stage.value))
    return None


class CaseMovement(NamedTuple):
    """One event of a case that changed it, by so much (``minor``, in the order of ``AMOUNTS``)."""

    recorded: RecordedEvent
    minor: Sequence[int]
    payments: int
    stage: Stage | None


class PaymentMovement(NamedTuple):
    """One event of a payment that changed where it stands, who looks after it, or from when it counts."""

    recorded: RecordedEvent
    status: PaymentStatus | None
    suggestions: int
    goes_back_minor: int
    owner: str | None


@dataclass(slots=True)
class Movements:
    """Those of a batch, in order. ``days``: the bank's day of each command that has one, by aggregate and command.

    Their ids are keys as numbers, which are found in a fifth of the time.
    """

    cases: list[CaseMovement] = field(default_factory=list)
    payments: list[PaymentMovement] = field(default_factory=list)
    ledger: list[tuple[RecordedEvent, Sequence[Posting]]] = field(default_factory=list)
    days: dict[tuple[int, int], date] = field(default_factory=dict)

    def add_of_case(self, one: CaseMovement) -> None:
        """After all that were added before."""
        self.cases.append(one)
        self.date(one.recorded)

    def add_of_payment(self, recorded: RecordedEvent) -> None:
        """Likewise, when the event changes anything that is kept here."""
        event, day = recorded.event, self.date(recorded)
        owner = event.owner if isinstance(event, SuspenseAssigned) else None
        one = PaymentMovement(recorded, status_after(event), suggestions_more(event), goes_back_minor(event), owner)
        if any(one[1:]) or day is not None:
            self.payments.append(one)

    def day_of(self, recorded: RecordedEvent) -> date | None:
        """From which day its command counts; None where it counts from when it happened."""
        return self.days.get((recorded.aggregate_id.int, recorded.causation_id.int))

    def date(self, recorded: RecordedEvent) -> date | None:
        """Let its command count from the bank's day that this event says, where it says one."""
        day = recorded.event.effective_on()
        if day is not None:
            self.days[recorded.aggregate_id.int, recorded.causation_id.int] = day
        return day


def fold_movements(cursor: cursor, movements: Movements, first: RecordedEvent) -> None:
    """Add them to those that are there; ``first`` is the first event of the batch."""
    if first.version > 1:
        _one_day_for_its_command(cursor, movements, first)
    _CASES.copy(cursor, _case_rows(movements))
    _PAYMENTS.copy(cursor, _payment_rows(movements))
    _LEDGER.copy(cursor, _ledger_rows(movements))


def _one_day_for_its_command(cursor: cursor, movements: Movements, first: RecordedEvent) -> None:
    """The batch before may have ended within a command: that of the first event, as those of one follow each other."""
    before = events_of_its_command_before(first)
    if not before:
        return
    command = (first.aggregate_id.int, first.causation_id.int)
    given = {"id": first.aggregate_id.hex, "partition": first.partition}
    given |= {"first": first.position - before, "last": first.position - 1}
    day = movements.days.get(command)
    for table in _TABLES.get(first.aggregate_kind, ("ledger",)):
        statement = _SQL["day" if day is None else "date"].format(table=table, whose=_WHOSE[table])
        cursor.execute(statement, {**given, "day": day})
        if day is None:
            movements.days.update((command, found) for (found,) in cursor.fetchall())


def events_of_its_command_before(recorded: RecordedEvent) -> int:
    """How many events its command had caused before this one: an event's id is made of that number."""
    causes = (recorded.causation_id, recorded.aggregate_id)
    return next((one for one in range(recorded.version) if event_id(*causes, one) == recorded.event_id), 0)


def _case_rows(movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded, minor, payments, stage in movements.cases:
        event = recorded.event
        is_claim, has_manager = isinstance(event, ClaimReceived), isinstance(event, CaseManagerAssigned)
        status, outcome = (stage and case_status_after(event, stage)) or (None, None)
        yield (
            recorded.aggregate_id, recorded.partition, recorded.position, recorded.occurred_at, recorded.recorded_at,
            is_claim, *minor, payments, has_manager, movements.day_of(recorded),
            stage and stage.value, status, outcome,
            event.due_date if isinstance(event, ClaimReceived | ClaimAmended) else None,
            event.team if isinstance(event, CaseManagerAssigned) else None,
        )  # fmt: skip


def _payment_rows(movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded, status, suggestions, back_minor, owner in movements.payments:
        yield (
            recorded.aggregate_id, recorded.partition, recorded.position, recorded.occurred_at, recorded.recorded_at,
            isinstance(recorded.event, ReceiptFields), status in PLACED, suggestions, back_minor,
            movements.day_of(recorded),
            status and status.value, why_there(recorded.event) if status else None, owner,
        )  # fmt: skip


def _ledger_rows(movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded, postings in movements.ledger:
        identifier, partition, position = recorded.aggregate_id, recorded.partition, recorded.position
        times, day = (recorded.occurred_at, recorded.recorded_at), movements.day_of(recorded)
        for line, (one, other) in enumerate(zip(postings[::2], postings[1::2], strict=True), 1):
            accounts = (one.account._value_, other.account._value_)  # ``.value`` is a slow property
            yield identifier, partition, line, position, *times, one.amount_minor, day, one.currency, *accounts
