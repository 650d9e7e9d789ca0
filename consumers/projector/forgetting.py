"""When a person's keys are gone, what the read models hold of them in the clear goes too.

The topic of keys says whose keys have ended in a partition, and the projector that has the partition follows it. It
empties the rows in all builds of each model, after the batch that may have been under way; so no text of a batch that
was opened before comes later. What was missed (by a crash in between, by a rebuild that opened with a key of a
moment ago, by a database that was restored from a backup) is found whenever a partition is taken over or a rebuild
has switched: a text must have its key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from psycopg2.extensions import connection

from infra.messages.crypto.key_record import Owner
from infra.postgres.builds import Build
from infra.postgres.forgetting import builds_of, forget, forget_without_keys
from infra.postgres.planner import plan_this_one_as_usual
from projections.catalogue import MODELS


class TextsOfTheErased:
    """Notes whose keys have ended, and empties what the database holds of them."""

    def __init__(self, database: connection) -> None:
        self._database = database
        self._noted: dict[int, set[Owner]] = {}

    def note(self, partition: int, owners: Collection[Owner]) -> None:
        """The keys of these owners are gone in a partition. May be called in the middle of a transaction."""
        self._noted.setdefault(partition, set()).update(owners)

    def forget_noted(self) -> None:
        """Empty what is held of them, outside any transaction; again the next time if this fails."""
        if not self._noted:
            return
        with self._database, self._database.cursor() as cursor:
            for model in MODELS:
                for build in builds_of(cursor, model) if model.texts else ():
                    for partition, owners in self._noted.items():
                        forget(cursor, build, partition, owners)
        self._noted.clear()

    def forget_without_keys(self, builds: Sequence[Build], keys_ends: Mapping[int, int]) -> None:
        """Empty what these builds hold of partitions without a key, when the keys are known up to {partition: end}."""
        if not keys_ends:
            return
        with self._database, self._database.cursor() as cursor:
            plan_this_one_as_usual(cursor)
            for build in builds:
                forget_without_keys(cursor, build, keys_ends)
