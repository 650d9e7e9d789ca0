"""``caseledger remit send|refused``: the file by which the bank pays, and what the bank did not carry out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.creditor.remittance.refusing import RecordBankRefusal
from domain.creditor.remittance.sending import RemittanceSent, SendRemittance
from domain.kernel.identity import creditor_uuid
from domain.kernel.refusal import Refusal
from infra.cli.acting import ActNow
from infra.cli.creditor.resolve import registered
from infra.cli.failures import RefusedByLedger
from infra.cli.options import CreditorName
from infra.cli.remit.creditor_on_record import CreditorOnRecord
from infra.cli.remit.remit_acts import Number
from infra.cli.remit.transfer_file import FileForBank, FromBic, FromIban, FromName, PayOn, day_to_pay, write_transfer
from infra.cli.session import Session, user_name

if TYPE_CHECKING:
    from datetime import datetime

    from domain.creditor.state import CreditorState


def send(
    creditor: CreditorName,
    number: Number,
    act: ActNow,
    file: FileForBank,
    from_iban: FromIban,
    from_name: FromName,
    from_bic: FromBic = None,
    pay_on: PayOn = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write the file to look at, and record nothing: do not give it to a bank.")
    ] = False,
) -> None:
    """Send an approved remittance: record it, and write the file (ISO 20022 pain.001) that has the bank pay it.

    What the file says stands on record first. Given again for a remittance that was sent, the command writes the same
    file once more, byte for byte, and records nothing: a bank that has it already takes it for a copy.

    Example: caseledger remit send norrsken 3 --from SE3550000000054910000003 --from-name "Norr Inkasso" --file rm.xml
    """
    known = registered(act.session, creditor)
    found = CreditorOnRecord.read(act.session, known.creditor_id)
    already = found.sent(number)
    if already is not None and not dry_run:
        _write(act.session, file, *already)
        return
    day = day_to_pay(act.session, pay_on, found.state.identity.jurisdiction)
    command = SendRemittance(number, day, from_iban, from_bic, from_name)
    if dry_run:
        _write(act.session, file, *_as_it_would_be(act, found.state, command))
        return
    act.carry_out(creditor_uuid(known.creditor_id), command, f"Remittance {number} to {known.name} is sent.")
    written = CreditorOnRecord.read(act.session, known.creditor_id).sent(number)
    if written is not None:
        _write(act.session, file, *written)


def refused(
    creditor: CreditorName,
    number: Number,
    act: ActNow,
    reason: Annotated[str, typer.Option(help="Why, as the bank's code in small letters, such as ac04.")],
) -> None:
    """Record that the bank did not carry out a remittance that was sent. It is approved anew before it is sent again.

    Example: caseledger remit refused norrsken 3 --reason ac04
    """
    known = registered(act.session, creditor)
    done = f"Remittance {number} to {known.name} was refused by the bank: `caseledger remit approve` it anew."
    act.carry_out(creditor_uuid(known.creditor_id), RecordBankRefusal(number, reason), done)


def _as_it_would_be(act: ActNow, state: CreditorState, command: SendRemittance) -> tuple[RemittanceSent, datetime]:
    """What the ledger would record now. Raises RefusedByLedger."""
    from domain.creditor.state import CREDITOR
    from domain.kernel.decision import Context
    from domain.kernel.recorded import Actor

    now = act.session.clock.now()
    decision = CREDITOR.decide(state, command, Context(now, now, Actor("user", act.acting_as or user_name())))
    if isinstance(decision, Refusal):
        raise RefusedByLedger(decision.code, decision.message, decision.rule)
    [event] = decision
    assert isinstance(event, RemittanceSent)
    return event, now


def _write(session: Session, file: Path, sent: RemittanceSent, sent_at: datetime) -> None:
    from infra.payout.credit_transfer import remittance_transfer

    write_transfer(session, file, remittance_transfer(sent), sent_at)
