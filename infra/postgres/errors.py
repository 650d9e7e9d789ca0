"""What can be wrong with the database, beside its being away."""

from __future__ import annotations


class DatabaseNewerThanCode(Exception):
    """The database was changed by a newer version of this program than the one that runs."""


class DatabaseNotReady(Exception):
    """The database lacks what this program needs; the message says which command brings it there."""


class MigrationAltered(Exception):
    """A migration that was applied reads differently now, so nobody can say what the database looks like."""


class AnotherLog(Exception):
    """The read models in the database follow another log than the one that is configured."""


class ProjectorSuperseded(Exception):
    """Another process has moved the position on: it is the projector of the partition now, and this one stops."""


class ReadModelSwitched(Exception):
    """A rebuild has put another build in the place of the one that was being folded into; go on with that one."""


class ReadModelOutdated(Exception):
    """The build that serves was made by another definition of the model than this program's."""


class PositionGap(Exception):
    """Events are missing between what was folded and what the log gave next. Nothing was folded."""
