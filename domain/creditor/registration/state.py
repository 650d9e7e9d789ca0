"""Who the creditor is: the slice ``identity`` of a creditor's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice

FORMER_NAMES_MAX = 20
"""Known of a creditor: an entry of the directory has to fit into a record, however often somebody renames it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``creditor_id`` is empty until it is registered. ``jurisdiction`` is where it is at home.

    ``former_names`` are what it was called before, last ones last: files that still say so mean it.
    """

    creditor_id: str = ""
    name: str = ""
    jurisdiction: str = ""
    former_names: tuple[str, ...] = ()


IDENTITY: Slice[Identity] = Slice(Identity())
