"""Of which cases and persons an answer is: found in what leaves, so that no route can forget to say so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from infra.http.answers.media_types import CSV, JSON, NDJSON

_KINDS = {"case_id": "case", "case_ids": "case", "person_id": "person"}
"""Fields that hold ids of cases or persons, in answers, paths and queries."""


@dataclass
class ReadSubjects:
    """Ids in the order in which they were met, each once."""

    cases: dict[UUID, None] = field(default_factory=dict)
    persons: dict[UUID, None] = field(default_factory=dict)

    def name(self, given: Iterable[tuple[str, Any]]) -> None:
        """What the path and the query of a question name."""
        for name, value in given:
            self._add(_KINDS.get(name), value)

    def meet(self, content: Any) -> None:
        """Whatever an answer holds."""
        if isinstance(content, list):
            for one in content:
                self.meet(one)
        elif isinstance(content, Mapping):
            self._add(content.get("aggregate_kind"), content.get("aggregate_id"))
            for name, value in content.items():
                self._add(_KINDS.get(name.rpartition(".")[2]), value)
                if isinstance(value, list | Mapping):
                    self.meet(value)

    def _add(self, kind: Any, value: Any) -> None:
        if kind not in ("case", "person"):
            return
        into = self.cases if kind == "case" else self.persons
        for one in _ids(value):
            into[one] = None


def met_in(media_type: str, content: bytes, subjects: ReadSubjects) -> int:
    """Adds those of an answer's body, and says how many rows it has: 1 for one thing, or for a paper."""
    if media_type == JSON:
        document = json.loads(content)
        subjects.meet(document)
        rows = document.get("rows") if isinstance(document, dict) else None
        return len(rows) if isinstance(rows, list) else 1
    if media_type not in (CSV, NDJSON):
        return 1
    rows = list(_rows(media_type, content.decode()))
    subjects.meet(rows)
    return len(rows)


def _rows(media_type: str, text: str) -> Iterator[Any]:
    if media_type == NDJSON:
        return (json.loads(line) for line in text.splitlines() if line)
    return iter(csv.DictReader(io.StringIO(text)))


def _ids(value: Any) -> Iterator[UUID]:
    """In an id, a list of them, or the text of either."""
    if isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, str) and value.startswith("["):
        yield from _ids(json.loads(value))
    elif isinstance(value, str | UUID):
        try:
            yield UUID(str(value))
        except ValueError:
            return
