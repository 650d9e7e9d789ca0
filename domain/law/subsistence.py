"""What a debtor keeps: protected amounts and the shares of pay above them."""

from __future__ import annotations

from domain.law.file import law_file
from domain.law.values import DailyAmount, MonthlyAmount, Share

_FILE = law_file("subsistence.csv")
NORMALBELOPP = _FILE.table("normalbelopp", MonthlyAmount, "standard amount of subsistence")
LIVSOPPHOLD = _FILE.table("livsopphold", MonthlyAmount, "standard amount of subsistence")
LIVSOPPHOLD_HOUSEHOLD_REDUCTION = _FILE.table("livsopphold_household_reduction", Share, "reduction by household size")
SUOJAOSUUS = _FILE.table("suojaosuus", DailyAmount, "protected amount")
PFAENDUNGSFREIBETRAG = _FILE.table("pfaendungsfreibetrag", MonthlyAmount, "protected pay")
ATTACHMENT_SHARE = _FILE.table("attachment_share", Share, "attachable share of pay")
_FILE.all_taken()
