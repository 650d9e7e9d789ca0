"""``caseledger refund send``: the file by which the bank pays a refund."""

from __future__ import annotations

from pathlib import Path

from domain.kernel.calendar import ZONES
from domain.kernel.personal import Withheld
from domain.payment.refund.sending import SendRefund
from infra.cli.acting import ActNow
from infra.cli.failures import CannotBeUsed
from infra.cli.payment.payment_acts import PaymentId
from infra.cli.refund.on_record import PaymentOnRecord
from infra.cli.refund.refund_acts import Number
from infra.cli.remit.transfer_file import FileForBank, FromBic, FromIban, FromName, PayOn, day_to_pay, write_transfer
from infra.cli.session import Session


def send(
    payment: PaymentId,
    number: Number,
    act: ActNow,
    file: FileForBank,
    from_iban: FromIban,
    from_name: FromName,
    from_bic: FromBic = None,
    pay_on: PayOn = None,
) -> None:
    """Send an approved refund: record it, and write the file (ISO 20022 pain.001) that has the bank pay it.

    What the file says stands on record first. Given again for a refund that was sent, the command writes the same file
    once more, byte for byte, and records nothing: a bank that has it already takes it for a copy.

    Example: caseledger refund send PAYMENT 1 --from SE3550000000054910000003 --from-name "Norr Inkasso" --file rf.xml
    """
    found = PaymentOnRecord.read(act.session, payment)
    if isinstance(found.proposed(number).to_iban, Withheld):
        raise CannotBeUsed("To whom it goes cannot be read here: the file for the bank cannot be written.")
    if found.sent(number) is None:
        country = from_iban.strip()[:2].upper()
        day = day_to_pay(act.session, pay_on, country if country in ZONES else "SE")
        command = SendRefund(number, day, from_iban, from_bic, from_name, found.payment_id)
        act.carry_out(found.payment_id, command, f"Refund {number} is sent.")
        found = PaymentOnRecord.read(act.session, payment)
    _write(act.session, file, found, number)


def _write(session: Session, file: Path, found: PaymentOnRecord, number: int) -> None:
    from infra.payout.credit_transfer import refund_transfer

    if (sent := found.sent(number)) is not None:
        event, sent_at = sent
        write_transfer(session, file, refund_transfer(found.proposed(number), event), sent_at)
