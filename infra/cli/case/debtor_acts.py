"""``caseledger case add-debtor|remove-debtor CASE …``."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID, uuid4

import typer

from domain.case.debtors.adding import AddDebtor
from domain.case.debtors.removing import RemoveDebtor
from domain.kernel.identity import person_by_command
from domain.person.cases.state import DebtorRole
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.person.naming import anybody_under, who_stays


def add_debtor(
    case: CaseName,
    act: Act,
    role: Annotated[DebtorRole, typer.Option(help="As what. The main debtor is the one of the claim.")],
    name: Annotated[str, typer.Option(help="What they are called in the papers by which they owe.")],
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    national_id: Annotated[
        str | None, typer.Option(help="The national id: who has it is one person at all creditors.")
    ] = None,
    person: Annotated[
        UUID | None, typer.Option(metavar="PERSON", help="The id of who it is, if they are on file.")
    ] = None,
) -> None:
    """Add a debtor to a case, beside its main one. Without an id or a national id they are somebody new.

    Example: caseledger case add-debtor 1100117 --role guarantor --name "Bo Ek" --national-id 8112189876
    """
    known, command_id = case_now(act.session, case), act.command_id or uuid4()
    if person and national_id:
        raise CannotBeUsed("Say who it is with --person or with --national-id, not with both.")
    if person is not None:
        debtor = who_stays(act.session, person)
    elif national_id is not None:
        debtor = anybody_under(act.session, known.state.claim.jurisdiction, national_id)
    else:
        debtor = person_by_command(command_id)
    command = AddDebtor(debtor, role, name, email, national_id)
    replace(act, command_id=command_id).carry_out(
        known.case_id, command, f"The person {debtor} is a debtor of the case."
    )


def remove_debtor(
    case: CaseName,
    person: Annotated[UUID, typer.Option(metavar="PERSON", help="The id of who it is, as `case show` has it.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as guarantee_ended.")],
    act: Act,
) -> None:
    """Take a debtor off a case: they were added by mistake, or what they answered for is over.

    Example: caseledger case remove-debtor 1100117 --person PERSON --reason guarantee_ended
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, RemoveDebtor(person, reason), "They are no debtor of the case any more.")
