"""The end of docs/subscribe.md: every type of event that one can subscribe to, and which of them move money."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalogue import KINDS
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import moves_money
from domain.law.page import markdown_table
from schemas.lock import FOLDER, read_schema
from schemas.registry import Registry


def event_types() -> str:
    """Markdown."""
    return "\n".join(line for kind in KINDS for line in _of(kind)).rstrip("\n") + "\n"


def _of(kind: AggregateKind[object]) -> Iterator[str]:
    rows = (
        (f"`{cls.__name__}`", "yes" if moves_money(cls) else "", _first_sentence(topic))
        for topic, cls in sorted(kind.events.items())
    )
    yield from (f"### `{next(iter(kind.events)).rpartition('.')[0]}`", "")
    yield from markdown_table(("type", "money", "what happened"), rows)


def _first_sentence(topic: str) -> str:
    text: str = read_schema(FOLDER / Registry.load().newest(topic).file)["doc"]
    return text.partition(". ")[0].removesuffix(".") + "."
