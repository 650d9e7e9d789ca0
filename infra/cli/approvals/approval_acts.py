"""``caseledger approvals approve|decline``: the ledger decides, here it is only asked."""

from __future__ import annotations

from typing import Annotated

import typer

from infra.cli.acting import Act
from infra.cli.approvals.kinds import APPROVE, DECLINE, NAMED, KindGiven, Number, OfWhat


def approve(kind: KindGiven, of: OfWhat, number: Number, act: Act) -> None:
    """Approve a request, as a second person: what was asked for is done at once, as things stand by now.

    Who asked cannot do so. Above a limit (`caseledger law explain given_up_by_two_above`) two others must.

    Example: caseledger approvals approve closure 1100117 1 --as agent-9
    """
    done = f"You approve request {number}: it is done, or one more person must approve so much."
    act.carry_out(NAMED[kind](act.session, of), APPROVE[kind](number), done)


def decline(
    kind: KindGiven,
    of: OfWhat,
    number: Number,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as customer_pays.")],
) -> None:
    """Decline a request, or withdraw one of your own: nothing comes of it.

    Example: caseledger approvals decline closure 1100117 1 --reason customer_pays
    """
    act.carry_out(NAMED[kind](act.session, of), DECLINE[kind](number, reason), f"Request {number} is declined.")
