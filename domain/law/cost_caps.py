"""What may be charged for letters, plans and an agency's work, and the amounts that it follows from."""

from __future__ import annotations

from domain.kernel.money import Money
from domain.law.file import law_file
from domain.law.values import AmountPerStarted, Factor, Share

_FILE = law_file("cost_caps.csv")
REMINDER_FEE = _FILE.table("reminder_fee", Money, "reminder fee")
REMINDER_OR_NOTICE_FEE = _FILE.table("reminder_or_notice_fee", Money, "fee of a reminder or collection notice")
DEMAND_FEE = _FILE.table("demand_fee", Money, "fee of a payment demand")
OWN_DEMAND_FEE = _FILE.table("own_demand_fee", Money, "fee of a demand that the creditor sends")
HANDOVER_FEE = _FILE.table("handover_fee", Money, "fee for handing a claim over")
PLAN_FEE = _FILE.table("plan_fee", Money, "fee of an instalment plan")
PLAN_FEE_CAP = _FILE.table("plan_fee_cap", Money, "cap of the fee of an instalment plan")
PLAN_FEE_MIN = _FILE.table("plan_fee_min", Money, "lowest fee of an instalment plan")
PLAN_FEE_MAX = _FILE.table("plan_fee_max", Money, "highest fee of an instalment plan")
EXTENSION_FEE = _FILE.table("extension_fee", Money, "fee of more time to pay")
TOTAL_COST_CAP = _FILE.table("total_cost_cap", Money, "cap of all collection costs")
AGENCY_FEE_CAP = _FILE.table("agency_fee_cap", Money, "cap of the agency's fee")
AGENCY_FEE_CAP_EXCESS = _FILE.table("agency_fee_cap_excess", Share, "share of the excess in the agency's fee")
AGENCY_FEE_CAP_FACTOR = _FILE.table("agency_fee_cap_factor", Factor, "factor of the agency's fee")
AGENCY_FEE_RATE = _FILE.table("agency_fee_rate", Factor, "rate of the agency's fee")
FEE_TIMES_BUSINESS = _FILE.table("agency_fee_multiplier_business", Factor, "multiplier for business debtors")
FEE_TIMES_HEAVY = _FILE.table("agency_fee_multiplier_heavy", Factor, "multiplier for heavy cases")
FEE_TIMES_NO_VAT_RIGHT = _FILE.table("agency_fee_multiplier_no_vat_right", Factor, "multiplier without VAT right")
INKASSOSATS = _FILE.table("inkassosats", Money, "base amount of collection fees")
B2B_COMPENSATION = _FILE.table("b2b_compensation", Money, "compensation between businesses")
RVG_FEE_UNIT = _FILE.table("rvg_fee_unit", Money, "lawyer's fee of 1.0")
RVG_FEE_STEP = _FILE.table("rvg_fee_step", AmountPerStarted, "step of the lawyer's fee")
SMALL_CLAIM_FEE = _FILE.table("small_claim_fee", Money, "lawyer's fee of 1.0 for a small claim")
MINIMUM_FEE = _FILE.table("minimum_fee", Money, "lowest lawyer's fee")
EXPENSE_LUMP_SUM = _FILE.table("expense_lump_sum", Share, "lump sum for expenses")
_FILE.all_taken()
