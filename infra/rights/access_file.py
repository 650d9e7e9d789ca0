"""What a person is given who asked for their data: one document, as JSON for machines or as text for people."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.kernel.recorded import RecordedEvent
from infra.rights.about import WhoseData, by_matter

ABOUT = tuple(
    " ".join(paragraph.split())
    for paragraph in """
        This is all that is on record here about you (GDPR Art. 15).

        We hold it because creditors have asked us to collect what they say you owe them. It comes from these creditors,
        from banks when you pay, from what you have told us, and from courts and public registers.

        It is kept as long as a case of yours is open, as long as the law says that books are kept, and as long as a
        court or an authority asks for it. Then it can be erased.

        You may have what is wrong put right, ask for erasure, object, ask that it is used only for some things, take it
        elsewhere, and complain to the authority for data protection in your country.

        Where a case also concerns somebody else, what is written about them is left out.
    """.strip().split("\n\n")
)
"""What Art. 15(1) wants said beside the data."""
_BOOKKEEPING = ("partition", "position", "previous_hash", "hash")


def document(
    whose: WhoseData,
    events: Sequence[RecordedEvent],
    made_at: datetime,
    event_document: Callable[[RecordedEvent], Mapping[str, Any]],
) -> dict[str, Any]:
    """Everything, grouped by person, case and payment. ``event_document`` gives one event as plain values."""
    return {
        "about": list(ABOUT),
        "made_at": made_at,
        "person_id": whose.person,
        "ids": sorted(whose.ids, key=str),
        "matters": [
            {
                "kind": matter[0].aggregate_kind,
                "id": matter[0].aggregate_id,
                "events": [
                    {name: value for name, value in event_document(one).items() if name not in _BOOKKEEPING}
                    for one in matter
                ],
            }
            for matter in by_matter(events, whose.ids)
        ],
    }


def as_text(whose: WhoseData, events: Sequence[RecordedEvent], made_at: datetime, zone: str) -> str:
    """The same for people: what happened, when, by whom, and every detail below it."""
    place = ZoneInfo(zone)
    lines = ["Your data", "=========", "", *_paragraphs(ABOUT)]
    lines += [f"Made on {made_at.astimezone(place):%Y-%m-%d %H:%M %Z}, times in {zone}.", f"You are {whose.person}."]
    for matter in by_matter(events, whose.ids):
        title = _TITLES.get(matter[0].aggregate_kind, matter[0].aggregate_kind.capitalize())
        heading = f"{title} {matter[0].aggregate_id}"
        lines += ["", heading, "-" * len(heading)]
        for one in matter:
            lines += ["", *_told(one, place)]
    return "\n".join(lines) + "\n"


_TITLES: Mapping[str, str] = {"person": "About you", "case": "Case", "payment": "Payment", "creditor": "Creditor"}


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in (text, "")]


def _told(recorded: RecordedEvent, place: ZoneInfo) -> list[str]:
    when = f"{recorded.occurred_at.astimezone(place):%Y-%m-%d %H:%M}"
    head = f"{when}  {recorded.event.sentence()} ({recorded.actor.kind} {recorded.actor.id})"
    return [head, *_details(recorded.event, "    ")]


def _details(record: Any, indent: str) -> list[str]:
    lines: list[str] = []
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            for number, inner in enumerate(value, start=1):
                lines += [f"{indent}{field.name} {number}", *_details(inner, indent + "    ")]
        elif is_dataclass(value):
            lines += [f"{indent}{field.name}", *_details(value, indent + "    ")]
        elif value not in (None, "", ()):
            lines.append(f"{indent}{field.name}: {_plain(value)}".replace("\n", f"\n{indent}    "))
    return lines


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def write_closed(path: Path, content: str) -> None:
    """A file that only its owner can read, from its first byte on. Raises FileExistsError: nothing is written over."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
