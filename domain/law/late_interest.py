"""Late interest: reference rates, surcharges and rates that the authorities print for each half-year."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import YearlyRate

_FILE = law_file("late_interest_rates.csv")
REFERENCE_RATE = _FILE.table("reference_rate", YearlyRate, "reference rate of late interest")
LATE_INTEREST_SURCHARGE = _FILE.table("late_interest_surcharge", YearlyRate, "surcharge of late interest")
LATE_INTEREST = _FILE.table("late_interest", YearlyRate, "rate of late interest")
YIELD_INTEREST_SURCHARGE = _FILE.table("yield_interest_surcharge", YearlyRate, "surcharge of interest before maturity")
_FILE.all_taken()
