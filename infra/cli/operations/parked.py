"""``caseledger parked list|retry``: events that could not be folded into a read model, and what waits behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed
from infra.cli.questions.questions import asked, documents
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import moment, number, table, text, whole
from infra.cli.session import session_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from rich.console import RenderableType

    from infra.cli.times import Zone
    from infra.postgres.parked import Parked, Retried


def list_(
    context: typer.Context,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List what waits, longest first, with the reason."""
    from infra.postgres.parked import list_parked

    session = session_of(context)
    found = asked(session, list_parked, wait=False).value
    page = page_of(found[::-1] if newest_first else found, _key, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"parked": documents(page.rows), **page.fields()},
        lambda: [_waiting(page, session.zone)],
        listed="parked",
    )


def retry(
    context: typer.Context,
    aggregate: Annotated[str | None, typer.Argument(metavar="[ID]", help="The case or payment that waits.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that waits.")] = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Try again to fold what waits, after the fault behind it has been mended. Each case whole and in order, or not.

    Ends with exit code 1 when anything still waits.
    """
    from consumers.projector import retry_parked
    from infra.cli.case.resolve import id_from
    from infra.cli.database import connected
    from infra.runtime.key_access import opener_for_once

    session = session_of(context)
    identifier: UUID | None = id_from(aggregate) if aggregate else None
    if (aggregate is None) == (not everything) or (aggregate and identifier is None):
        raise CannotBeUsed("Name the id of one case or payment, as `caseledger parked list` shows it, or say --all.")
    with connected(session.settings) as opened, opener_for_once(session.served) as opener:
        retried = retry_parked(opened, session.clock.now(), identifier, opener)
    tell(
        session.screen, answer_as, lambda: {"retried": documents(retried)}, lambda: [_tried(retried)], listed="retried"
    )
    raise typer.Exit(ExitCode.FAULT if any(one.waiting for one in retried) else ExitCode.DONE)


def _key(one: Parked) -> str:
    return f"{one.model}/{one.partition}/{one.aggregate_id or ''}"


def _waiting(page: Page[Parked], zone: Zone) -> RenderableType:
    columns = [
        whole("case or payment"), whole("read model"), number("events"), whole("first at"), text("held up by"),
        text("error", style="yellow"), moment("since"), number("tries"),
    ]  # fmt: skip
    rows = [
        (
            str(one.aggregate_id or "unreadable"), one.model, one.events,
            f"{one.partition}/{one.first_position or '?'}", one.first_type, one.error, zone.minute(one.since),
            one.tries,
        )
        for one in page.rows
    ]  # fmt: skip
    return table("Parked", columns, rows, caption=f"{zone.caption} {page.note}".strip() if rows else "")


def _tried(retried: Sequence[Retried]) -> RenderableType:
    columns = [
        whole("case or payment"), whole("read model"), number("folded"), number("still waiting"),
        text("error", style="yellow"),
    ]  # fmt: skip
    rows = [(str(one.aggregate_id or "unreadable"), one.model, one.folded, one.waiting, one.error) for one in retried]
    return table("Tried again", columns, rows)
