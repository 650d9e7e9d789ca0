"""Rules that today's decisions need: the agency's own policies, and law where it says the same thing."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import AllocationOrder, BankDays, DayCount, DaysOfYear

_FILE = law_file("agency_policies.csv")
PAYMENT_GRACE = _FILE.table("payment_grace", BankDays, "payment grace")
DISPUTE_ACKNOWLEDGEMENT = _FILE.table("dispute_acknowledgement", BankDays, "time to acknowledge a dispute")
DISPUTE_ANSWER = _FILE.table("dispute_answer", DayCount, "time to answer a dispute")
COMPLAINT_ACKNOWLEDGEMENT = _FILE.table("complaint_acknowledgement", BankDays, "time to acknowledge a complaint")
COMPLAINT_ANSWER = _FILE.table("complaint_answer", DayCount, "time to answer a complaint")
ALLOCATION_ORDER = _FILE.table("allocation_order", AllocationOrder, "allocation order")
INTEREST_YEAR = _FILE.table("interest_year", DaysOfYear, "number of days in a year of interest")
_FILE.all_taken()
