"""The one place where a session on the read models is opened, and the rule that it keeps.

A database answers for one log. Which one stands in it (``caseledger.followed_log``, written when the first projector
prepared it), and every session is held against the log that the settings name before anything is asked:

1. By the topic's name, which needs nobody else.
2. By the log's id, which tells two logs of one name apart. Kafka knows it; when no Kafka listens, the name alone
   counts, since questions go on while Kafka is away.
"""

from __future__ import annotations

from psycopg2.extensions import connection

from infra.postgres.connect import APPLICATION, connect
from infra.postgres.install import check_follows
from infra.postgres.migrate import check_migrated
from infra.runtime.network import Reach, reach
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError


def open_read_models(settings: Settings, application: str = APPLICATION, log_id: str | None = None) -> connection:
    """A connection to the read models of the settings' log. ``log_id`` when the caller has just read it.

    Raises SettingsError when no database is named; DatabaseUnavailable, DatabaseRefuses; DatabaseNotReady and the
    others of ``check_migrated``; AnotherLog; TopicSettingsError when the cluster has no such log.
    """
    opened = connect(database_url_of(settings), application)
    try:
        check_migrated(opened)
        with opened, opened.cursor() as cursor:
            check_follows(cursor, topic=settings.events_topic)
            if log_id or (log_id := _id_of_log(settings)):
                check_follows(cursor, log_id)
    except BaseException:
        opened.close()
        raise
    return opened


def database_url_of(settings: Settings) -> str:
    """The address of the database. Raises SettingsError when none is named."""
    if settings.database_url is None:
        wanted = "postgresql://user:password@host:5432/database, or start a stack: `caseledger up`"
        raise SettingsError("CASELEDGER_DATABASE_URL", "", wanted)
    return settings.database_url


def _id_of_log(settings: Settings) -> str | None:
    """As the log's own record says; None when no Kafka is named or listens."""
    if settings.kafka_bootstrap is None or not _listens(settings.kafka_bootstrap):
        return None
    from infra.eventlog.admin.log_creation import read_log_record
    from infra.eventlog.admin.topics import LogTopics
    from infra.eventlog.errors import LogUnavailable, TopicSettingsError
    from infra.runtime.log_access import connection_of

    try:
        recorded = read_log_record(connection_of(settings), LogTopics(settings.log))
    except LogUnavailable:
        return None
    if recorded is None:
        raise TopicSettingsError([f"there is no log {settings.log} yet: `caseledger up` creates it"])
    return recorded.log_id


def _listens(bootstrap: str) -> bool:
    servers = (one.strip().rpartition(":") for one in bootstrap.split(",") if one.strip())
    return any(reach(host.strip("[]"), port)[0] is Reach.ANSWERS for host, _, port in servers)
