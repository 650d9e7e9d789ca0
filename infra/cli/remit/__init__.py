"""Remittances: what was collected is paid out to its creditor."""
