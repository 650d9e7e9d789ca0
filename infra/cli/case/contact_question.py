"""``caseledger case may-contact CASE``: whether a contact would be within the rules. Nothing is written."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from domain.case.contacts.contact import Channel, Purpose
from infra.cli.case.known_case import case_now
from infra.cli.failures import RefusedByLedger
from infra.cli.options import CaseName
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of


def may_contact(
    context: typer.Context,
    case: CaseName,
    channel: Annotated[Channel, typer.Option(help="Where.")],
    purpose: Annotated[Purpose, typer.Option(help="What it is to be about.")] = Purpose.PAYMENT,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="When it is to be. Default: now.")] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Ask whether the debtor may be contacted, before it is done: hours, how often, holds. Nothing is written.

    Ends with 3 when a rule is against it, and names the rule.

    Example: caseledger case may-contact 1100117 --channel phone --at "2026-11-28 16:00"
    """
    from domain.case.contacts.guard import Approach, refuse_contact

    session = session_of(context)
    known = case_now(session, case)
    when = session.zone.read(at, "--at") if at else session.clock.now()
    approach = Approach(channel, purpose, known.state.debtors.main())
    against = refuse_contact(known.state, approach, when)
    if against is None or answer_as is not Format.TABLE:
        answer: dict[str, Any] = {
            "case_id": known.case_id,
            "channel": channel,
            "purpose": purpose,
            "at": when,
            "allowed": against is None,
            "code": against and against.code,
            "message": against and against.message,
            "rule": against and against.rule,
        }
        tell(
            session.screen,
            answer_as,
            lambda: answer,
            lambda: [f"Yes: no rule is against it at {session.zone.show(when)}."],
        )
    if against is not None:
        raise RefusedByLedger(against.code, against.message, against.rule)
