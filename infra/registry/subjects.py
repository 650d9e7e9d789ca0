"""Which schema is meant: by its id, by a subject and a version, or by its own text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.publishing.public_schema import public_type
from schemas.lock import FOLDER, LockRow, canonical, read_lock, read_schema
from schemas.tree import Node, expand

_SAYS_NOTHING = frozenset({"namespace", "avro.java.string"})
"""A namespace is in the full names; the other is how Java wants its texts."""


@dataclass(frozen=True)
class Locked:
    """One version of one message, with the document that its file holds."""

    row: LockRow
    document: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """As clients get it: one line of JSON."""
        return json.dumps(self.document, separators=(",", ":"), ensure_ascii=False)


class Subjects:
    """Every locked version. A message's subject is its full name (RecordNameStrategy), and its versions are the lock's.

    ``<topic>-<full name>`` (TopicRecordNameStrategy) means the same message. A topic of ours carries many messages, so
    ``<topic>-value`` alone names none; with a schema's text beside it, it is that one. A public topic carries one: its
    subject is ``<log>.public.<Type>-value`` (TopicNameStrategy).
    """

    def __init__(self, locked: list[Locked]) -> None:
        self.by_id = {each.row.id: each for each in locked}
        self._by_name: dict[str, dict[int, Locked]] = {}
        for each in locked:
            self._by_name.setdefault(each.row.name, {})[each.row.version] = each
        self._by_form = {_form(each.document): each for each in locked}

    @classmethod
    def read(cls, log: str = "", folder: Path = FOLDER) -> Subjects:
        """Those of a folder of schemas, with the public ones when a log is named. Raises LockError."""
        locked = [Locked(row, read_schema(folder / row.file)) for row in read_lock(folder)]
        return cls([*locked, *(public for each in locked if (public := _published(each, log)))])

    @property
    def names(self) -> list[str]:
        """All subjects, in the order of the alphabet."""
        return sorted(self._by_name)

    def versions(self, subject: str) -> Mapping[int, Locked]:
        """The versions of the message that a subject names, by number from 1; none when it names none."""
        for name in (subject, subject.partition("-")[2], subject.rpartition("-")[2]):
            if found := self._by_name.get(name):
                return found
        return {}

    def like(self, document: Node) -> Locked | None:
        """The version with this document, however it is laid out and whatever it says in words."""
        return self._by_form.get(_form(document))


def _published(locked: Locked, log: str) -> Locked | None:
    """What is published of a version on the public topics of a log."""
    made = public_type(locked.row, locked.document) if log else None
    if made is None:
        return None
    return Locked(replace(made.row, name=f"{made.topic(log)}-value"), made.document)


def _form(document: Node) -> bytes:
    """What two texts of the same schema have in common."""
    return canonical(_bare(expand(document)))


def _bare(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _bare(value) for key, value in node.items() if key not in _SAYS_NOTHING}
    return [_bare(each) for each in node] if isinstance(node, list) else node


def changes(versions: Mapping[int, Locked], document: Node) -> list[str]:
    """What keeps a document from being a message's next version, a sentence for each. Raises CheckerMissingError."""
    from schemas.compatibility import incompatibilities

    return [
        finding.message
        for version, each in versions.items()
        for finding in incompatibilities(each.row.name, [(version, each.document), (max(versions) + 1, document)])
    ]
