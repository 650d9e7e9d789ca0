"""A payment: one line of a bank file, from the day it is received to where its money went."""

from __future__ import annotations

from domain.payment.matching import matching
from domain.payment.receipt import receiving
from domain.payment.reversal import reversing
from domain.payment.state import PAYMENT

__all__ = ["PAYMENT", "matching", "receiving", "reversing"]
