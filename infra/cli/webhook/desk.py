"""The desk of subscriptions, for a command: what it refuses becomes what the command ends with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.session import Session

if TYPE_CHECKING:
    from infra.webhooks.desk import WebhookDesk

Webhook = Annotated[str, typer.Argument(metavar="ID", help="As the list says it: wh_…")]


@contextmanager
def webhook_desk(session: Session) -> Iterator[WebhookDesk]:
    """Raises NotFound, CannotBeUsed, and what a log raises that does not answer."""
    from infra.webhooks.desk import NoSuchWebhook, WebhookRefused
    from infra.webhooks.opening import open_desk

    try:
        yield open_desk(session.served, session.clock)
    except NoSuchWebhook as error:
        raise NotFound(f"There is no webhook of the id {error}: `caseledger webhook list` shows them.") from None
    except WebhookRefused as error:
        raise CannotBeUsed(str(error)) from None
