"""The chart of accounts of the client funds: what the money of others is called in books.

The accounts of cases (what debtors owe) are no part of it: that debt is the creditors', and in no book of the agency.
Numbers follow the Swedish BAS chart: 19 cash and bank, 24 and 28 short-term liabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.ledger import Account


class AccountType(StrEnum):
    """As SIE says it (`#KTYP`): T assets (tillgång), S liabilities (skuld)."""

    ASSET = "T"
    LIABILITY = "S"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One account: a number of four digits, and its name."""

    number: str
    name: str
    type: AccountType


CHART: Mapping[Account, ChartLine] = {
    Account.BANK_CLIENT_FUNDS: ChartLine("1950", "Client funds in the bank", AccountType.ASSET),
    Account.DEDUCTIONS: ChartLine("1680", "Taken by the bank, to be explained", AccountType.ASSET),
    Account.RECEIPTS_CLEARING: ChartLine("2891", "Received, not placed yet", AccountType.LIABILITY),
    Account.SUSPENSE: ChartLine("2892", "In suspense", AccountType.LIABILITY),
    Account.ALLOCATION_CLEARING: ChartLine("2893", "Matched, not allocated yet", AccountType.LIABILITY),
    Account.CLIENT_PAYABLE: ChartLine("2894", "Owed to creditors", AccountType.LIABILITY),
    Account.REMITTANCE_PAYABLE: ChartLine("2896", "Remittances to be paid out", AccountType.LIABILITY),
    Account.REMITTANCE_CLEARING: ChartLine("2897", "Remittances not agreed to yet", AccountType.LIABILITY),
    Account.UNTRANSFERRED_FEES: ChartLine("2898", "The agency's own share", AccountType.LIABILITY),
    Account.REFUND_CLEARING: ChartLine("2899", "Given back by cases, not taken over yet", AccountType.LIABILITY),
    Account.CHARGEBACK_LOSS: ChartLine("1690", "Lost to chargebacks, to be made good", AccountType.ASSET),
    Account.REFUND_PAYABLE: ChartLine("2895", "Owed back to payers", AccountType.LIABILITY),
}
