"""``caseledger case affordability CASE …``: what a household can pay a month."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.contacts.contact import Channel
from infra.cli.acting import Act
from infra.cli.case.known_case import known_case
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount


def affordability(
    case: CaseName,
    act: Act,
    income: Annotated[str, typer.Option(help="What comes in of a month after tax, such as 22000.")],
    housing: Annotated[str, typer.Option(help="What the home costs a month.")],
    channel: Annotated[Channel, typer.Option(help="Where the customer said so.")],
    adults: Annotated[Adults, typer.Option(help="The adults of the household.")] = Adults.SINGLE,
    child: Annotated[
        list[int] | None, typer.Option(metavar="AGE", help="The age that a child reaches this year. Repeat it.")
    ] = None,
    agreed_other: Annotated[str, typer.Option(help="What is agreed with others already, a month.")] = "0",
    standard_amount: Annotated[
        str | None, typer.Option(help="What the household lives on for a month, where no row on file says it.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where the standard amount was read.")] = None,
) -> None:
    """Work out what a household has left of a month. Plans that are proposed are then held against it.

    Housing, the standard amount that the law leaves to live on, and what is agreed with others come off the income.

    Example: caseledger case affordability 1100117 --income 22000 --housing 7800 --child 5 --channel phone
    """
    known = known_case(act.session, case)

    def minor(text: str, option: str) -> int:
        return read_amount(text, known.currency, option)

    command = AssessAffordability(
        person_id=known.person_id,
        channel=channel,
        adults=adults,
        income_minor=minor(income, "--income"),
        housing_minor=minor(housing, "--housing"),
        agreed_other_minor=minor(agreed_other, "--agreed-other"),
        standard_amount_source=source,
        ages=tuple(child or ()),
        standard_amount_minor=None if standard_amount is None else minor(standard_amount, "--standard-amount"),
    )
    act.carry_out(known.case_id, command, "What is left of a month is worked out; `case show` says how much.")
