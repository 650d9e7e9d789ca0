"""``caseledger case contact|plan|deadline|credit|close CASE …``: the ledger decides, here it is only asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from domain.case.allocation.direct import ReportDirectPayment
from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from infra.cli.acting import Act, ActNow
from infra.cli.case.known_case import known_case
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.render.words import counted
from infra.cli.times import read_day


def contact(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where.")],
    purpose: Annotated[Purpose, typer.Option(help="What it was about.")],
    outcome: Annotated[ContactOutcome, typer.Option(help="What came of it.")],
    direction: Annotated[Direction, typer.Option(help="Who began it.")] = Direction.OUTBOUND,
    note: Annotated[str | None, typer.Option(help="Free text about a person: only what is needed.")] = None,
    broke_rule: Annotated[
        bool, typer.Option("--broke-rule", help="It took place though a rule was against it: record it as a breach.")
    ] = False,
) -> None:
    """Record that we spoke with the debtor, or tried to. What a rule forbids is refused, and the attempt recorded.

    Ask beforehand with `caseledger case may-contact`. What the customer began is never refused.

    Example: caseledger case contact 1100117 --channel phone --purpose first_contact --outcome promised_to_pay
    """
    known = known_case(act.session, case)
    command = RecordContact(channel, direction, purpose, outcome, known.person_id, note, broke_rule)
    act.carry_out(known.case_id, command, "The contact is recorded.")


def plan(
    case: CaseName,
    act: Act,
    instalment: Annotated[
        list[str], typer.Option(metavar="DATE:AMOUNT", help="One instalment, such as 2026-04-01:500.00. Repeat it.")
    ],
    channel: Annotated[Channel, typer.Option(help="Where it was agreed.")],
    proposed_by: Annotated[Proposer, typer.Option(help="Who proposed it.")] = Proposer.CUSTOMER,
) -> None:
    """Agree on an instalment plan over the whole debt. It takes the place of the deadlines that run.

    Example: caseledger case plan 1100117 --channel phone --instalment 2026-04-01:500 --instalment 2026-05-01:500
    """
    known = known_case(act.session, case)
    instalments = tuple(Instalment(*_instalment(text, known.currency)) for text in instalment)
    agreed_at = act.session.zone.read(act.happened, "--happened") if act.happened else act.session.clock.now()
    command = AgreePlan(channel, proposed_by, act.session.zone.day(agreed_at), instalments)
    done = f"A plan of {counted(len(instalments), 'instalment')} is agreed."
    act.carry_out(known.case_id, command, done)


def deadline(
    case: CaseName,
    act: ActNow,
    due: Annotated[str, typer.Option(metavar="DATE", help="The last day on which it is in time.")],
    amount: Annotated[str, typer.Option(help="What must be paid by then, such as 1234.50; 0 for no amount.")] = "0",
    kind: Annotated[DeadlineKind, typer.Option(help="What the deadline is for.")] = DeadlineKind.PAYMENT_DEMAND,
) -> None:
    """Set a deadline. It counts as missed only after the grace that the rules give."""
    known = known_case(act.session, case)
    command = SetDeadline(kind, read_day(due, "--due"), read_amount(amount, known.currency, "--amount"))
    act.carry_out(known.case_id, command, "The deadline is set.")


def end_plan(
    case: CaseName,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as customer_asked.")],
    act: Act,
) -> None:
    """End the plan that is in force. The case goes on where it was, and another plan can be agreed.

    Example: caseledger case end-plan 1100117 --reason customer_asked
    """
    known = known_case(act.session, case)
    command = TerminatePlan(reason)
    act.carry_out(known.case_id, command, "The plan is ended.")


def direct_payment(
    case: CaseName,
    amount: Annotated[str, typer.Option(help="What was paid, such as 1234.50.")],
    paid_on: Annotated[str, typer.Option(metavar="DATE", help="The day on which the creditor had it.")],
    act: ActNow,
) -> None:
    """Record that the debtor paid the creditor directly: less is owed, and no account of ours moves.

    Example: caseledger case direct-payment 1100117 --amount 500 --paid-on 2026-03-12
    """
    known = known_case(act.session, case)
    amount_minor = read_amount(amount, known.currency, "--amount")
    command = ReportDirectPayment(known.currency, amount_minor, read_day(paid_on, "--paid-on"))
    act.carry_out(known.case_id, command, "The payment to the creditor is recorded.")


def credit(
    case: CaseName,
    amount: Annotated[str, typer.Option(help="How much of the principal, such as 1234.50.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as goods_returned.")],
    act: Act,
    owed_until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The first day on which it was not owed any more. Default: it never was."),
    ] = None,
) -> None:
    """Record that the creditor credited a part of the principal, or all of it: that much is not owed. What was paid of
    it is owed back to who paid, also on a case that ended as paid.

    Late interest that was added on it for days on which it was not owed is taken back.

    Example: caseledger case credit 1100117 --amount 400 --reason goods_returned --owed-until 2026-03-01
    """
    known = known_case(act.session, case)
    until = None if owed_until is None else read_day(owed_until, "--owed-until")
    command = CreditPrincipal(known.currency, read_amount(amount, known.currency, "--amount"), reason, until)
    act.carry_out(known.case_id, command, "The credit is recorded.")


def close(
    case: CaseName,
    act: Act,
    outcome: Annotated[Outcome, typer.Option(help="How it ended.")],
    reason: Annotated[str | None, typer.Option(help="Why, as a short code such as asked_by_creditor.")] = None,
) -> None:
    """Close a case. What is still owed is then no longer collected; money that comes waits in suspense.

    More than one person may give up (`caseledger law explain given_up_alone_up_to`) is only asked for with this:
    somebody else approves it with `caseledger approvals approve closure CASE NUMBER`.
    """
    known = known_case(act.session, case)
    command = CloseCase(outcome, reason)
    done = "The case is closed. Where more is owed than one person may give up, that is asked for, and it goes on."
    act.carry_out(known.case_id, command, done)


def _instalment(text: str, currency: str) -> tuple[date, int]:
    day, colon, amount = text.partition(":")
    if not colon:
        raise CannotBeUsed(f"--instalment: {text!r} is no instalment. Write it like 2026-04-01:500.00.")
    return read_day(day, "--instalment"), read_amount(amount, currency, "--instalment")
