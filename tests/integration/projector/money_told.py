"""A little log in which money comes, goes out and is asked for by one person and given by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.bank_account.explaining import ExplainDifference
from domain.bank_account.reconciling import ReconcileBankDay
from domain.case.allocation.allocating import AllocatePayment
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.requesting import ApproveClosure
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.sending import SendRemittance
from domain.kernel.identity import bank_account_id, creditor_uuid, payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.confirming import ConfirmRefund
from domain.payment.refund.sending import SendRefund
from tests.unit.checker.little_world import ACTOR, SECOND, LittleWorld, busy_world, claim
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE
from tests.unit.golden_samples import golden_command

CREDITOR, REFUNDED = creditor_uuid(CLAIM.creditor_id), payment_id("line 3")
PAID_ON = date(2026, 3, 12)
FROM = (PAID_ON, "SE3550000000054910000003", None, "Inkasso AB")


def money_told() -> LittleWorld:
    """Some of everything, and of it a remittance and a refund paid by the bank, a case that is overpaid, a difference
    that is explained, and closings that are asked for: one approved by two, one by nobody yet."""
    world = busy_world()
    _tell(world, CREDITOR, ApproveRemittance(2), SECOND)
    _tell(world, CREDITOR, SendRemittance(2, *FROM), SECOND)
    _tell(world, REFUNDED, ApproveRefund(2), SECOND)
    _tell(world, REFUNDED, SendRefund(2, *FROM, REFUNDED), SECOND)
    day = golden_command(ReconcileBankDay)
    assert isinstance(day, ReconcileBankDay)
    account = bank_account_id(day.receiver_account, day.currency)
    _tell(world, account, replace(day, ledger_minor=day.bank_minor - 3_000))
    _tell(world, account, ExplainDifference(1, "bank_corrects"))
    states: dict[UUID, Any] = world._states
    payable = states[CREDITOR].remittances.by_number[2].payable_minor
    _tell(world, CREDITOR, ConfirmRemittance(2, payment_id("line 8"), "SEK", payable, PAID_ON))
    _tell(world, REFUNDED, ConfirmRefund(2, payment_id("line 9"), "SEK", PAYMENT_LINE.amount_minor, PAID_ON))
    _tell(world, claim(6)[0], AllocatePayment(payment_id("line 10"), "SEK", 200_000, date(2026, 3, 4)))
    for number in (20, 21):
        case, received = claim(number)
        _tell(world, case, replace(received, principal_minor=6_000_000))
        _tell(world, case, CloseCase(Outcome.WRITTEN_OFF, "no_assets"))
    _tell(world, claim(20)[0], ApproveClosure(1), SECOND)
    _tell(world, claim(20)[0], ApproveClosure(1), Actor("user", "agent-3"))
    return world


def _tell(world: LittleWorld, aggregate_id: UUID, command: Command, actor: Actor = ACTOR) -> None:
    world.tell(aggregate_id, command, actor=actor)
    assert world.lines[-1]["accepted"], f"{type(command).__name__}: {world.lines[-1]['code']}"
