"""``caseledger rejected list|retry``: commands that could not be read, or that broke the code that decides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import moment, table, text, whole
from infra.cli.session import session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.cli.times import Zone
    from infra.runtime.rejected_commands import RejectedCommand


def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were sent again.")] = False,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List what was rejected and has not been sent again, longest ago first, with the reason and where it came from."""
    from infra.runtime.rejected_commands import RejectedTopic

    session = session_of(context)
    with RejectedTopic(session.served) as topic:
        found = [one for one in topic.read() if everything or one.retried_at is None]
    page = page_of(sorted(found, key=_age, reverse=newest_first), lambda one: one.place, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"rejected": [one.as_json() for one in page.rows], **page.fields()},
        lambda: [_listed(page, session.zone)],
        listed="rejected",
    )


def retry(
    context: typer.Context,
    place: Annotated[
        str | None, typer.Argument(metavar="[PARTITION/OFFSET]", help="Which one, as the list names it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that have not been sent again.")] = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Send the original bytes again, after the fault behind it has been mended.

    A command happens once under its id, however often it is sent. One that is still wrong comes back to the list.
    """
    from infra.runtime.rejected_commands import RejectedTopic

    session = session_of(context)
    if (place is None) == (not everything):
        raise CannotBeUsed("Name one as PARTITION/OFFSET, as `caseledger rejected list` shows it, or say --all.")
    with RejectedTopic(session.served) as topic:
        found = [one for one in topic.read() if one.place == place or (everything and one.retried_at is None)]
        if place is not None and not found:
            raise NotFound(f"There is no rejected command {place}: see `caseledger rejected list --all`.")
        if place is not None and found[0].not_whole:
            raise CannotBeUsed(
                f"{place} was not kept whole: {found[0].not_whole}. It cannot be sent again from here; it stands at "
                f"{found[0].came_from} for as long as commands are kept, and its sender may send it anew."
            )
        found = [one for one in found if not one.not_whole]
        topic.send_again(found, session.clock.now())
    tell(
        session.screen,
        answer_as,
        lambda: {"sent_again": [one.place for one in found]},
        lambda: [f"Sent again: {len(found)}. What is still wrong comes back: `caseledger rejected list`"],
        listed="sent_again",
    )


def _age(one: RejectedCommand) -> tuple[datetime, str]:
    return one.rejected_at, one.place


def _listed(page: Page[RejectedCommand], zone: Zone) -> RenderableType:
    columns = [
        whole("place"), text("command"), text("why", style="yellow", at_least=30), text("came from"),
        moment("rejected"), moment("sent again"),
    ]  # fmt: skip
    rows = [
        (one.place, one.kind, one.reason, one.came_from, zone.minute(one.rejected_at), zone.minute(one.retried_at))
        for one in page.rows
    ]
    return table("Rejected commands", columns, rows, caption=f"{zone.caption} {page.note}".strip() if rows else "")
