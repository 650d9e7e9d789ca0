"""The remitter: what the bank took is the remittance that was sent, and each is told of the other.

A line by which the bank took money is explained by itself when it gives the message id that a remittance was sent under
and its amount is the same; any other is explained by a person. Once a line is explained its creditor is asked to agree:
a remittance that does not (another amount, not sent, paid already) sends the line back to a person, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, Policy, RefusedIntent, because_of
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.message_id import message_ids_in
from domain.creditor.remittance.returning import RecordRemittanceReturn
from domain.creditor.remittance.sending import RemittanceSent
from domain.kernel.identity import creditor_uuid
from domain.kernel.personal import Withheld
from domain.kernel.recorded import RecordedEvent
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.remitting.explaining import ExplainByRemittance, ExplainedByRemittance
from domain.payment.remitting.taking_back import TakeBackExplanation
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "remitter.sql")

FOUND_AT_ONCE_MAX = 1_000


class Remitter(Policy):
    """Keeps what was sent, and what was taken under a message id of ours and is not explained."""

    name = "remitter"
    handled = frozenset({RemittanceSent, DeductionReceived, ExplainedByRemittance})
    opened = frozenset({DeductionReceived})
    tables = _SQL["tables"]
    expected_refusals = frozenset({"line_explained_already", "line_not_explained", "payment_placed"})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember; and ask the creditor whose line it is said to be."""
        match event.event:
            case RemittanceSent() as sent:
                row = {name: getattr(sent, name) for name in ("message_id", "creditor_id", "number", "currency")}
                lookup.execute(_SQL["remember_sent"], row | {"amount_minor": sent.payable_minor})
            case DeductionReceived() as taken:
                _remember(lookup, event, taken)
            case ExplainedByRemittance() as explained:
                lookup.execute(_SQL["forget_taken"], {"payment_id": event.aggregate_id.bytes})
                ask = RecordRemittanceReturn if explained.is_return else ConfirmRemittance
                line = (event.aggregate_id, explained.currency, explained.amount_minor, explained.value_date)
                yield because_of(event, creditor_uuid(explained.creditor_id), ask(explained.number, *line))

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        """A remittance that does not agree sends the line back to a person."""
        if isinstance(refused.command, ConfirmRemittance | RecordRemittanceReturn):
            yield refused.compensation(refused.command.payment_id, TakeBackExplanation(refused.code))

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A command for each line that names a remittance of its amount."""
        rows = lookup.execute(_SQL["found"], {"limit": FOUND_AT_ONCE_MAX}).fetchall()
        seen = set[bytes]()
        for payment_id, creditor_id, number, event_id, correlation_id in rows:
            if payment_id not in seen:
                seen.add(payment_id)
                lookup.execute(_SQL["forget_taken"], {"payment_id": payment_id})
                command = ExplainByRemittance(creditor_id, number)
                yield Intent(UUID(bytes=payment_id), command, UUID(bytes=event_id), UUID(bytes=correlation_id))


def _remember(lookup: Lookup, event: RecordedEvent, taken: DeductionReceived) -> None:
    row = {
        "payment_id": event.aggregate_id.bytes,
        "currency": taken.currency,
        "amount_minor": taken.amount_minor,
        "event_id": event.event_id.bytes,
        "correlation_id": event.correlation_id.bytes,
    }
    for message_id in message_ids_in(texts_of(taken)):
        lookup.execute(_SQL["remember_taken"], row | {"message_id": message_id})


def texts_of(taken: DeductionReceived) -> list[str]:
    """What the bank's line says, where it can still be read."""
    texts = [*(one.text for one in taken.references), taken.message]
    return [text for text in texts if text and not isinstance(text, Withheld)]
