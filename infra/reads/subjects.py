"""Of which cases and persons an answer is: found in what it holds, so that no question can forget to say so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any
from uuid import UUID

_KINDS = {"case_id": "case", "case_ids": "case", "person_id": "person"}
"""Fields that hold ids of cases or persons, in answers, paths and queries."""
_ENDINGS = tuple(_KINDS)


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
        elif is_dataclass(content) and not isinstance(content, type):
            self.meet(asdict(content))
        elif isinstance(content, Mapping):
            self._add(content.get("aggregate_kind"), content.get("aggregate_id"))
            for name, value in content.items():
                if name.endswith(_ENDINGS):
                    self._add(_KINDS.get(name.rpartition(".")[2]), value)
                if isinstance(value, (list, dict)):
                    self.meet(value)

    def _add(self, kind: Any, value: Any) -> None:
        if kind not in ("case", "person"):
            return
        into = self.cases if kind == "case" else self.persons
        for one in _ids(value):
            into[one] = None


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
