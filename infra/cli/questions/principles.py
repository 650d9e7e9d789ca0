"""``caseledger principles``: the ten principles of fair treatment, held against what is on record."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from infra.cli.options import Wait
from infra.cli.questions.labels import Labels, called, label_fields
from infra.cli.questions.names import known_word
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import extra, if_roomy, moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.times import Zone
from projections.principles.table import BY_NAME, CHECKS, PRINCIPLES

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.principles.principle import Check, Principle
    from projections.principles.queries import CostsShare, Count, Departure

MODELS = ("balances", "audit_trail", "sla", "person")

Found = list[tuple["Check", "Count", "list[Departure]"]]


def principles(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[CHECK]...", help="These checks only, such as complaints_in_time.")
    ] = None,
    cases: Annotated[
        int, typer.Option("--cases", min=0, max=100_000, metavar="N", help="Name so many of what each check found.")
    ] = 5,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Hold the ten principles of fair treatment against what is on record, and name the cases where they do not hold.

    Each check says how much it looked at and what it found. Principles 1, 2, 4, 5 and 6 have checks. 3 is the work of
    people and has none; of 7 to 10 only themes are known, so they are not checked, and it says so.

    Example: caseledger principles costs_proportionate --cases 100 --format csv
    """
    session = session_of(context)
    wanted = [BY_NAME[known_word(name, BY_NAME, "CHECK")] for name in names or ()] or list(CHECKS)
    now = session.clock.now()

    def ask(opened: connection) -> tuple[Found, Labels]:
        from projections.balances.queries import labels
        from projections.principles.queries import count, departures

        found = [(one, count(opened, one, now), departures(opened, one, now, cases)) for one in wanted]
        return found, labels(opened, {one.aggregate_id for _, _, listed in found for one in listed})

    answer = asked(session, ask, wait=wait)
    found, names_of = answer.value
    unchecked = [] if names else [one for one in PRINCIPLES if one.number not in {check.principle for check in CHECKS}]
    tell(
        session.screen,
        answer_as,
        lambda: {
            "at": now,
            "checks": [{**asdict(check), **asdict(count)} for check, count, _ in found],
            "not_checked": documents(unchecked),
            "costs_shares": documents(_shares(now)),
            "findings": _finding_fields(found, names_of),
            "reflects": reflects(answer, *MODELS),
        },
        lambda: [
            _check_table(found),
            _finding_table(found, names_of, session.zone),
            _notes(unchecked, _shares(now), session.zone.show(now)),
            reflects_line(answer, *MODELS),
        ],
        listed="findings",
    )


def _shares(now: Any) -> list[CostsShare]:
    from projections.principles.queries import costs_shares

    return costs_shares(now)


def _check_table(found: Found) -> RenderableType:
    themes = {one.number: one.theme for one in PRINCIPLES}
    columns = [
        number("principle"), whole("check"), text("promise", at_least=30), number("looked at"), number("found"),
        if_roomy(text("theme")),
    ]  # fmt: skip
    rows = [
        (check.principle, check.name, check.promise, count.looked_at, _verdict(count), themes[check.principle])
        for check, count, _ in found
    ]
    return table("Principles of fair treatment", columns, rows)


def _verdict(count: Count) -> Text:
    if not count.looked_at:
        return Text("nothing to look at", style="dim")
    return Text(f"{count.found:,}", style="bold red" if count.found else "green")


def _finding_table(found: Found, names: Labels, zone: Zone) -> RenderableType:
    columns = [whole("check"), text("case", at_least=16), text("found"), moment("when"), extra("id")]
    rows = [
        (check.name, called(one.aggregate_id, names), one.said, zone.minute(one.at), str(one.aggregate_id))
        for check, _, listed in found
        for one in listed
    ]
    more = [f"{count.found:,} of {check.name}" for check, count, listed in found if count.found > len(listed)]
    caption = f"There are more ({', '.join(more)}): --cases N names them." if more else ""
    return table("What was found", columns, rows, caption=" ".join(filter(None, (zone.caption, caption))))


def _finding_fields(found: Found, names: Labels) -> list[dict[str, Any]]:
    return [
        {"check": check.name, "principle": check.principle, **asdict(one), **label_fields(one.aggregate_id, names)}
        for check, _, listed in found
        for one in listed
    ]


def _notes(unchecked: list[Principle], shares: list[CostsShare], at: str) -> Text:
    said = [f"As of {at}."]
    said += [f"Principle {one.number} ({one.theme}) is not checked." for one in unchecked]
    of = ", ".join(f"{one.jurisdiction} {one.basis_points // 100} %" for one in shares)
    said.append(f"Costs may come to this share of the claim, by agency policy (costs_share): {of}.")
    return Text(" ".join(said), style="dim")
