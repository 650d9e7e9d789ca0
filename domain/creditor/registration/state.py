"""Who the creditor is: the slice ``identity`` of a creditor's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Identity:
    """``creditor_id`` is empty until it is registered. ``jurisdiction`` is where it is at home."""

    creditor_id: str = ""
    name: str = ""
    jurisdiction: str = ""


IDENTITY: Slice[Identity] = Slice(Identity())
