"""The page of docs/law.md that is generated: what is on file, and what is missing, for a compliance officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.kernel.calendar import ZONES
from domain.law.all_tables import ALL_TABLES
from domain.law.completeness import NEEDED_LATER, NEEDED_TODAY, AnyTable, closed_days, state_of
from domain.law.file import TAGS

COUNTRIES = {
    "SE": "Sweden",
    "NO": "Norway",
    "FI": "Finland",
    "DK": "Denmark",
    "DE": "Germany",
    "GB": "Great Britain (England and Wales)",
    "EU": "European Union (minimum rules; no claim has this jurisdiction)",
    "US": "United States (federal rules of contact; of state law nothing is on file)",
}


def page(day: date) -> str:
    """Markdown: the needs of a claim on ``day``, the gaps, and every rule of each jurisdiction."""
    return "\n".join([*_needs(day), *_gaps(), *_pending(), *_tags(), *_rules()]) + "\n"


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table, and an empty one after it."""
    columns = list(header)
    yield from (_line(columns), _line("---" for _ in columns), *(_line(row) for row in rows), "")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _needs(day: date) -> Iterator[str]:
    yield from ("## What a claim needs, and what is missing", "", f"On {day}:", "")
    rows = [
        [when, need.what, *(_marked(state_of(need, where, day)) for where in ZONES)]
        for when, needs in (("today", NEEDED_TODAY), ("later", NEEDED_LATER))
        for need in needs
    ]
    yield from markdown_table(["needed", "rule", *ZONES], rows)


def _marked(state: str) -> str:
    return state if state in ("on file", "businesses only") else f"**{state}**"


def _gaps() -> Iterator[str]:
    yield from ("## Days between rows", "", "A rule looked up on one of these days is refused.", "")
    found = [
        [one["jurisdiction"], one["rule"], one["scope"], f"{one['first']} to {one['last']}"]
        for one in closed_days(COUNTRIES)
    ]
    yield from markdown_table(["where", "rule", "for", "no row"], found)


def _pending() -> Iterator[str]:
    yield from ("## Enacted and not in force", "", "These rows answer nothing until their file says from when.", "")
    rows = [
        [row.jurisdiction, row.rule, row.printed, row.applies_to, row.law]
        for table in ALL_TABLES
        for row in table.pending
    ]
    yield from markdown_table(["where", "rule", "value", "applies to", "law"], rows)


def _tags() -> Iterator[str]:
    yield from ("## How sure a row is", "", *markdown_table(["tag", "meaning"], TAGS.items()))


def _rules() -> Iterator[str]:
    for where, name in COUNTRIES.items():
        yield from (f"## {name}", "")
        yield from markdown_table(
            ["rule", "from", "to", "rows", "law (newest row)", "source (newest row)", "tags"],
            (_rule(table, where) for table in ALL_TABLES if table.of(where)),
        )


def _rule(table: AnyTable, where: str) -> list[str]:
    rows = sorted(table.of(where), key=lambda row: row.valid_from)
    ends = [row.valid_to for row in rows]
    last = "open" if None in ends else str(max(end for end in ends if end))
    newest = rows[-1]
    tags = ", ".join(tag for tag in TAGS if any(row.tag == tag for row in rows))
    return [
        f"`{table.rule}`: {table.what}", str(rows[0].valid_from), last, str(len(rows)), newest.law, newest.source, tags,
    ]  # fmt: skip
