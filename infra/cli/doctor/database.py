"""The database of the read models: its release, its clock, and whether it is ours."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

from infra.cli.doctor.looked_at import AllLookedAt, LookedAt, bad, warning
from infra.postgres.builds import check_definitions
from infra.postgres.connect import DatabaseUnavailable, connect
from infra.postgres.errors import DatabaseToBePutRight
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings
from projections.catalogue import MODELS

RELEASE_MIN = 150_000
"""PostgreSQL 15, as the server tells it."""
SKEW_MAX = timedelta(seconds=5)


def look_at_database(settings: Settings) -> AllLookedAt:
    """Everything about it; it has answered already."""
    assert settings.database_url is not None
    with closing(connect(settings.database_url)) as opened, opened.cursor() as cursor:
        yield from release(opened.server_version)
        cursor.execute("SELECT clock_timestamp(), current_setting('server_encoding'), current_setting('fsync')")
        [(now, encoding, fsync)] = cursor.fetchall()
        yield from clocks(now, datetime.now(UTC))
        cursor.execute("SELECT current_user, has_database_privilege(current_database(), 'CREATE')")
        yield from rights(*cursor.fetchall()[0])
        if encoding != "UTF8":
            yield bad(
                "database's encoding", encoding, "Create the database with ENCODING 'UTF8'; it is rebuilt from the log."
            )
        if fsync != "on":
            yield warning(
                "database's fsync", fsync, "After a crash the database may be spoilt: it is rebuilt from the log then."
            )
    yield from _read_models(settings)


def release(server_version: int) -> AllLookedAt:
    """Ours are written for PostgreSQL 15 and later."""
    found = f"{server_version // 10_000}.{server_version % 10_000}"
    if server_version < RELEASE_MIN:
        yield bad("PostgreSQL", found, "Use PostgreSQL 15 or later.")
    else:
        yield LookedAt("PostgreSQL", found)


def rights(user: str, may_create: bool) -> AllLookedAt:
    """The workers make a schema for each build of a read model."""
    if may_create:
        yield LookedAt("database rights", f"{user} may make schemas")
    else:
        advice = "Workers need the writer's role: `caseledger database roles --apply`, then name it in the URL."
        yield bad("database rights", f"{user} may make no schema here", advice)


def clocks(theirs: datetime, ours: datetime) -> AllLookedAt:
    """Times of events are this machine's; a clock that is wrong dates everything wrongly."""
    apart = abs(theirs - ours)
    found = f"{apart.total_seconds():.1f} s apart from the database's"
    if apart > SKEW_MAX:
        yield bad("clock", found, "One of the two is wrong: let both follow a time server (chrony, systemd-timesyncd).")
    else:
        yield LookedAt("clock", found)


def _read_models(settings: Settings) -> AllLookedAt:
    try:
        with closing(open_read_models(settings)) as opened, opened.cursor() as cursor:
            check_definitions(cursor, MODELS)
    except (DatabaseToBePutRight, DatabaseUnavailable) as error:
        yield bad("read models", str(error), "Do as it says: read models are made again from the log at any time.")
    else:
        yield LookedAt("read models", "of this log, and as this version makes them")
