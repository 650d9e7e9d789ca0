"""``caseledger publisher rebuild``: have the public topics filled anew from the log."""

from __future__ import annotations

from typing import Annotated

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.words import counted
from infra.cli.session import session_of


def rebuild(
    context: typer.Context,
    types: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TYPE]...", help="Only the topics of these types, such as PaymentAllocated."),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Delete public topics, so that the publisher creates them anew and fills them from the beginning of the log.

    Deleting them with Kafka's own tools does the same. Other topics are left alone, and so is the log. A publisher that
    runs notices it within half a minute; one that does not, when it is started. Subscribers of a topic that is created
    anew read it from its beginning: they know an event again by `event_id`.
    """
    from infra.publishing.public_topics import TYPES, PublicTopics
    from infra.runtime.log_access import connection_of

    session = session_of(context)
    if unknown := sorted(set(types or ()) - TYPES.keys()):
        raise CannotBeUsed(f"There is no type of event {', '.join(unknown)}: docs/catalogue.md lists them.")
    topics = PublicTopics(connection_of(session.served), session.served.log)
    deleted = topics.delete(types or TYPES.keys(), with_progress=not types)
    said = f"Deleted {counted(len(deleted), 'topic')}. The publisher fills them anew." if deleted else "There was none."
    tell(session.screen, answer_as, lambda: {"deleted": deleted}, lambda: [said], listed="deleted")
