"""``caseledger database roles``: a writer of the read models and a reader, as SQL or made."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.postgres.roles import READER, WRITER


def roles(
    context: typer.Context,
    writer: Annotated[
        str, typer.Option(metavar="NAME", help="Of the role that makes and writes the read models.")
    ] = WRITER,
    reader: Annotated[str, typer.Option(metavar="NAME", help="The role that only reads them.")] = READER,
    apply: Annotated[bool, typer.Option("--apply", help="Make them, as the user of CASELEDGER_DATABASE_URL.")] = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show the SQL of two roles for the database, or make them; passwords are left to you.

    Workers connect as the writer (CASELEDGER_DATABASE_URL), `caseledger serve` as the reader
    (CASELEDGER_HTTP_DATABASE_URL): it can change nothing, neither the trail nor anything else.

    Example: caseledger database roles | psql postgresql://postgres@db.example.com/caseledger
    """
    from infra.postgres.connect import connect
    from infra.postgres.roles import make_roles, roles_sql
    from infra.runtime.read_models_access import database_url_of

    session = session_of(context)
    text = roles_sql(writer, reader)
    if apply:
        with closing(connect(database_url_of(session.settings))) as opened:
            make_roles(opened, writer, reader)
    if answer_as is not Format.TABLE:
        tell(session.screen, answer_as, lambda: {"writer": writer, "reader": reader, "made": apply, "sql": text}, list)
    elif apply:
        session.screen.step(f"The roles {writer} and {reader} are made. Give them passwords.")
    else:
        session.screen.line(text)
