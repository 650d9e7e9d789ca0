"""Fees of courts, payment orders and enforcement."""

from __future__ import annotations

from domain.kernel.money import Money
from domain.law.file import law_file
from domain.law.values import Factor

_FILE = law_file("legal_fees.csv")
PAYMENT_ORDER_FEE = _FILE.table("payment_order_fee", Money, "fee of a payment order")
PAYMENT_ORDER_AGENT_COST = _FILE.table("payment_order_agent_cost", Money, "agent's cost of a payment order")
SUMMARY_CLAIM_FEE = _FILE.table("summary_claim_fee", Money, "fee of a summary claim")
DISPUTED_CLAIM_FEE_WRITTEN = _FILE.table("disputed_claim_fee_written", Money, "fee of a claim disputed in writing")
CIVIL_CASE_FEE = _FILE.table("civil_case_fee", Money, "fee of a civil case")
DISTRICT_COURT_FEE = _FILE.table("district_court_fee", Money, "fee of the district court")
SMALL_CLAIM_LIMIT = _FILE.table("small_claim_limit", Money, "limit of the simplified procedure")
ENFORCEMENT_BASE_FEE = _FILE.table("enforcement_base_fee", Money, "fee of enforcement")
RETTSGEBYR = _FILE.table("rettsgebyr_R", Money, "base court fee")
CONCILIATION_FEE_FACTOR = _FILE.table("conciliation_fee_factor", Factor, "factor of the conciliation fee")
ENFORCEMENT_REQUEST_FEE_FACTOR = _FILE.table("enforcement_request_fee_factor", Factor, "factor of the attachment fee")
LEGAL_HELP_CAP_CONCILIATION = _FILE.table("legal_help_cap_conciliation", Factor, "cap of legal help")
MEETING_COST_CAP_CONCILIATION = _FILE.table("meeting_cost_cap_conciliation", Factor, "cap of meeting costs")
COURT_FEE_ROUNDING = _FILE.table("court_fee_rounding", Money, "unit that court fees are rounded down to")
_FILE.all_taken()
