"""To which account the creditor is paid out: the slice ``account`` of a creditor's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class PayoutAccount:
    """``iban`` is empty until ``set_by`` has said it. ``is_seen``: somebody else has approved a remittance to it."""

    iban: str = ""
    set_by: str = ""
    is_seen: bool = False


ACCOUNT: Slice[PayoutAccount] = Slice(PayoutAccount())
