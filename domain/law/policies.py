"""Rules that today's decisions need: the agency's own policies, and law where it says the same thing."""

from __future__ import annotations

from domain.kernel.money import Money
from domain.law.file import law_file
from domain.law.values import (
    AllocationOrder,
    BankDays,
    CallsIn7Days,
    Courts,
    DayCount,
    DaysOfYear,
    Instalments,
    Letters,
    Months,
    OpenHours,
    Share,
    VatRight,
)

_FILE = law_file("agency_policies.csv")
PAYMENT_GRACE = _FILE.table("payment_grace", BankDays, "payment grace")
CONTACT_HOURS = _FILE.table("contact_hours", OpenHours, "hours of contact")
CALL_CAP = _FILE.table("call_cap", CallsIn7Days, "cap of calls")
QUIET_AFTER_CONVERSATION = _FILE.table("quiet_after_conversation", DayCount, "quiet time after a conversation")
INQUIRY_ANSWER = _FILE.table("inquiry_answer", DayCount, "time to answer an inquiry")
DISPUTE_ACKNOWLEDGEMENT = _FILE.table("dispute_acknowledgement", BankDays, "time to acknowledge a dispute")
DISPUTE_ANSWER = _FILE.table("dispute_answer", DayCount, "time to answer a dispute")
COMPLAINT_ACKNOWLEDGEMENT = _FILE.table("complaint_acknowledgement", BankDays, "time to acknowledge a complaint")
COMPLAINT_ANSWER = _FILE.table("complaint_answer", DayCount, "time to answer a complaint")
ACCESS_ANSWER = _FILE.table("access_answer", Months, "time to answer who asks to see their data")
ALLOCATION_ORDER = _FILE.table("allocation_order", AllocationOrder, "allocation order")
MATCHED_BY_TWO_ABOVE = _FILE.table("matched_by_two_above", Money, "amount above which two people match a payment")
KNOWN_PAYER_MATCHED_UP_TO = _FILE.table(
    "known_payer_matched_up_to", Money, "amount up to which a known payer's exact amount is matched by itself"
)
REFUND_BY_TWO_ABOVE = _FILE.table("refund_by_two_above", Money, "amount above which two people approve a refund")
OVERPAYMENT_PROPOSED = _FILE.table(
    "overpayment_proposed", BankDays, "time until a refund of what is owed back is proposed"
)
REFUND_SMALL = _FILE.table("refund_small", Money, "amount that goes back only when who paid it asks")
GIVEN_UP_ALONE_UP_TO = _FILE.table("given_up_alone_up_to", Money, "amount that one person may give up with a case")
GIVEN_UP_BY_TWO_ABOVE = _FILE.table(
    "given_up_by_two_above", Money, "amount above which two people approve what is given up with a case"
)
REVERSED_ALONE_UP_TO = _FILE.table(
    "reversed_alone_up_to", Money, "amount of a payment that one person may say was taken back"
)
REQUEST_LAPSES = _FILE.table("request_lapses", DayCount, "time for which a request waits for a second person")
UNSEALING_LASTS = _FILE.table("unsealing_lasts", DayCount, "time for which sealed personal data may be read")
CREDITOR_VAT = _FILE.table("creditor_vat", VatRight, "VAT right of a creditor who has not said it")
REMITTANCE_LONGEST = _FILE.table("remittance_longest", DayCount, "longest time until collected money is remitted")
SMALL_BALANCE = _FILE.table("small_balance", Money, "small rest that may be given up")
INTEREST_YEAR = _FILE.table("interest_year", DaysOfYear, "number of days in a year of interest")
PLAN_SHARE = _FILE.table("plan_share", Share, "share of what is left that a realistic plan takes")
PLAN_LENGTH_REALISTIC = _FILE.table("plan_length_realistic", Months, "length of a realistic plan")
PLAN_LENGTH_LONGEST = _FILE.table("plan_length_longest", Months, "length of the longest plan")
PLAN_COSTS_SHARE = _FILE.table("plan_costs_share", Share, "share of the principal that a plan's costs come to")
PLAN_ANSWER = _FILE.table("plan_answer", DayCount, "time to answer a proposed plan")
PLAN_CURE = _FILE.table("plan_cure", DayCount, "time to make a missed instalment good")
PLAN_BREACH_NOTICE = _FILE.table("plan_breach_notice", DayCount, "notice before a breached plan ends")
PLAN_PAUSE_LONGEST = _FILE.table("plan_pause_longest", DayCount, "longest rest of a plan")
INSTALMENTS_PER_DEFERRAL = _FILE.table("instalments_per_deferral", Instalments, "instalments for each deferral")
DEFERRAL_LONGEST = _FILE.table("deferral_longest", DayCount, "longest deferral")
COSTS_SHARE = _FILE.table("costs_share", Share, "share of a claim that costs may come to")
NOTICE_EARLIEST = _FILE.table("notice_earliest", DayCount, "earliest day of a first letter")
NOTICE_GAP = _FILE.table("notice_gap", DayCount, "time between two letters")
NOTICE_DEADLINE = _FILE.table("notice_deadline", DayCount, "time that a letter gives")
NOTICES_BEFORE_DEMAND = _FILE.table("notices_before_demand", Letters, "number of notices before a payment demand")
LIMITATION_START = _FILE.table("limitation_start", DayCount, "day from which limitation counts")
LIMITATION_UNCHECKED_FOR = _FILE.table("limitation_unchecked_for", Months, "time without a limitation period")
LEGAL_ACTION_FROM = _FILE.table("legal_action_from", Money, "amount from which a debt is taken to court")
COURTS = _FILE.table("courts", Courts, "courts where claims are brought")
DEMAND_TIME_ON_RISK = _FILE.table("demand_time_on_risk", DayCount, "legal step without a demand")
_FILE.all_taken()
