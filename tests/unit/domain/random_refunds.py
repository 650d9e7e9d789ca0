"""What may be asked of a payment's refunds, as they stand: so that random lives come to all that can become of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from domain.kernel.message import Command
from domain.payment.refund.approving import ApproveRefund
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.refund.confirming import ConfirmRefund
from domain.payment.refund.funding import FundRefund
from domain.payment.refund.proposing import ProposeRefund
from domain.payment.refund.refusing import RecordRefundRefusal
from domain.payment.refund.returning import RecordRefundReturn
from domain.payment.refund.sending import SendRefund
from domain.payment.refund.state import RefundReason, RefundStatus
from domain.payment.state import PaymentState
from tests.unit.domain.samples import PERSON


def refund_step(which: int) -> Callable[[PaymentState], Command]:
    """What comes next for the newest refund; or another one, of all in suspense or of a part that a case has."""

    def refund(state: PaymentState) -> Command:
        number, day, line = len(state.refunds.by_number), date(2026, 12, 1), UUID(int=90 + which)
        newest = state.refunds.by_number.get(number)
        ended = newest is None or newest.status is RefundStatus.CANCELLED
        if newest is None or ended or (newest.status is RefundStatus.CONFIRMED and which % 2):
            portion = next(iter(state.match.portions), None)
            amount = state.refunds.owed_back_minor or (portion.amount_minor // 3 if portion else state.placed_minor)
            from_case = portion.case_id if portion and not state.refunds.owed_back_minor else None
            payee = (PERSON, "Åsa Öberg", "SE4550000000058398257466")
            return ProposeRefund("SEK", amount, RefundReason.ASKED_BY_PAYER, from_case, *payee)
        booked = (line, "SEK", newest.amount_minor, day)
        following: dict[RefundStatus, list[Command]] = {
            RefundStatus.ASKED: [FundRefund(number, newest.from_case or line)],
            RefundStatus.PROPOSED: [ApproveRefund(number), ApproveRefund(number), CancelRefund(number, "asked")],
            RefundStatus.APPROVED: [SendRefund(number, day, "SE3550000000054910000003", None, "Norr", UUID(int=5))],
            RefundStatus.SENT: [ConfirmRefund(number, *booked), RecordRefundRefusal(number, "ac04")],
            RefundStatus.CONFIRMED: [RecordRefundReturn(number, *booked)],
            RefundStatus.RETURNED: [ApproveRefund(number), CancelRefund(number, "asked")],
        }
        return following[newest.status][which % len(following[newest.status])]

    return refund
