"""``caseledger user add|list|disable|password``: people who sign in with a password."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.operations.granting import Creditor, HeldPerson, Portfolio, Scopes, granted_document, grantee, rows_text
from infra.cli.operations.serving import check_installed
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import table, text
from infra.cli.session import Session, session_of
from infra.http.access.roles import Role

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.http.access.people import People
    from infra.http.access.users import User

Name = Annotated[str, typer.Argument(metavar="ID", help="Under which they sign in and act: agent-7, never a name.")]


def add(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What they are to us; docs/http-api.md says what each may.")],
    scope: Scopes = None,
    creditor: Creditor = None,
    portfolio: Portfolio = None,
    person: HeldPerson = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Let somebody sign in. Their password is asked for, or is the first line of the standard input.

    Example: caseledger user add agent-7 --role case_worker --creditor norrsken
    """
    session = session_of(context)
    whose = grantee(name, role, scope, creditor, portfolio, person)
    made = _people(session).users.add(whose, _password(), session.clock.now())
    tell(session.screen, answer_as, lambda: _document(made), lambda: [Text(f"{name} can sign in as {role}.")])


def list_(
    context: typer.Context,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the people who sign in with a password: what they are to us, what they see, and who is let in no more."""
    session = session_of(context)
    users = _people(session).users.all()
    page = page_of(users[::-1] if newest_first else users, lambda user: user.actor_id, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {"users": [_document(user) for user in page.rows], **page.fields()},
        lambda: [_table(session, page)],
        listed="users",
    )


def disable(context: typer.Context, name: Name, answer_as: AnswerAs = Format.TABLE) -> None:
    """Let somebody in no more. Their sessions end now."""
    session = session_of(context)
    people = _people(session)
    user = _there(people.users.disable(name, session.clock.now()), name)
    people.sessions.end_all_of(name)
    tell(session.screen, answer_as, lambda: _document(user), lambda: [Text(f"{name} is let in no more.")])


def password(context: typer.Context, name: Name, answer_as: AnswerAs = Format.TABLE) -> None:
    """Give somebody another password: it is asked for, or is the first line of the standard input. Their sessions end
    now."""
    session = session_of(context)
    people = _people(session)
    user = _there(people.users.set_password(name, _password()), name)
    people.sessions.end_all_of(name)
    tell(session.screen, answer_as, lambda: _document(user), lambda: [Text(f"{name} has another password.")])


def _there(user: User | None, name: str) -> User:
    if user is None:
        raise NotFound(f"There is no user {name!r}: `caseledger user list` shows them.")
    return user


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if typed != getpass.getpass("The same again: "):
        raise CannotBeUsed("The two are not the same. Nothing was changed.")
    return typed


def _people(session: Session) -> People:
    check_installed()
    from infra.http.access.people import people_of
    from infra.http.settings import HttpSettings

    return people_of(HttpSettings.load(session.environ, session.settings.home))


def _document(user: User) -> dict[str, object]:
    return {
        **granted_document(user),
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }


def _table(session: Session, page: Page[User]) -> RenderableType:
    rows = [
        (
            user.actor_id,
            str(user.role),
            rows_text(user),
            session.zone.minute(user.created_at),
            session.zone.minute(user.disabled_at),
        )
        for user in page.rows
    ]
    columns = [text(name) for name in ("who", "role", "held to", "since", "let in until")]
    return table("Users", columns, rows, caption=page.note or session.zone.caption)
