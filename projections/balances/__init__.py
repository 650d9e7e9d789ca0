"""What is owed, paid, overpaid and written off; where each payment's money stands; the ledger's accounts."""

from __future__ import annotations
