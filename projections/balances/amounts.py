"""What stands on a case: each amount is an account of the ledger, and a column of what the case, or a portfolio, shows.

One more is a line here, a field of both answers (`answers.py`) and, where it is a part of the debt, of the check that
nothing is lost (`tables.sql`). All SQL goes by these names: ``{each amount: …}``.
"""

from __future__ import annotations

from domain.kernel.ledger import CASE_ACCOUNTS, Account

COLUMN_OF = {
    "claimed_minor": Account.CLAIMS_HANDED_OVER,  # the parts together, as they were handed over
    "added_minor": Account.ADDED_SINCE,  # interest, fees and court costs since then
    "principal_minor": Account.RECEIVABLE_PRINCIPAL,  # what is still owed, part by part
    "interest_minor": Account.RECEIVABLE_INTEREST,
    "fees_minor": Account.RECEIVABLE_FEES,
    "court_costs_minor": Account.RECEIVABLE_COURT_COSTS,
    "collected_minor": Account.COLLECTED,  # of what was claimed or added: paid to us
    "paid_to_creditor_minor": Account.PAID_TO_CREDITOR,  # paid to the creditor directly
    "written_off_minor": Account.WRITTEN_OFF,
    "owed_back_minor": Account.REFUND_PAYABLE,  # overpaid, and owed back to the payer
}
"""The column in which a case's row has what stands on an account because of it."""
assert set(COLUMN_OF.values()) == set(CASE_ACCOUNTS)

AMOUNTS = tuple(COLUMN_OF)
PAID = ("collected_minor", "paid_to_creditor_minor")
"""Of these, what was paid of the debt, to whomever."""

CREDIT_ACCOUNTS = frozenset({Account.CLAIMS_HANDED_OVER, Account.ADDED_SINCE, Account.REFUND_PAYABLE})
"""Of these, the ones that stand in credit: shown without the sign."""
