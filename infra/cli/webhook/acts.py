"""``caseledger webhook add|test|rotate|pause|resume|replay|remove``: make, change and end subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from infra.cli.exit_codes import ExitCode
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of, user_name
from infra.cli.webhook.desk import Webhook, webhook_desk

if TYPE_CHECKING:
    from infra.webhooks.desk import MadeWebhook

From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="PLACE",
        help="`now`, `beginning`, a time with its offset such as 2026-03-02T08:00:00Z (when it was written), or, to "
        "replay one partition, PARTITION:POSITION: the event there is the first that is told again.",
    ),
]


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to call: https, and at a public address.")],
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only of this type, such as PaymentAllocated. Repeat it."),
    ] = None,
    begin: From = "now",
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Call somebody whenever something happens, and show the secret: once, for it is kept sealed.

    They check `webhook-signature` with the secret (v1) or with the public key (v1a): docs/subscribe.md has examples.

    Example: caseledger webhook add https://example.com/hooks --type PaymentAllocated --type CaseClosed
    """
    session = session_of(context)
    with webhook_desk(session) as desk:
        made = desk.add(url, types or (), begin, user_name())
    if not session.settings.webhooks:
        session.screen.note("Nobody is called yet: `caseledger up` starts the worker where CASELEDGER_WEBHOOKS=yes.")
    _show_key(session, answer_as, made)


def test(context: typer.Context, webhook: Webhook, answer_as: AnswerAs = Format.TABLE) -> None:
    """Call the receiver now with a signed message about nothing, of the type caseledger.webhook.Test.

    Ends with 1 unless it answers with a status from 200 to 299.
    """
    from infra.webhooks.telling import outcome_document

    session = session_of(context)
    with webhook_desk(session) as desk:
        outcome = desk.test(webhook)
    said = f"{outcome.told}{f' ({outcome.status})' if outcome.status else ''}, after {outcome.took_ms:,} ms"
    tell(session.screen, answer_as, lambda: outcome_document(outcome), lambda: [Text(said)])
    if not outcome.is_delivered:
        raise typer.Exit(ExitCode.FAULT)


def rotate(
    context: typer.Context,
    webhook: Webhook,
    overlap: Annotated[
        int,
        typer.Option(
            "--overlap",
            min=0,
            max=720,
            metavar="HOURS",
            help="How long calls are signed with the keys before it too. 0 when a secret may be known to others.",
        ),
    ] = 24,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Make a new key, and show its secret once. Until the overlap is over a receiver may use the old one or the new."""
    session = session_of(context)
    with webhook_desk(session) as desk:
        made = desk.rotate(webhook, overlap)
    _show_key(session, answer_as, made)


def pause(context: typer.Context, webhook: Webhook, answer_as: AnswerAs = Format.TABLE) -> None:
    """Call no more until `caseledger webhook resume`. What happens meanwhile is told then."""
    session = session_of(context)
    with webhook_desk(session) as desk:
        desk.pause(webhook)
    _say(session, answer_as, webhook, "It is paused.")


def resume(context: typer.Context, webhook: Webhook, answer_as: AnswerAs = Format.TABLE) -> None:
    """Go on where it stands: after a pause, after a receiver said 410, or after three days in vain."""
    session = session_of(context)
    with webhook_desk(session) as desk:
        desk.resume(webhook)
    _say(session, answer_as, webhook, "It goes on.")


def replay(context: typer.Context, webhook: Webhook, begin: From, answer_as: AnswerAs = Format.TABLE) -> None:
    """Tell again what was told, from a place on; or pass over what was not, with `--from now`.

    Receivers know an event again by `webhook-id`. What waits to be tried again is given up for it.

    Example: caseledger webhook replay wh_0b1ce9d2f3a4 --from 2:1142
    """
    session = session_of(context)
    with webhook_desk(session) as desk:
        desk.replay(webhook, begin)
    _say(session, answer_as, webhook, f"It goes on from {begin}.")


def remove(context: typer.Context, webhook: Webhook, answer_as: AnswerAs = Format.TABLE) -> None:
    """End a subscription for good, with its keys."""
    session = session_of(context)
    with webhook_desk(session) as desk:
        desk.remove(webhook)
    _say(session, answer_as, webhook, "It is removed.")


def _show_key(session: Session, answer_as: Format, made: MadeWebhook) -> None:
    from infra.webhooks.telling import made_document

    session.screen.note(f"The secret of {made.subscription.id}, shown this once, and its public key:")
    lines = [Text(made.key.secret), Text(made.key.public)]
    tell(session.screen, answer_as, lambda: made_document(made), lambda: lines)


def _say(session: Session, answer_as: Format, webhook: str, sentence: str) -> None:
    tell(session.screen, answer_as, lambda: {"id": webhook, "done": True}, lambda: [Text(sentence)])
