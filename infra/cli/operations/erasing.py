"""``caseledger erase verify``: what can still be read of a person."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CommandFailed
from infra.cli.person.person_erase import receipt_for
from infra.cli.person.receipt_view import receipt_document, receipt_screen
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import busy
from infra.cli.render.table import table, text
from infra.cli.session import session_of


class StillReadable(CommandFailed):
    """Something readable is there that no time takes away."""

    code = ExitCode.FAULT


def verify(
    context: typer.Context,
    person: Annotated[UUID, typer.Argument(metavar="PERSON", help="The person's id.")],
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Look for a readable copy of a person's data: in the topics from their beginnings, in PostgreSQL, in caches here.

    Says what is left, of an erased person also the receipt: until when it may be there. Ends with an error when a key
    is there that opens what is sealed, or a text that no time takes away.
    """
    from infra.audit.erasure.copies import copies
    from infra.cli.database import connected
    from infra.runtime.log_access import open_log

    session = session_of(context)
    kafka, topics, event_log = open_log(session.served)
    receipt = receipt_for(session, person)
    ids = receipt.persons if receipt else (person,)
    with connected(session.settings) as database, busy(session.screen, "reading the topics"):
        found = [copy for one in ids for copy in copies(session.settings.home, database, kafka, topics, event_log, one)]
    rows = [{"where": copy.where, "what": copy.what, "must_be_gone": copy.must_be_gone} for copy in found]
    paper = receipt_screen(receipt, session.zone) if receipt else []
    tell(
        session.screen,
        answer_as,
        lambda: {"person": person, "copies": rows, "receipt": receipt_document(receipt) if receipt else None},
        lambda: [table("", [text("where"), text("what")], [(copy.where, copy.what) for copy in found]), *paper],
        listed="copies",
    )
    if not found:
        session.screen.note(f"Nothing can be read of {person}: no key, no text, and no command that names the person.")
    if any(copy.must_be_gone for copy in found):
        raise StillReadable(f"What is known of {person} can be read: a key is there, or a text.")
