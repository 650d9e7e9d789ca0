"""Command ids that a person gives: one that another case's or payment's command had is refused before it is sent.

A writer knows the ids of its own partition, and refuses one there that belongs to another command. Commands for
aggregates of other partitions it never sees; for those the trail is asked, which has every command that left an event.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from infra.cli.failures import RefusedByLedger

if TYPE_CHECKING:
    from infra.cli.session import Session

LOOK_BACK = timedelta(days=7)
"""As long as a topic keeps commands and the writer refusals. A bound, so that it costs no more as the log grows."""


def check_is_not_of_another(session: Session, command_id: UUID, aggregate_id: UUID) -> None:
    """Raises RefusedByLedger when another aggregate's command has this id; says nothing where no database is named."""
    from infra.cli.database import asked
    from projections.audit_trail.queries import aggregates_of_command

    settings = session.served
    if settings.database_url is None:
        return
    since = session.clock.now() - LOOK_BACK
    found = asked(settings, lambda opened: aggregates_of_command(opened, command_id, since)).value
    if others := [str(other) for other in found if other != aggregate_id]:
        raise RefusedByLedger(
            "command_id_reused",
            f"This command id belongs to another command, for {others[0]}. Nothing was sent. Leave --command-id out "
            "for a new command.",
        )
