"""What is on record of the refunds of one payment, with the texts that may be read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from stdnum import iban as iban_number

from domain.kernel.personal import Withheld
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.sending import RefundSent
from domain.payment.refund.state import GONE
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from domain.payment.state import PaymentState


@dataclass(frozen=True, slots=True)
class PaymentOnRecord:
    """All events of one payment, and what the core makes of them. ``line`` is what the bank said of it."""

    payment_id: UUID
    state: PaymentState
    events: list[RecordedEvent]
    line: PaymentReceived

    @classmethod
    def read(cls, session: Session, payment: str) -> PaymentOnRecord:
        """Raises NotFound for what is no payment that came in, and what `looking_up` raises."""
        from infra.audit.history import state_after
        from infra.cli.case.resolve import events_of_payment, looking_up
        from infra.cli.personal import with_texts

        with looking_up(session) as lookup:
            events = events_of_payment(lookup, payment)
        opened = with_texts(session, events)
        line = opened[0].event
        if not isinstance(line, PaymentReceived):
            raise NotFound(f"With the line {payment} the bank took money: there is nothing to refund.")
        return cls(events[0].aggregate_id, state_after(events), opened, line)

    def proposed(self, number: int) -> RefundProposed:
        """How a refund was proposed. Raises NotFound."""
        found = [one.event for one in self.events if isinstance(one.event, RefundProposed)]
        wanted = next((one for one in found if one.number == number), None)
        if wanted is None:
            raise NotFound(f"The payment has no refund {number}. See `caseledger refund show {self.payment_id}`.")
        return wanted

    def sent(self, number: int) -> tuple[RefundSent, datetime] | None:
        """How a refund was last sent, and when, while the bank has it; None when it does not."""
        one = self.state.refunds.by_number.get(number)
        if one is None or one.status not in GONE:
            return None
        sendings = [
            (recorded.event, recorded.occurred_at)
            for recorded in self.events
            if isinstance(recorded.event, RefundSent) and recorded.event.number == number
        ]
        return sendings[-1]

    def payee(self, name: str | None, iban: str | None) -> tuple[str, str]:
        """Name and account, as given or as the bank's line says. Raises CannotBeUsed where neither says it."""
        to_name, to_iban = name or _readable(self.line.payer_name), iban or _readable(self.line.payer_account)
        if to_iban is None or (iban is None and not iban_number.is_valid(to_iban)):
            raise CannotBeUsed("The bank's line names no account that money can be sent to: say it with --to-iban.")
        if to_name is None:
            raise CannotBeUsed("The bank's line does not say who paid: say it with --to-name.")
        return to_name, to_iban

    def is_payers_account(self, iban: str) -> bool | None:
        """Whether money came from this account; None where that cannot be read here."""
        known = self.line.payer_account
        if known is None or isinstance(known, Withheld) or isinstance(iban, Withheld):
            return None
        return bool(iban_number.compact(known) == iban)


def _readable(text: str | None) -> str | None:
    return None if text is None or isinstance(text, Withheld) else text
