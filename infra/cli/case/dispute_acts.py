"""``caseledger case dispute raise|acknowledge|resolve CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.contacts.contact import Channel
from domain.case.disputes.acknowledging import AcknowledgeDispute
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from infra.cli.acting import Act
from infra.cli.case.known_case import CaseNow, case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount

WhichDispute = Annotated[
    int | None, typer.Option("--dispute", metavar="N", help="Its number, as `case show` says. Default: the only one.")
]
DONE = {
    DisputeOutcome.UPHELD: "The dispute is answered: the customer is right. What was disputed is owed no more; if that "
    "was all, close the case with `caseledger case close CASE --outcome upheld_dispute --reason CODE`.",
    DisputeOutcome.PARTLY_UPHELD: "The dispute is answered: a part of the claim stands, and the rest is owed no more.",
    DisputeOutcome.REJECTED: "The dispute is answered: the claim stands. Its hold is lifted.",
}


def raise_(
    case: CaseName,
    act: Act,
    grounds: Annotated[Grounds, typer.Option(help="Why the customer says that the claim is wrong.")],
    channel: Annotated[Channel, typer.Option(help="Where the customer said so.")],
    text: Annotated[str, typer.Option(help="What the customer says. It is kept sealed.")],
    amount: Annotated[
        str | None, typer.Option(help="How much is disputed, such as 437.65. Default: the whole claim.")
    ] = None,
) -> None:
    """Record that the customer disputes the claim. The case is on hold until there is an answer in writing.

    Example: caseledger case dispute raise 1100117 --grounds wrong_amount --channel letter --text "Read twice"
    """
    known = known_case(act.session, case)
    disputed_minor = None if amount is None else read_amount(amount, known.currency, "--amount")
    command = RaiseDispute(grounds, disputed_minor, channel, known.person_id, text)
    done = "The dispute is recorded, and the case is on hold."
    act.carry_out(known.case_id, command, done)


def acknowledge(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where the customer was told.")],
    dispute: WhichDispute = None,
) -> None:
    """Record that the customer was told that the dispute is here.

    Example: caseledger case dispute acknowledge 1100117 --channel email
    """
    known = case_now(act.session, case)
    command = AcknowledgeDispute(_which(known, dispute), channel)
    act.carry_out(known.case_id, command, "It is recorded.")


def resolve(
    case: CaseName,
    act: Act,
    outcome: Annotated[DisputeOutcome, typer.Option(help="Whether the customer is right.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as meter_was_read.")],
    channel: Annotated[Channel, typer.Option(help="Where the answer was written: letter, email or my_page.")],
    stands: Annotated[
        str | None,
        typer.Option(help="What stands of all that is owed, disputed or not, when the customer is right in part."),
    ] = None,
    dispute: WhichDispute = None,
) -> None:
    """Record the written answer to a dispute, with which its hold ends.

    Example: caseledger case dispute resolve 1100117 --outcome rejected --reason meter_was_read --channel letter
    """
    known = case_now(act.session, case)
    stands_minor = None if stands is None else read_amount(stands, known.state.currency, "--stands")
    command = ResolveDispute(_which(known, dispute), outcome, stands_minor, reason, channel)
    act.carry_out(known.case_id, command, DONE[outcome])


def _which(known: CaseNow, dispute: int | None) -> int:
    return the_one_meant(dispute, known.state.disputes.open(), "open dispute", "--dispute")
