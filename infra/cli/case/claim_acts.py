"""``caseledger case validate|reject|amend CASE …``: a claim is looked through, turned down or put right."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.claim.amending import AmendClaim
from domain.case.claim.rejecting import RejectClaim, RejectionReason
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from infra.cli.acting import Act
from infra.cli.case.known_case import known_case
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day

RATE_FORM = "such as 10.50"


def validate(
    case: CaseName,
    act: Act,
    identified_by: Annotated[IdentifiedBy, typer.Option(help="Who says who the debtor is.")],
    age_then: Annotated[AgeThen, typer.Option(help="Whether the debtor was of age when the debt arose.")],
    interest: Annotated[
        str | None,
        typer.Option(
            metavar="RATE:FROM:UNTIL:BASE",
            help="How the claim's interest came about: percent a year, the days, and on how much it ran. Needed when "
            "the claim has interest.",
        ),
    ] = None,
    reminded_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which the creditor reminded the debtor, if it did.")
    ] = None,
) -> None:
    """Record that the claim was looked through and may be collected. Letters come only after that.

    Example: caseledger case validate 1100117 --identified-by national_id --age-then adult --interest
    10.50:2026-01-31:2026-03-01:1000
    """
    known = known_case(act.session, case)
    command = ValidateClaim(
        identified_by,
        age_then,
        None if interest is None else _basis(interest, known.currency),
        None if reminded_on is None else read_day(reminded_on, "--reminded-on"),
    )
    act.carry_out(known.case_id, command, "The claim is validated: letters may ask for it.")


def reject(
    case: CaseName, act: Act, reason: Annotated[RejectionReason, typer.Option(help="Why it is turned down.")]
) -> None:
    """Turn a claim down before it is validated. Nothing of it is collected, and the case is over.

    Example: caseledger case reject 1100117 --reason incurred_as_minor
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, RejectClaim(reason), "The claim is rejected.")


def amend(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as invoice_misread.")],
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which the claim fell due.")] = None,
    description: Annotated[str | None, typer.Option(help="What the claim is for. It is kept sealed.")] = None,
) -> None:
    """Put right what a claim is for, or when it fell due. What was claimed too much is credited: `case credit`.

    Example: caseledger case amend 1100117 --due 2026-01-15 --reason invoice_misread
    """
    known = known_case(act.session, case)
    command = AmendClaim(None if due is None else read_day(due, "--due"), known.person_id, description, reason)
    act.carry_out(known.case_id, command, "The claim is amended.")


def _basis(text: str, currency: str) -> InterestBasis:
    parts = text.split(":")
    if len(parts) != 4:
        raise CannotBeUsed(f"--interest: {text!r} is no basis. Write it like 10.50:2026-01-31:2026-03-01:1000.")
    rate, first, until, base = parts
    return InterestBasis(
        _basis_points(rate),
        read_day(first, "--interest"),
        read_day(until, "--interest"),
        read_amount(base, currency, "--interest"),
    )


def _basis_points(text: str) -> int:
    whole, _, part = text.partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(part) > 2 or len(whole) > 4 or not whole:
        raise CannotBeUsed(f"--interest: {text!r} is no yearly rate in percent, {RATE_FORM}.")
    return int(whole) * 100 + int(part.ljust(2, "0"))
