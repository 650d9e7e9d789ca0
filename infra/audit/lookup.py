"""Finding one case or payment: by the read models, which costs the same however long the log is, or in the log alone.

Both give the same answers. What a read model has not taken in yet is looked up in what came since, so that nobody has
to wait for what was just written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol
from uuid import UUID

from psycopg2.extensions import connection

from domain.case.claim.receiving import ClaimReceived
from domain.kernel.money import Money
from domain.kernel.recorded import RecordedEvent
from domain.kernel.text import name_key, reference_key
from domain.payment.receipt.receiving import ReceiptFields
from infra.audit.history import LogHistory
from infra.audit.places import histories_at_their_places
from infra.creditors.names import CreditorNames
from infra.postgres.progress import answer, progress
from projections.balances import queries
from projections.balances.answers import CaseTerms

BALANCES = "balances"


class Lookup(Protocol):
    """What is asked of a ledger about one case or payment. Raises what reading the log and the read models raise."""

    @property
    def topic(self) -> str:
        """The events of the log that answers."""

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """All its events, in order; empty when there is no such case or payment."""

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """The same of several at once."""

    def cases_called(self, reference: str) -> list[UUID]:
        """The cases that are paid with a reference; if there are none, those that a creditor knows by it."""

    def creditors(self) -> CreditorNames:
        """The registered creditors, as Kafka has them now."""

    def case_terms(self, case_id: UUID) -> CaseTerms | None:
        """What never changes of a case; None when there is none."""

    def payment(self, payment_id: UUID) -> Money | None:
        """What a payment is of; None when there is none."""


class InTheLog:
    """Reads the log, from its beginning: for where there is no database."""

    def __init__(self, log: LogHistory) -> None:
        self._log = log
        self.topic = log.log.topic

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """See Lookup."""
        return self._log.events_of(aggregate_id)

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """See Lookup."""
        histories: dict[UUID, list[RecordedEvent]] = {one: [] for one in aggregate_ids}
        for event in self._log.events_of(*aggregate_ids):
            histories[event.aggregate_id].append(event)
        return histories

    def cases_called(self, reference: str) -> list[UUID]:
        """See Lookup."""
        return _called(self._log.of_type(ClaimReceived), reference)

    def creditors(self) -> CreditorNames:
        """See Lookup."""
        return self._log.creditors()

    def case_terms(self, case_id: UUID) -> CaseTerms | None:
        """See Lookup."""
        return _terms(self.events_of(case_id))

    def payment(self, payment_id: UUID) -> Money | None:
        """See Lookup."""
        return _money(self.events_of(payment_id))


class ByReadModels:
    """Asks PostgreSQL what there is and where, and Kafka for just that."""

    def __init__(self, log: LogHistory, opened: connection) -> None:
        self._log, self._opened = log, opened
        self.topic = log.log.topic

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """See Lookup."""
        return self.histories_of([aggregate_id])[aggregate_id]

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """See Lookup."""
        return histories_at_their_places(self._log, self._opened, aggregate_ids)

    def cases_called(self, reference: str) -> list[UUID]:
        """See Lookup. What balances has not taken in is read where it has none."""

        def ask(snapshot: connection) -> tuple[list[UUID], dict[int, int]]:
            paid_with = queries.cases_with_payment_reference(snapshot, reference)
            found = paid_with or queries.cases_with_creditor_reference(snapshot, reference)
            return found, {one.partition: one.next_offset for one in progress(snapshot) if one.model == BALANCES}

        found, reached = answer(self._opened, ask).value
        return found or _called(self._log.of_type(ClaimReceived, reached), reference)

    def creditors(self) -> CreditorNames:
        """See Lookup."""
        return self._log.creditors()

    def case_terms(self, case_id: UUID) -> CaseTerms | None:
        """See Lookup."""
        return queries.case_terms(self._opened, case_id) or _terms(self.events_of(case_id))

    def payment(self, payment_id: UUID) -> Money | None:
        """See Lookup."""
        place = queries.payment_place(self._opened, payment_id)
        return Money(place.amount_minor, place.currency) if place else _money(self.events_of(payment_id))


def _called(claims: Iterable[RecordedEvent], reference: str) -> list[UUID]:
    received = [(one.aggregate_id, one.event) for one in claims if isinstance(one.event, ClaimReceived)]

    def those(of: Callable[[ClaimReceived], str], wanted: str) -> list[UUID]:
        return [case_id for case_id, claim in received if wanted and of(claim) == wanted]

    paid_with = those(lambda claim: reference_key(claim.payment_reference), reference_key(reference))
    return paid_with or those(lambda claim: name_key(claim.creditor_reference), name_key(reference))


def _terms(events: list[RecordedEvent]) -> CaseTerms | None:
    first = events[0] if events else None
    if first is None or not isinstance(first.event, ClaimReceived):
        return None
    return CaseTerms(first.aggregate_id, first.event.currency, first.event.person_id)


def _money(events: list[RecordedEvent]) -> Money | None:
    first = events[0].event if events else None
    return Money(first.amount_minor, first.currency) if isinstance(first, ReceiptFields) else None
