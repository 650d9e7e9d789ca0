"""What must hold of what the bank is asked to pay, and the one form in which it is on record."""

from __future__ import annotations

from typing import TypeVar

from stdnum import bic as bic_number
from stdnum import iban as iban_number

from domain.kernel.calendar import is_business_day
from domain.kernel.decision import Context
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payout.fields import SendingFields

SomeSending = TypeVar("SomeSending", bound=SendingFields)


def refuse_sending(command: SendingFields, context: Context, jurisdiction: str) -> Refusal | None:
    """Why the bank cannot be asked like this: not on a day on which banks of the jurisdiction work, or from nowhere."""
    return _refuse_day(command, context, jurisdiction) or _refuse_payer(command)


def _refuse_day(command: SendingFields, context: Context, jurisdiction: str) -> Refusal | None:
    if command.pay_on < context.day(jurisdiction):
        return Refusal("day_in_the_past", "The bank is asked to pay today or later.")
    if not is_business_day(command.pay_on, jurisdiction):
        return Refusal("not_a_bank_day", "Banks do not work on that day.")
    return None


def _refuse_payer(command: SendingFields) -> Refusal | None:
    if not iban_number.is_valid(command.from_iban):
        return Refusal("iban_invalid", "What it is paid from is no IBAN: a digit is wrong, or too many or too few.")
    if command.from_bic is not None and not bic_number.is_valid(command.from_bic):
        return Refusal("bic_invalid", "This is no BIC of a bank: it has eight or eleven letters and digits.")
    if not command.from_name.strip():
        return Refusal("payer_name_missing", "The bank wants the name of who pays.")
    return None


def in_one_form(command: SomeSending) -> SomeSending:
    """Account, bank and name as they stand on record."""
    bic = command.from_bic and bic_number.compact(command.from_bic)
    name = " ".join(command.from_name.split())
    return changed(command, from_iban=iban_number.compact(command.from_iban), from_bic=bic, from_name=name)
