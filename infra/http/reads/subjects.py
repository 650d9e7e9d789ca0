"""The cases and persons of an answer as it leaves, in whichever form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from infra.http.answers.media_types import CSV, JSON, NDJSON
from infra.reads.subjects import ReadSubjects


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
