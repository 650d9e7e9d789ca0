"""The matcher: which cases a payment is for, and which it may be for.

What other parts may use of it: how a payment would be placed (``place`` and what it takes), and which creditors have
receiving accounts of their own.
"""

from __future__ import annotations

from consumers.policies.matcher.decision import StatedReference, UnplacedPayment, place
from consumers.policies.matcher.pouring import KnownCase
from consumers.policies.matcher.receiver_accounts import canonical_account, read_receiver_accounts

__all__ = ["KnownCase", "StatedReference", "UnplacedPayment", "canonical_account", "place", "read_receiver_accounts"]
