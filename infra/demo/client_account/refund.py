"""What was paid too much goes back to the account that it came from."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from domain.kernel.message import Command
from domain.kernel.money import money_text
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.proposing import ProposeRefund
from domain.payment.refund.sending import SendRefund
from domain.payment.refund.state import RefundReason
from infra.cli.refund.on_record import PaymentOnRecord
from infra.cli.remit.transfer_file import write_transfer
from infra.demo.calendar import MONEY_IS_LOOKED_AFTER, PAID_OUT_ON
from infra.demo.client_account.parties import ACCOUNT, CASHIER, DESK, HOLDER
from infra.demo.client_account.statements import TOO_MUCH_MINOR, PaidOut
from infra.demo.deeds import DemoDeed
from infra.demo.month import Month
from infra.payout.credit_transfer import refund_transfer


def pay_back(month: Month, payment: UUID, case: UUID, file: Path) -> PaidOut:
    """Proposed, approved by somebody else, and written as a file for the bank."""
    line = PaymentOnRecord.read(month.session, str(payment))
    name, iban = line.payee(None, None)
    proposal = ProposeRefund("SEK", TOO_MUCH_MINOR, RefundReason.OVERPAID, case, line.line.person_id, name, iban)
    too_much = money_text(TOO_MUCH_MINOR, "SEK")
    month.do([_deed(payment, "refund", proposal, DESK)], f"{too_much} were paid too much: {DESK} proposes a refund")
    month.settle("Waiting for the case", "The case gives it")
    sending = SendRefund(1, PAID_OUT_ON, ACCOUNT, None, HOLDER, payment)
    asked = [
        _deed(payment, "approve refund", ApproveRefund(1), CASHIER),
        _deed(payment, "send refund", sending, CASHIER),
    ]
    month.do(asked, f"{CASHIER} approves the refund, and asks the bank")
    found = PaymentOnRecord.read(month.session, str(payment))
    sent = found.sent(1)
    assert sent is not None, "it was approved and sent"
    write_transfer(month.session, file, refund_transfer(found.proposed(1), sent[0]), sent[1])
    return PaidOut(sent[0].amount_minor, sent[0].message_id)


def _deed(payment: UUID, name: str, command: Command, who: str) -> DemoDeed:
    return DemoDeed(payment, name, command, who, MONEY_IS_LOOKED_AFTER)
