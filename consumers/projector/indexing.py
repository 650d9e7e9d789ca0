"""The indexes of builds that were filled without them, made side by side: the server makes each with one core."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2.errors
from psycopg2.extensions import connection

from consumers.projector.building import RebuildStopped
from infra.audit.side_by_side import cores
from infra.postgres.builds import Build, indexes_of, make_index, tell_planner
from infra.postgres.connect import connect
from infra.runtime.read_models_access import database_url_of
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
    in_all = min(cores(), AT_ONCE_MAX)
    wanted = deque((build, statement) for build in builds for statement in indexes_of(build))
    with ThreadPoolExecutor(in_all) as threads:
        for done in [threads.submit(_work_off, settings, wanted) for _ in range(in_all)]:
            done.result()
    with closing(connect(database_url_of(settings), "caseledger rebuild")) as opened, opened, opened.cursor() as cursor:
        for build in builds:
            tell_planner(cursor, build)


def _work_off(settings: Settings, wanted: deque[tuple[Build, str]]) -> None:
    """One session for many: to begin one costs the server more than to make an index of a small table."""
    with closing(connect(database_url_of(settings), "caseledger rebuild")) as opened:
        while wanted:
            try:
                build, statement = wanted.popleft()
            except IndexError:
                return  # another has just taken the last one
            try:
                with opened:
                    _make(opened, build, statement)
            except BaseException:
                wanted.clear()  # whatever the others would make is of no more use
                raise


def _make(opened: connection, build: Build, statement: str) -> None:
    try:
        with opened.cursor() as cursor:
            make_index(cursor, build, statement)
    except psycopg2.errors.UniqueViolation as error:
        raise RebuildStopped(
            f"The rebuild of {build.model.name} stopped: the log has something twice that may be there once "
            f"(index {error.diag.constraint_name}). What serves is as it was. Check the log with `caseledger verify`."
        ) from error
