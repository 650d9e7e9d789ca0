"""A payment: one line of a bank file, from the day it is received to where its money went."""

from __future__ import annotations

from domain.payment import matching, receipt, reversal
from domain.payment.kind import PAYMENT

__all__ = ["PAYMENT", "matching", "receipt", "reversal"]
