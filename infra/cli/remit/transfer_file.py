"""The file by which a bank pays a transfer of the client account, and the options of every command that writes one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.kernel.calendar import add_business_days, local_day
from infra.cli.failures import CannotBeUsed
from infra.cli.session import Session
from infra.cli.times import read_day

if TYPE_CHECKING:
    from infra.payout.credit_transfer import CreditTransfer

FileForBank = Annotated[
    Path, typer.Option("--file", metavar="FILE", dir_okay=False, help="Where the file for the bank is written.")
]
FromIban = Annotated[str, typer.Option("--from", metavar="IBAN", help="The client account that it is paid from.")]
FromName = Annotated[str, typer.Option(metavar="NAME", help="Its holder, as the bank knows them.")]
FromBic = Annotated[str | None, typer.Option(metavar="BIC", help="Its bank. Default: the one that its IBAN names.")]
PayOn = Annotated[
    str | None, typer.Option(metavar="DATE", help="When the bank is to pay. Default: the next day on which it works.")
]


def day_to_pay(session: Session, pay_on: str | None, jurisdiction: str) -> date:
    """The day that was given, or the next on which banks of the jurisdiction work."""
    if pay_on:
        return read_day(pay_on, "--pay-on")
    return add_business_days(local_day(session.clock.now(), jurisdiction), 0, jurisdiction)


def write_transfer(session: Session, file: Path, transfer: CreditTransfer, sent_at: datetime) -> None:
    """To a new file, or over one with the same bytes. It is there as a whole or not at all."""
    from infra.payout.credit_transfer import credit_transfer

    content = credit_transfer(transfer, sent_at)
    if file.exists() and file.read_bytes() != content:
        raise CannotBeUsed(f"{file} is there already, and says otherwise. Name a new file.")
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        raise CannotBeUsed(f"{file} cannot be written: {error.strerror}.") from None
    session.screen.step(
        f"The file for the bank is {file}: {transfer.message_id}, to be paid on {transfer.asked.pay_on}."
    )
