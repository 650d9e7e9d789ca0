"""Who looks after the case: the slice ``manager`` of its state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Manager:
    """``actor_id`` is the id under which the case manager acts, empty for nobody; never a name."""

    actor_id: str = ""


MANAGER: Slice[Manager] = Slice(Manager())
