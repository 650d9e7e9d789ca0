"""``caseledger person retention``: who is due to be forgotten, and what stands in the way for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.render.table import table, text, whole
from infra.cli.session import Session, session_of
from infra.cli.times import read_day

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from infra.rights.retention import RetentionProposal


def retention(
    context: typer.Context,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="As things stood at the end of that day, or, of a day to come, as they will if nothing happens. "
            "Default: today.",
        ),
    ] = None,
    only_due: Annotated[bool, typer.Option("--due", help="Only those who are due.")] = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Propose whose data may go by the rows on how long books are kept, and say of all others why not yet.

    Nothing is done: each erasure is an act of its own, with `caseledger person erase PERSON`. Reads the whole log.

    Example: caseledger person retention --as-of 2033-01-01 --due --format csv
    """
    session = session_of(context)
    day = session.zone.day(session.clock.now()) if as_of is None else read_day(as_of, "--as-of")
    found = _proposals(session, day)
    listed = [one for one in found if one.is_due or not only_due]
    tell(
        session.screen,
        answer_as,
        lambda: _document(day, found, listed),
        lambda: _shown(day, found, listed),
        listed="persons",
    )


def _proposals(session: Session, day: date) -> list[RetentionProposal]:
    from infra.audit.history import LogHistory
    from infra.rights.retention import proposals, states_of

    end = session.zone.begins(day + timedelta(days=1))
    with LogHistory(session.served) as history, counting(session.screen, "events", history.count()) as counter:
        log = chain.from_iterable(history.events_from(partition) for partition in history.partitions)
        return list(proposals(states_of(log, end, counter.advance), end))


def _document(day: date, found: Sequence[RetentionProposal], listed: Sequence[RetentionProposal]) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "as_of": day,
        "due": sum(one.is_due for one in found),
        "not_due": dict(sorted(_reasons(found).items())),
        "persons": [
            {
                "person_id": one.person_id,
                "due": one.is_due,
                "last_closed_on": one.last_closed_on,
                "obstacles": [asdict(obstacle) for obstacle in one.obstacles],
            }
            for one in listed
        ],
    }


def _shown(day: date, found: Sequence[RetentionProposal], listed: Sequence[RetentionProposal]) -> list[RenderableType]:
    columns = [whole("person"), whole("due"), whole("last case closed"), whole("reason"), text("why")]
    rows = [
        (
            str(one.person_id),
            "yes" if one.is_due else "no",
            str(one.last_closed_on or "none"),
            "\n".join(obstacle.code for obstacle in one.obstacles),
            "\n".join(obstacle.message for obstacle in one.obstacles),
        )
        for one in listed
    ]
    due = sum(one.is_due for one in found)
    parts: list[RenderableType] = [table(f"Retention as of {day}", columns, rows)]
    reasons = ", ".join(f"{code} {count:,}" for code, count in sorted(_reasons(found).items()))
    parts.append(f"{due:,} of {len(found):,} persons are due{f'; the others: {reasons}' if reasons else ''}.")
    return [*parts, "Nothing was erased: `caseledger person erase PERSON` does that, one by one."]


def _reasons(found: Sequence[RetentionProposal]) -> Counter[str]:
    return Counter(obstacle.code for one in found for obstacle in one.obstacles)
