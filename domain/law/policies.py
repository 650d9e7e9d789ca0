"""Rules that today's decisions need: the agency's own policies, and law where it says the same thing."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import AllocationOrder, BankDays, DaysOfYear

_FILE = law_file("agency_policies.csv")
PAYMENT_GRACE = _FILE.table("payment_grace", BankDays, "payment grace")
ALLOCATION_ORDER = _FILE.table("allocation_order", AllocationOrder, "allocation order")
INTEREST_YEAR = _FILE.table("interest_year", DaysOfYear, "number of days in a year of interest")
_FILE.all_taken()
