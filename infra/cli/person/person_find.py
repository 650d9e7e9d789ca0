"""``caseledger person find``: who is meant, by what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from domain.person.registration.registering import PersonKind
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import Purpose, Wait
from infra.cli.person.naming import person_under
from infra.cli.person.person_view import ERASED
from infra.cli.questions.questions import asked, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import number, table, text, whole
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.person.queries import KnownAs

MODEL = "person"
FOUND_MAX = 50


def find(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="The beginnings of words of the name, such as 'asa ob'.")] = None,
    email: Annotated[str | None, typer.Option(help="The whole e-mail address.")] = None,
    phone: Annotated[str | None, typer.Option(help="The phone number, with or without the country's.")] = None,
    national_id: Annotated[str | None, typer.Option(help="The national id; --country says whose.")] = None,
    country: Annotated[str, typer.Option(metavar="CODE", help="Whose national id it is.")] = "SE",
    kind: Annotated[
        PersonKind, typer.Option(help="Whose national id: a human being's, or a company's.")
    ] = PersonKind.NATURAL,
    reference: Annotated[
        str | None, typer.Option(metavar="CASE", help="A case of theirs: its id, CREDITOR/REFERENCE or a reference.")
    ] = None,
    purpose: Purpose = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Find persons by name, e-mail, phone, national id or a reference. What is given must all be so at once.

    Names, addresses and numbers that a person had before are found too, and so is who was given up for another one.
    Who looked, at whom and why stands on record before anything is shown.

    Example: caseledger person find --name "asa ob" --phone 070-1740605
    """  # fmt: skip
    session = session_of(context, purpose)
    if not any((name, email, phone, national_id, reference)):
        raise CannotBeUsed("Say what is known: --name, --email, --phone, --national-id or --reference.")
    exactly = _exactly(session, national_id, country.upper(), kind, reference)

    def ask(opened: connection) -> list[dict[str, Any]]:
        return _found(opened, exactly, name, email, phone)

    answer = asked(session, ask, wait=wait)
    found, has_more = answer.value[:FOUND_MAX], len(answer.value) > FOUND_MAX
    tell(
        session.screen,
        answer_as,
        lambda: {"persons": found, "has_more": has_more, "reflects": reflects(answer, MODEL)},
        lambda: [_table(found, has_more), reflects_line(answer, MODEL)],
        listed="persons",
    )
    if not found:
        raise NotFound("Nobody is known like that.")


def _exactly(
    session: Session, national_id: str | None, country: str, kind: PersonKind, reference: str | None
) -> set[UUID] | None:
    """Who it must be among, by what names a person or a case; None when nothing of that was given."""
    from infra.cli.case.known_case import case_now

    given: list[set[UUID]] = []
    if national_id is not None:
        given.append({person_under(session, country, national_id, kind)})
    if reference is not None:
        given.append(set(case_now(session, reference).state.debtors.roles))
    return set.intersection(*given) if given else None


def _found(
    opened: connection, exactly: set[UUID] | None, name: str | None, email: str | None, phone: str | None
) -> list[dict[str, Any]]:
    from projections.person import queries

    ids = queries.find(opened, name=name, email=email, phone=phone, among=exactly, limit=FOUND_MAX + 1)
    known = queries.known_as(opened, ids)
    erased = {one.person_id for one in queries.persons(opened, ids) if one.status == ERASED}
    return [_row(one, queries.who_stays(opened, one), known, is_erased=one in erased) for one in ids]


def _row(person: UUID, stays: UUID, known: list[KnownAs], *, is_erased: bool) -> dict[str, Any]:
    mine = [one for one in known if one.person_id == person]

    def first(field: str) -> str | None:
        return next((value for one in mine if (value := getattr(one, field))), None)

    return {
        "person_id": person,
        "turned_out_to_be": stays if stays != person else None,
        "name": first("name"),
        "email": first("email"),
        "phone": first("phone"),
        "erased": is_erased,
        "cases": sum(one.role is not None for one in mine),
    }


def _note(one: dict[str, Any]) -> str:
    if one["turned_out_to_be"]:
        return f"turned out to be {one['turned_out_to_be']}"
    return "erased" if one["erased"] else ""


def _table(found: list[dict[str, Any]], has_more: bool) -> Any:
    columns = [whole("person"), text("name"), text("e-mail"), text("phone"), number("cases"), text("note")]
    rows = [
        (
            str(one["person_id"]), one["name"] or "", one["email"] or "", one["phone"] or "", one["cases"],
            _note(one),
        )
        for one in found
    ]  # fmt: skip
    caption = f"The first {FOUND_MAX}; there are more. Say more of whom you look for." if has_more else ""
    return table("Persons", columns, rows, caption=caption)
