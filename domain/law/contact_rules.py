"""When and how often a debtor may be contacted, and the time that letters must give."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import CallsIn7Days, DayCount, Letters, Months, OpenHours

_FILE = law_file("contact_rules.csv")
CONTACT_WINDOW = _FILE.table("contact_window", OpenHours, "hours of contact")
PERSONAL_VISIT_WINDOW = _FILE.table("personal_visit_window", OpenHours, "hours of visits")
CALL_FREQUENCY_MAX = _FILE.table("call_frequency_max", CallsIn7Days, "cap of calls")
QUIET_PERIOD = _FILE.table("quiet_period_after_conversation", DayCount, "quiet period after a conversation")
VALIDATION_NOTICE_DEADLINE = _FILE.table("validation_notice_deadline", DayCount, "time for the validation notice")
ANSWER_DEADLINE = _FILE.table("answer_deadline", DayCount, "time to answer an inquiry")
REMINDER_EARLIEST = _FILE.table("reminder_earliest", DayCount, "earliest day of a reminder with fee")
REMINDER_GAP_MIN = _FILE.table("reminder_gap_min", DayCount, "time between reminders")
FEE_LETTERS_MAX = _FILE.table("fee_letters_max", Letters, "cap of letters with fee")
FEE_NOTICES_MAX = _FILE.table("fee_notices_max", Letters, "cap of collection notices with fee")
FEE_LETTERS_FORGOTTEN = _FILE.table(
    "fee_letters_forgotten_after", Months, "time after which letters with fee count no more"
)
SECOND_FEE_DEADLINE_MIN = _FILE.table(
    "second_fee_deadline_min", DayCount, "deadline missed before another letter has a fee"
)
REMINDER_COUNT_MAX = _FILE.table("reminder_count_max", Letters, "cap of reminders with fee")
LETTER_GAP_MIN = _FILE.table("letter_gap_min", DayCount, "time between letters with fee")
NOTICE_DEADLINE_MIN = _FILE.table("notice_deadline_min", DayCount, "time that a collection notice gives")
DEMAND_EARLIEST = _FILE.table("demand_earliest_after_reminder", DayCount, "time between reminder and demand")
DEMAND_DEADLINE_MIN = _FILE.table("demand_deadline_min", DayCount, "time that a payment demand gives")
DEMAND_VALID_FOR = _FILE.table("demand_valid_for", Months, "time for which a payment demand is good")
ELECTRONIC_CONSENT_MAX = _FILE.table("electronic_consent_max", Months, "time for which consent to e-mail is good")
BREATHING_SPACE = _FILE.table("breathing_space", DayCount, "longest breathing space")
_FILE.all_taken()
