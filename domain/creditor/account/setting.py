"""The creditor is paid out to this account from now on. Who says so never approves the first remittance to it."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum import iban as iban_number

from domain.creditor.account.state import ACCOUNT, PayoutAccount
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import PrintedName
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PayoutAccountFields:
    """An account of the creditor, by its IBAN."""

    iban: PrintedName


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class SetPayoutAccount(PayoutAccountFields, Command):
    """Pay the creditor out to this account from now on."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class PayoutAccountSet(PayoutAccountFields, Event):
    """The creditor is paid out to this account. ``set_by`` is who said so."""

    creditor_id: str
    set_by: str

    def sentence(self) -> str:
        """Whose, and the end of its number."""
        return f"Account of {self.creditor_id} to pay out to: {shortened(self.iban)}"


@CREDITOR.decides(SetPayoutAccount)
def decide_set_payout_account(state: CreditorState, command: SetPayoutAccount, context: Context) -> Decision:
    """An IBAN whose length and check digits are right, other than the one that is on record."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if not iban_number.is_valid(command.iban):
        return Refusal("iban_invalid", "This is no IBAN: a digit is wrong, or too many or too few of them are there.")
    command = changed(command, iban=iban_number.compact(command.iban))
    if command.iban == state.account.iban:
        return Refusal("payout_account_unchanged", "The creditor is paid out to this account already.")
    named = {"creditor_id": state.identity.creditor_id, "set_by": context.actor.id}
    return [caused_by(command, PayoutAccountSet, **named)]


@ACCOUNT.on(PayoutAccountSet)
def payout_account_set(account: PayoutAccount, event: PayoutAccountSet) -> PayoutAccount:
    """Nobody else has seen it yet."""
    return PayoutAccount(event.iban, event.set_by)


def shortened(iban: str) -> str:
    """The country and the last four digits: enough to know it again, such as ``SE…4407``."""
    return f"{iban[:2]}…{iban[-4:]}"
