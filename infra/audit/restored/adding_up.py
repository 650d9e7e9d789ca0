"""What the partitions of a restored log say together: an erasure stands in one, and the person's texts in any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from infra.audit.report import Report
from infra.audit.restored.keys import TextsOpened

ERASURE_SPREADS = timedelta(minutes=5)
"""An erasure is seen by the writers of other partitions a little later, and their clocks may differ from its own."""
NAMED_MAX = 10
"""Persons whose ids are told."""


def add_up(report: Report, found: Sequence[tuple[Report, TextsOpened]], wrapping_keys: Path) -> int:
    """Put into one report what was found in each partition, in their order. How many texts were opened."""
    locked = Counter[str]()
    for number, (one, texts) in enumerate(found):
        report.add(one)
        locked.update(texts.locked)
        _damaged(report, number, texts)
    for key_id, count in sorted(locked.items()):
        message = f"{count:,} keys of persons are wrapped with {key_id}, which it does not hold: put the file back."
        report.found("wrapping_key_missing", str(wrapping_keys), message)
    _tell_of_persons(report, [texts for _, texts in found])
    return sum(texts.opened for _, texts in found)


def _damaged(report: Report, partition: int, texts: TextsOpened) -> None:
    if texts.keys_damaged:
        message = f"{texts.keys_damaged:,} keys of persons do not unwrap: they were altered."
        report.found("key_damaged", f"keys of partition {partition}", message)
    if texts.damaged:
        message = f"{texts.damaged:,} sealed texts do not open with the key that they name: they were altered."
        report.found("text_damaged", f"partition {partition}", message)


def _tell_of_persons(report: Report, found: Sequence[TextsOpened]) -> None:
    erased: dict[UUID, datetime] = {}
    for one in found:
        erased.update({person: max(at, erased.get(person, at)) for person, at in one.erased.items()})
    _lacking(report, found, erased)
    _back(report, found, erased)
    if differing := sum(one.named_otherwise for one in found):
        message = f"{differing:,} persons have another id than follows from their national id: it is another key."
        report.found("index_key_differs", "index key", message)
    if sentence := next((one.no_index_key for one in found if one.no_index_key), ""):
        report.found("index_key_missing", "index key", sentence)


def _lacking(report: Report, found: Sequence[TextsOpened], erased: Mapping[UUID, datetime]) -> None:
    times = [(person, at) for one in found for person, at in one.lacking.items()]
    if lacking := {person for person, at in times if person not in erased or at > erased[person] + ERASURE_SPREADS}:
        message = f"Texts of {len(lacking):,} persons have no key, and nobody erased them: {_some(lacking)}."
        report.found("key_missing", "topic of keys", message)


def _back(report: Report, found: Sequence[TextsOpened], erased: Mapping[UUID, datetime]) -> None:
    times = [(person, at) for one in found for person, at in one.readable.items()]
    if back := {person for person, at in times if person in erased and at < erased[person] - ERASURE_SPREADS}:
        message = f"Keys of {len(back):,} persons are here who were erased, as of an older copy: {_some(back)}."
        report.found("erased_key_back", "topic of keys", message)


def _some(persons: set[UUID]) -> str:
    told = ", ".join(str(person) for person in sorted(persons)[:NAMED_MAX])
    return told + (" and others" if len(persons) > NAMED_MAX else "")
