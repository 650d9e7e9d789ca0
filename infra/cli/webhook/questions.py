"""``caseledger webhook list|show|deliveries``: which subscriptions there are, how far they are, and their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, page_of
from infra.cli.render.table import moment, number, table, text, whole
from infra.cli.session import Session, session_of
from infra.cli.webhook.desk import Webhook, webhook_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from infra.webhooks.book import Hook
    from infra.webhooks.deliveries import Delivery


def list_(
    context: typer.Context,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the subscriptions: whom, about what, and whether they are told.

    `failing` ones are tried again for three days; `gone` (the receiver said 410) and `given_up` wait for
    `caseledger webhook resume`.
    """
    from infra.webhooks.telling import hook_document

    session = session_of(context)
    with webhook_desk(session) as desk:
        hooks = desk.hooks()
    page = page_of(hooks[::-1] if newest_first else hooks, lambda hook: hook.subscription.id, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"webhooks": [hook_document(hook) for hook in page.rows], **page.fields()},
        lambda: [_table(session, page.rows, page.note)],
        listed="webhooks",
    )


def show(context: typer.Context, webhook: Webhook, answer_as: AnswerAs = Format.TABLE) -> None:
    """Show one: up to where everything was delivered, what is tried again and when, and its public keys."""
    from infra.webhooks.telling import hook_document

    session = session_of(context)
    with webhook_desk(session) as desk:
        hook = desk.hook(webhook)
    tell(session.screen, answer_as, lambda: hook_document(hook), lambda: _shown(session, hook))


def deliveries(
    context: typer.Context,
    webhook: Webhook,
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, metavar="N", help="So many of them.")] = 20,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the last calls of one, the newest first: what became of each, when it is made again. Kept for 30 days."""
    session = session_of(context)
    with webhook_desk(session) as desk:
        calls = desk.deliveries(webhook, last)
    tell(
        session.screen,
        answer_as,
        lambda: {"deliveries": [call.document() for call in calls]},
        lambda: [_calls(session, calls)],
        listed="deliveries",
    )


def _table(session: Session, hooks: Sequence[Hook], note: str = "") -> RenderableType:
    rows = [
        (
            hook.subscription.id,
            hook.subscription.url,
            ", ".join(hook.subscription.types) or "all",
            str(hook.state),
            f"{hook.progress.delivered:,}",
            session.zone.minute(hook.progress.delivered_at),
        )
        for hook in hooks
    ]
    columns = [whole("id"), text("address"), text("types"), whole("state"), number("delivered"), moment("last")]
    return table("Webhooks", columns, rows, caption=note or session.zone.caption)


def _shown(session: Session, hook: Hook) -> list[RenderableType]:
    retries = hook.progress.retries
    places = [
        (
            partition,
            f"{place.position:,}",
            f"{retries[partition].position:,}" if partition in retries else "",
            retries[partition].attempts if partition in retries else None,
            session.zone.minute(retries[partition].next_at) if partition in retries else "",
        )
        for partition, place in sorted(hook.progress.places.items())
    ]
    keys = [
        (key.id, key.public, session.zone.minute(key.created_at), session.zone.minute(key.ends_at))
        for key in hook.subscription.keys
    ]
    positions = [number("partition"), number("delivered to"), number("tried again"), number("tries"), moment("next")]
    return [
        _table(session, [hook]),
        table("Positions", positions, places, caption=session.zone.caption),
        table("Keys", [whole("id"), text("public"), moment("since"), moment("until")], keys),
    ]


def _calls(session: Session, calls: Sequence[Delivery]) -> RenderableType:
    rows = [
        (
            session.zone.show_seconds(call.at),
            call.type.rpartition(".")[2],
            f"{call.partition}:{call.position}",
            call.attempt,
            call.outcome if call.status is None else f"{call.outcome} ({call.status})",
            f"{call.took_ms:,}",
            session.zone.minute(call.next_at),
        )
        for call in calls
    ]
    columns = [
        moment("at"),
        text("type"),
        whole("event"),
        number("try"),
        text("outcome"),
        number("ms"),
        moment("again"),
    ]
    return table("Calls", columns, rows, caption=session.zone.caption)
