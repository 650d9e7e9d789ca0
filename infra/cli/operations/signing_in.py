"""``caseledger sign-in link``: a link that opens a session in a browser, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.operations.granting import Creditor, HeldPerson, Portfolio, grantee
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.http.access.roles import Role

if TYPE_CHECKING:
    from infra.http.access.grantees import Grantee
    from infra.http.settings import HttpSettings

FIRST = "administrator"


def link(
    context: typer.Context,
    role: Annotated[
        Role, typer.Option(help="What they are to us; docs/http-api.md says what each may.")
    ] = Role.ADMINISTRATOR,
    name: Annotated[str, typer.Option(metavar="ID", help="Who acts: an id such as agent-7, never a name.")] = FIRST,
    creditor: Creditor = None,
    portfolio: Portfolio = None,
    person: HeldPerson = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Make a link that signs somebody in, once, within 15 minutes; `caseledger serve` must be running to open it.

    Example: caseledger sign-in link --role case_worker --name agent-7
    """
    from infra.http.settings import HttpSettings

    session = session_of(context)
    http = HttpSettings.load(session.environ, session.settings.home)
    made = link_for(http, grantee(name, role, creditor=creditor, portfolio=portfolio, person=person))
    session.screen.note(f"Opens a session of {name}, once, within 15 minutes:")
    if answer_as is Format.TABLE:
        session.screen.line(made)  # a link in two lines is none
    else:
        tell(session.screen, answer_as, lambda: {"url": made, "actor_id": name, "role": role}, list)


def link_for(http: HttpSettings, grantee: Grantee) -> str:
    """The whole address. Raises AccessUnusable."""
    from infra.http.access.sessions import Sessions

    return f"{http.url_for_people}/sign-in?token={Sessions(http.sessions).make_link(grantee)}"
