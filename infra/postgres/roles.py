"""The roles of the database that we ship: a writer of the read models, and a reader that can change nothing."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection

from infra.postgres.errors import DatabaseToBePutRight
from projections.catalogue import MODELS

WRITER, READER = "caseledger_writer", "caseledger_reader"
_NAME = re.compile("[a-z_][a-z0-9_]{0,62}")


class RolesNotMade(DatabaseToBePutRight):
    """The names cannot be used, or whoever asks may not make roles. Nothing was changed."""


def roles_sql(writer: str = WRITER, reader: str = READER) -> str:
    """What to run in the database, as text. Raises RolesNotMade for names that are none."""
    if writer == reader or not all(_NAME.fullmatch(one) for one in (writer, reader)):
        raise RolesNotMade("Two roles have two names, of small letters, digits and _, 63 at most.")
    schemas = f"^(caseledger|({'|'.join(model.name for model in MODELS)})(_[0-9]+)?)$"
    text = (Path(__file__).parent / "roles.sql").read_text("utf-8")
    return text.replace("{writer}", writer).replace("{reader}", reader).replace("{schemas}", schemas)


def make_roles(opened: connection, writer: str = WRITER, reader: str = READER) -> None:
    """In one transaction. Raises RolesNotMade."""
    try:
        with opened, opened.cursor() as cursor:
            cursor.execute(roles_sql(writer, reader))
    except psycopg2.errors.InsufficientPrivilege as error:
        reason = (error.diag.message_primary or "").strip()
        raise RolesNotMade(
            f"The user of CASELEDGER_DATABASE_URL may not make the roles: {reason}. Nothing was changed. Run this as a "
            "superuser, or give what it prints without --apply to whoever is one."
        ) from None
