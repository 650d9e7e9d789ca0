"""The law that a process decides by: the rows on file, and what its settings put in force."""

from __future__ import annotations

from infra.runtime.settings import Settings


def put_law_in_force(settings: Settings) -> None:
    """For the start of a process, before anything is decided. Where the settings say nothing, nothing is read."""
    if settings.norway_new_act_from is not None:
        from domain.law.enacting import NEW_NORWEGIAN_ACT, put_in_force

        put_in_force(NEW_NORWEGIAN_ACT, settings.norway_new_act_from)
