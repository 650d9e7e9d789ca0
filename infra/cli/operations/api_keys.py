"""``caseledger api-key create|list|revoke``: who may use the HTTP API, and for what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from infra.cli.failures import NotFound
from infra.cli.operations.granting import Creditor, HeldPerson, Portfolio, Scopes, granted_document, grantee, rows_text
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import table, text
from infra.cli.session import Session, session_of
from infra.http.access.roles import Role

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.http.access.api_keys import ApiKey, ApiKeys


def create(
    context: typer.Context,
    actor: Annotated[str, typer.Argument(metavar="ID", help="Who acts with it: an id such as agent-7, never a name.")],
    role: Annotated[Role, typer.Option(help="What its grantee is to us; docs/http-api.md says what each may.")],
    days: Annotated[int, typer.Option(min=1, max=3650, metavar="N", help="How long it is valid.")] = 90,
    scope: Scopes = None,
    creditor: Creditor = None,
    portfolio: Portfolio = None,
    person: HeldPerson = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Make a key, and show it: once, for only a hash of it is kept.

    Example: caseledger api-key create agent-7 --role case_worker --creditor norrsken
    """
    from infra.http.access.api_keys import NewKey
    from infra.http.access.grantees import holding_of

    session = session_of(context)
    now = session.clock.now()
    whose = grantee(actor, role, scope, creditor, portfolio, person)
    asked = NewKey(expires_at=now + timedelta(days=days), **holding_of(whose))
    made = _keys(session).create(asked, now)
    session.screen.note(f"The key of {actor}, shown this once; it is valid for {days} days.")
    tell(session.screen, answer_as, lambda: {"key": made, "actor_id": actor, "role": role}, lambda: [Text(made)])


def list_(
    context: typer.Context,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the keys: whose they are, what they are for, and whether they are valid. Never the keys themselves."""
    session = session_of(context)
    keys = _keys(session).all()
    page = page_of(keys[::-1] if newest_first else keys, lambda key: key.id, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"keys": [_document(session, key) for key in page.rows], **page.fields()},
        lambda: [_table(session, page)],
        listed="keys",
    )


def revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as the list says it.")],
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """End a key. Requests with it are turned away from now on."""
    session = session_of(context)
    ended = _keys(session).revoke(key, session.clock.now())
    if ended is None:
        raise NotFound(f"There is no key of the id {key!r}: `caseledger api-key list` shows them.")
    tell(session.screen, answer_as, lambda: _document(session, ended), lambda: [Text("The key is revoked.")])


def _keys(session: Session) -> ApiKeys:
    from infra.http.access.api_keys import ApiKeys
    from infra.http.settings import HttpSettings

    return ApiKeys(HttpSettings.load(session.environ, session.settings.home).api_keys)


def _document(session: Session, key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        **granted_document(key),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "valid": key.is_valid(session.clock.now()),
    }


def _table(session: Session, page: Page[ApiKey]) -> RenderableType:
    rows = [
        (
            key.id,
            key.actor_id,
            str(key.role),
            rows_text(key),
            session.zone.minute(key.expires_at),
            "yes" if key.is_valid(session.clock.now()) else "no",
        )
        for key in page.rows
    ]
    columns = [text(name) for name in ("id", "who", "role", "held to", "expires", "valid")]
    return table("API keys", columns, rows, caption=page.note or session.zone.caption)
