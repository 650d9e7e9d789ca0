"""``caseledger creditor register|rename|contract``: the ledger decides, here it is only asked."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from domain.creditor.contract.agreeing import AgreeContract, percent_text
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.registration.renaming import RenameCreditor
from domain.kernel.identity import creditor_uuid
from domain.law.codes import CreditorVat, Product
from infra.cli.acting import Act, ActNow
from infra.cli.creditor.resolve import note_others_of_this_name, registered
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CreditorName
from infra.cli.times import read_day

Commission = Annotated[
    str, typer.Option(metavar="PERCENT", help="Of what is collected, such as 12.5; two decimals at most.")
]
Vat = Annotated[str, typer.Option(metavar="PERCENT", help="Value added tax on the commission.")]


def register(
    creditor_id: Annotated[
        str, typer.Argument(metavar="ID", help="A short id for ever: 2 to 32 of a-z, 0-9 and dashes.")
    ],
    name: Annotated[str, typer.Option(help="The name as it is printed on letters, and written in claims files.")],
    act: Act,
    org_number: Annotated[str | None, typer.Option(help="Its number in the register of organisations.")] = None,
    jurisdiction: Annotated[str, typer.Option(help="Where it is at home.")] = "SE",
) -> None:
    """Register a creditor, so that its claims are taken.

    Cases belong to the id, which never changes; the name may change at any time. A claims file may give either.

    Example: caseledger creditor register norrsken --name "Norrsken Energi AB"
    """
    command = RegisterCreditor(creditor_id, name, org_number, jurisdiction.upper())
    act.carry_out(creditor_uuid(creditor_id), command, f"{name} is registered as {creditor_id}.")
    note_others_of_this_name(act.session, creditor_id, name)


def rename(
    creditor: CreditorName,
    name: Annotated[str, typer.Option(help="The new name.")],
    act: ActNow,
) -> None:
    """Give a creditor another name. It keeps its id and its cases.

    Example: caseledger creditor rename norrsken --name "Norrsken Kraft AB"
    """
    known = registered(act.session, creditor)
    done = f"{known.name} ({known.creditor_id}) is now called {name}."
    act.carry_out(creditor_uuid(known.creditor_id), RenameCreditor(name), done)
    note_others_of_this_name(act.session, known.creditor_id, name)


def contract(
    creditor: CreditorName,
    valid_from: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day on which these terms hold.")],
    commission: Commission,
    act: ActNow,
    vat: Vat = "25",
    remittance: Annotated[
        RemittanceInterval, typer.Option(help="How often what was collected is paid out.")
    ] = RemittanceInterval.MONTHLY,
    fees_go_to: Annotated[FeesGoTo, typer.Option(help="Who keeps the fees that debtors pay.")] = FeesGoTo.AGENCY,
    commission_is: Annotated[
        CommissionIs, typer.Option(help="Withheld from what is paid out, or invoiced apart from it.")
    ] = CommissionIs.WITHHELD,
    product: Annotated[
        Product | None, typer.Option(help="What its claims are from, where a claim does not say it. Default: not said.")
    ] = None,
    creditor_vat: Annotated[
        CreditorVat | None,
        typer.Option(help="Whether it deducts the VAT on the agency's fees, on which caps depend. Default: not said."),
    ] = None,
) -> None:
    """Agree on the terms of work for a creditor. They hold from a day on, until the next ones do.

    Example: caseledger creditor contract norrsken --from 2026-04-01 --commission 12.5
    """
    known = registered(act.session, creditor)
    day = read_day(valid_from, "--from")
    rates = (read_percent(commission, "--commission"), read_percent(vat, "--vat"))
    done = f"From {day}, {known.name} pays a commission of {percent_text(rates[0])}."
    command = AgreeContract(day, *rates, remittance, fees_go_to, commission_is, product, creditor_vat)
    act.carry_out(creditor_uuid(known.creditor_id), command, done)


def read_percent(text: str, option: str) -> int:
    """Basis points. Raises CannotBeUsed."""
    found = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%?", text)
    if found is None:
        raise CannotBeUsed(f"{option}: this is no percentage. Write it like 12.5.")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
