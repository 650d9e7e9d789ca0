"""Bringing a database to where a projector can begin: migrated, following this log, with a build of each model."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg2.extensions import connection, cursor

from infra.postgres.builds import Build, check_definitions, create_build, serve, serving_build
from infra.postgres.errors import AnotherLog
from infra.postgres.migrate import migrate
from projections.catalogue import MODELS
from projections.kit.model import ReadModel

# Two projectors that start at once must not both make build 1; the number only has to differ from other locks.
_LOCK = 0x63_61_73_66


def install(opened: connection, log_id: str, topic: str, models: Sequence[ReadModel] = MODELS) -> list[Build]:
    """Migrate, and give each model that has no build an empty one that serves. Returns the builds that serve.

    Raises DatabaseNewerThanCode, MigrationAltered, ReadModelOutdated, or AnotherLog when the read models that are
    there were folded from another log than ``log_id``.
    """
    migrate(opened)
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        cursor.execute(
            "INSERT INTO caseledger.followed_log (log_id, topic) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (log_id, topic),
        )
        check_follows(cursor, log_id, topic)
        check_definitions(cursor, models)
        return [serving_build(cursor, model) or _first_build(cursor, model) for model in models]


def check_follows(cursor: cursor, log_id: str | None = None, topic: str | None = None) -> None:
    """Raises AnotherLog, which names both, when the read models follow another log than this one.

    What is None is not known and not compared. A database that follows none yet has nothing of another.
    """
    cursor.execute("SELECT log_id, topic FROM caseledger.followed_log")
    row = cursor.fetchone()
    if row is None or (log_id in (None, row[0]) and topic in (None, row[1])):
        return
    configured = " ".join(filter(None, (log_id, topic and f"of the topic {topic}")))
    raise AnotherLog(
        f"The read models in this database follow the log {row[0]} of the topic {row[1]}, and the log that is "
        f"configured is another: {configured}. Nothing was asked or changed. Name the other log in "
        "CASELEDGER_LOG, or give this one a database of its own; if its topics were deleted and created again, create "
        "an empty database and the read models are folded into it from the log."
    )


def _first_build(cursor: cursor, model: ReadModel) -> Build:
    build = create_build(cursor, model)
    serve(cursor, build)
    return build
