"""What was collected for a creditor leaves to its account."""

from __future__ import annotations

from pathlib import Path

from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.sending import SendRemittance
from domain.kernel.identity import creditor_uuid
from domain.kernel.message import Command
from infra.cli.database import asked
from infra.cli.remit.creditor_on_record import CreditorOnRecord
from infra.cli.remit.transfer_file import write_transfer
from infra.demo.calendar import MONEY_IS_LOOKED_AFTER, PAID_OUT_ON
from infra.demo.client_account.parties import (
    ACCOUNT,
    CASHIER,
    CREDITOR,
    CREDITORS_ACCOUNT,
    DESK,
    HOLDER,
    REGISTRAR,
)
from infra.demo.client_account.statements import PaidOut
from infra.demo.deeds import DemoDeed
from infra.demo.month import Month
from infra.payout.credit_transfer import remittance_transfer
from projections.balances.remittances import due_to


def pay_creditor(month: Month, file: Path) -> PaidOut:
    """Prepared from what was collected line by line, approved by somebody else, and written as a file for the bank."""
    month.do([_deed("account", SetPayoutAccount(CREDITORS_ACCOUNT), REGISTRAR)],
             f"{REGISTRAR} puts on record where {CREDITOR} is paid out")  # fmt: skip
    if not _on_record(month).state.remittances.by_number:
        what = f"{DESK} prepares to pay {CREDITOR} what was collected, as its contract has it"
        month.do([_deed("prepare", _prepared(month), DESK)], what)
    sending = SendRemittance(1, PAID_OUT_ON, ACCOUNT, None, HOLDER)
    asked_for = [_deed("approve", ApproveRemittance(1), CASHIER), _deed("send", sending, CASHIER)]
    month.do(asked_for, f"{CASHIER} approves the remittance, and asks the bank")
    sent = _on_record(month).sent(1)
    assert sent is not None, "it was approved and sent"
    write_transfer(month.session, file, remittance_transfer(sent[0]), sent[1])
    return PaidOut(sent[0].payable_minor, sent[0].message_id)


def _prepared(month: Month) -> PrepareRemittance:
    due = asked(month.session.settings, lambda opened: due_to(opened, CREDITOR), wait=True).value["SEK"]
    return PrepareRemittance("SEK", due.spans, due.oldest, due.sums)


def _on_record(month: Month) -> CreditorOnRecord:
    return CreditorOnRecord.read(month.session, CREDITOR)


def _deed(name: str, command: Command, who: str) -> DemoDeed:
    return DemoDeed(creditor_uuid(CREDITOR), name, command, who, MONEY_IS_LOOKED_AFTER)
