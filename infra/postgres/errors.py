"""What can be wrong with the database, beside its being away."""

from __future__ import annotations


class DatabaseToBePutRight(Exception):
    """Starting again does not help: a person has to do what the message says. Nothing was changed."""


class DatabaseRefuses(DatabaseToBePutRight):
    """PostgreSQL answers and lets us not in, or there is no such host: the address must be put right."""


class DatabaseNewerThanCode(DatabaseToBePutRight):
    """The database was changed by a newer version of this program than the one that runs."""


class DatabaseNotReady(DatabaseToBePutRight):
    """The database lacks what this program needs; the message says which command brings it there."""


class MigrationAltered(DatabaseToBePutRight):
    """A migration that was applied reads differently now, so nobody can say what the database looks like."""


class AnotherLog(DatabaseToBePutRight):
    """The read models in the database follow another log than the one that is configured."""


class ProjectorSuperseded(Exception):
    """Another process has moved the position on: it is the projector of the partition now, and this one stops."""


class ReadModelSwitched(Exception):
    """A rebuild has put another build in the place of the one that was being folded into; go on with that one."""


class ReadModelOutdated(DatabaseToBePutRight):
    """The build that serves was made by another definition of the model than this program's."""


class PositionGap(Exception):
    """Events are missing between what was folded and what the log gave next. Nothing was folded."""
