"""Bankgirot states the time of day in Sweden."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from infra.intake.banks.bank_day import bank_instant
from infra.intake.banks.fixed_width.fields import Fields

_SWEDEN = ZoneInfo("Europe/Stockholm")


def swedish_time(fields: Fields, name: str) -> datetime:
    """The time in a field, to the microsecond, as UTC. In the hour that comes twice, the first. Raises
    BankFileRejected."""
    try:
        local = datetime.strptime(fields.text(name), "%Y%m%d%H%M%S%f").replace(tzinfo=_SWEDEN)
        return bank_instant(local)
    except (ValueError, OverflowError):
        raise fields.rejected(name, "bad_date", "It is not a time, YYYYMMDDHHMMSSnnnnnn.") from None


def swedish_digits(moment: datetime) -> str:
    """A UTC time as the file states it: Swedish local time, to the microsecond."""
    return moment.astimezone(_SWEDEN).strftime("%Y%m%d%H%M%S%f")
