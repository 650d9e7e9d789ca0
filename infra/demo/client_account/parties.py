"""Whose accounts there are, and who does what: who proposes or prepares is never who approves."""

from __future__ import annotations

HOLDER, ACCOUNT = "Norr Inkasso AB", "SE3550000000054910000003"
"""The client account."""
PAYER_ACCOUNT = "SE2230000000001234567890"
"""Of who pays too much."""
CREDITOR, CREDITORS_ACCOUNT = "norrsken", "SE7280000810340009783242"
REGISTRAR, DESK, CASHIER = "agent-3", "agent-12", "agent-9"
"""Who puts an account on record, who proposes and prepares, and who approves."""
