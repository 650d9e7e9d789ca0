"""``caseledger erase verify``: what can still be read of a person."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CommandFailed
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import busy
from infra.cli.render.table import table, text
from infra.cli.session import session_of


class StillReadable(CommandFailed):
    """A key of the person is there."""

    code = ExitCode.FAULT


def verify(
    context: typer.Context,
    person: Annotated[UUID, typer.Argument(metavar="PERSON", help="The person's id.")],
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Look for a readable copy of a person's data: in the topics from their beginnings, in PostgreSQL, in caches here.

    Says what is left and until when it may be. Ends with an error when a key is there that opens what is sealed.
    """
    from infra.audit.erasure.copies import copies
    from infra.cli.database import connected
    from infra.runtime.log_access import open_log

    session = session_of(context)
    kafka, topics, event_log = open_log(session.served)
    with connected(session.settings) as database, busy(session.screen, "reading the topics"):
        found = list(copies(session.settings.home, database, kafka, topics, event_log, person))
    rows = [{"where": copy.where, "what": copy.what, "is_key": copy.is_key} for copy in found]
    tell(
        session.screen,
        answer_as,
        lambda: {"person": person, "copies": rows},
        lambda: [table("", [text("where"), text("what")], [(copy.where, copy.what) for copy in found])],
        listed="copies",
    )
    if not found:
        session.screen.note(f"Nothing can be read of {person}: no key, and no command that names the person.")
    if any(copy.is_key for copy in found):
        raise StillReadable(f"The texts of {person} can be read: a key is there.")
