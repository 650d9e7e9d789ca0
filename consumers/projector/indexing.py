"""The indexes of builds that were filled without them, made side by side: the server makes each with one core."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import psycopg2.errors
from psycopg2.extensions import connection

from consumers.projector.building import RebuildStopped
from infra.audit.side_by_side import cores
from infra.postgres.builds import Build, indexes_of, make_index, tell_planner
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings

AT_ONCE_MAX = 4
"""Each may take 128 MB of the server's memory to sort its rows."""


def make_indexes(opened: connection, build: Build) -> None:
    """All that the build lacks, one after another, in one transaction. Raises RebuildStopped."""
    with opened, opened.cursor() as cursor:
        for statement in indexes_of(build):
            _make(opened, build, statement)
        tell_planner(cursor, build)


def make_indexes_side_by_side(settings: Settings, builds: Sequence[Build]) -> None:
    """The same for several builds: as many at once as there are cores, ``AT_ONCE_MAX`` at most, each in a session.

    Raises RebuildStopped, DatabaseUnavailable. Those that are under way are waited for then.
    """
    wanted = [(build, statement) for build in builds for statement in indexes_of(build)]
    with ThreadPoolExecutor(min(cores(), AT_ONCE_MAX)) as threads:
        for _ in threads.map(partial(_make_alone, settings), wanted):
            pass
        for _ in threads.map(partial(_tell_planner, settings), builds):
            pass


def _make_alone(settings: Settings, wanted: tuple[Build, str]) -> None:
    with closing(open_read_models(settings, "caseledger rebuild")) as opened, opened:
        _make(opened, *wanted)


def _tell_planner(settings: Settings, build: Build) -> None:
    with closing(open_read_models(settings, "caseledger rebuild")) as opened, opened, opened.cursor() as cursor:
        tell_planner(cursor, build)


def _make(opened: connection, build: Build, statement: str) -> None:
    try:
        with opened.cursor() as cursor:
            make_index(cursor, build, statement)
    except psycopg2.errors.UniqueViolation as error:
        raise RebuildStopped(
            f"The rebuild of {build.model.name} stopped: the log has something twice that may be there once "
            f"({error.diag.message_detail}). What serves is as it was. Check the log with `caseledger verify`."
        ) from error
