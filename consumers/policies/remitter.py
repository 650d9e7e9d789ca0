"""The remitter: what the bank took is the remittance or refund that was sent, and each is told of the other.

A line by which the bank took money is explained by itself when it gives the message id that a transfer was sent under
and its amount is the same; any other is explained by a person. Once a line is explained its transfer is asked to agree:
one that does not (another amount, not sent, paid already) sends the line back to a person, with the reason.

So it is with payments that the bank took back: a line that the bank calls a reversal is of the payment that a person
has said to be reversed, where account and amount are the same and no other line or payment can be meant. The payment
is asked to agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from consumers.policies.matcher import canonical_account
from consumers.policies.policy import Intent, Lookup, Policy, RefusedIntent, because_of
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.returning import RecordRemittanceReturn
from domain.creditor.remittance.sending import RemittanceSent
from domain.kernel.identity import creditor_uuid
from domain.kernel.message import Command
from domain.kernel.personal import Withheld
from domain.kernel.recorded import RecordedEvent
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.refund.confirming import ConfirmRefund
from domain.payment.refund.returning import RecordRefundReturn
from domain.payment.refund.sending import RefundSent
from domain.payment.remitting.explaining import ExplainByRemittance, ExplainedByRemittance
from domain.payment.remitting.explaining_refund import ExplainByRefund, ExplainedByRefund
from domain.payment.remitting.explaining_reversal import ExplainByReversal, ExplainedByReversal
from domain.payment.remitting.explanation import Explained
from domain.payment.remitting.taking_back import TakeBackExplanation
from domain.payment.reversal.confirming import ConfirmReversal, ReversalConfirmed
from domain.payment.reversal.reversing import PaymentReversed
from domain.payout.message_id import message_ids_in
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "remitter.sql")

FOUND_AT_ONCE_MAX = 1_000
SAME_REVERSAL_DAYS = 30
"""At most so many days lie between the bank's line of a reversal and the day on which a person told of it."""
_TRANSFERS = (ConfirmRemittance, RecordRemittanceReturn, ConfirmRefund, RecordRefundReturn)


class Remitter(Policy):
    """Keeps what was sent, what was taken under a message id of ours, and what was taken back by a line or a person."""

    name = "remitter"
    definition = 3
    handled = frozenset(
        {RemittanceSent, RefundSent, DeductionReceived, ExplainedByRemittance, ExplainedByRefund}
        | {ExplainedByReversal, PaymentReversed, ReversalConfirmed}
    )
    opened = frozenset({DeductionReceived})
    tables = _SQL["tables"]
    expected_refusals = frozenset({"line_explained_already", "line_not_explained", "payment_placed"})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember; and ask the transfer whose line it is said to be."""
        match event.event:
            case RemittanceSent() as sent:
                said: dict[str, object] = {
                    "creditor_id": sent.creditor_id,
                    "refunded": None,
                    "amount_minor": sent.payable_minor,
                }
                _remember_sent(lookup, sent, said)
            case RefundSent() as sent:
                said = {"creditor_id": None, "refunded": sent.refunded.bytes, "amount_minor": sent.amount_minor}
                _remember_sent(lookup, sent, said)
            case DeductionReceived() as taken:
                _remember(lookup, event, taken)
            case ExplainedByRemittance() as explained:
                ask = RecordRemittanceReturn if explained.is_return else ConfirmRemittance
                line = _explained(lookup, event, explained)
                yield because_of(event, creditor_uuid(explained.creditor_id), ask(explained.number, *line))
            case ExplainedByRefund() as explained:
                ask_refund = RecordRefundReturn if explained.is_return else ConfirmRefund
                line = _explained(lookup, event, explained)
                yield because_of(event, explained.refunded, ask_refund(explained.number, *line))
            case ExplainedByReversal() as explained:
                line_id, currency, amount_minor, _ = _explained(lookup, event, explained)
                confirm = ConfirmReversal(line_id, currency, amount_minor, explained.booked_date)
                yield because_of(event, explained.taken_back, confirm)
            case PaymentReversed(by_line=None) as back:
                _remember_on_account(lookup, "remember_taken_back", event, back, back.booked_date)
            case ReversalConfirmed():
                lookup.execute(_SQL["forget_taken_back"], {"payment_id": event.aggregate_id.bytes})

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        """A transfer, or a payment, that does not agree sends the line back to a person."""
        if isinstance(refused.command, _TRANSFERS):
            yield refused.compensation(refused.command.payment_id, TakeBackExplanation(refused.code))
        elif isinstance(refused.command, ConfirmReversal):
            yield refused.compensation(refused.command.by_line, TakeBackExplanation(refused.code))

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A command for each line that names a transfer of its amount, or is a reversal that a person told of."""
        yield from self._transfers(lookup)
        found = lookup.execute(
            _SQL["found_reversals"], {"limit": FOUND_AT_ONCE_MAX, "days": SAME_REVERSAL_DAYS}
        ).fetchall()
        for line_id, payment_id, event_id, correlation_id in found:
            lookup.execute(_SQL["forget_reversal"], {"payment_id": line_id})
            command = ExplainByReversal(UUID(bytes=payment_id))
            yield Intent(UUID(bytes=line_id), command, UUID(bytes=event_id), UUID(bytes=correlation_id))

    def _transfers(self, lookup: Lookup) -> Iterable[Intent]:
        rows = lookup.execute(_SQL["found"], {"limit": FOUND_AT_ONCE_MAX}).fetchall()
        seen = set[bytes]()
        for payment_id, creditor_id, refunded, number, event_id, correlation_id in rows:
            if payment_id not in seen:
                seen.add(payment_id)
                lookup.execute(_SQL["forget_taken"], {"payment_id": payment_id})
                command: Command = ExplainByRemittance(creditor_id, number)
                if refunded is not None:
                    command = ExplainByRefund(UUID(bytes=refunded), number)
                yield Intent(UUID(bytes=payment_id), command, UUID(bytes=event_id), UUID(bytes=correlation_id))


def _explained(lookup: Lookup, event: RecordedEvent, explained: Explained) -> tuple[UUID, str, int, date]:
    for statement in ("forget_taken", "forget_reversal"):
        lookup.execute(_SQL[statement], {"payment_id": event.aggregate_id.bytes})
    return event.aggregate_id, explained.currency, explained.amount_minor, explained.value_date


def _remember_sent(lookup: Lookup, sent: RemittanceSent | RefundSent, said: Mapping[str, object]) -> None:
    row = {name: getattr(sent, name) for name in ("message_id", "number", "currency")}
    lookup.execute(_SQL["remember_sent"], {**row, **said})


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
    if taken.is_reversal:
        _remember_on_account(lookup, "remember_reversal", event, taken, taken.booked_date or taken.value_date)


def _remember_on_account(
    lookup: Lookup, statement: str, event: RecordedEvent, moved: DeductionReceived | PaymentReversed, day: date
) -> None:
    row = {
        "payment_id": event.aggregate_id.bytes,
        "receiver_account": canonical_account(moved.receiver_account),
        "currency": moved.currency,
        "amount_minor": moved.amount_minor,
        "day": day.isoformat(),
        "event_id": event.event_id.bytes,
        "correlation_id": event.correlation_id.bytes,
    }
    lookup.execute(_SQL[statement], row)


def texts_of(taken: DeductionReceived) -> list[str]:
    """What the bank's line says, where it can still be read."""
    texts = [*(one.text for one in taken.references), taken.message]
    return [text for text in texts if text and not isinstance(text, Withheld)]
