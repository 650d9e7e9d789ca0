"""Who paid the money in suspense, what they wrote and which cases are suggested, at the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rich.console import RenderableType

from domain.kernel.money import Money
from infra.cli.personal import with_texts
from infra.cli.render.table import number, table, text, whole
from infra.cli.session import Session

if TYPE_CHECKING:
    from infra.cases.who_paid import WhoPaid
    from projections.balances.answers import Suspended
    from projections.kit.then import Then


def who_paid(session: Session, payment_ids: Collection[UUID], then: Then | None) -> Mapping[UUID, WhoPaid]:
    """Of each payment; nothing, which is said, where the log cannot be read. That texts are shown is on record."""
    from infra.cases.who_paid import WhoPaid
    from infra.cli.case.resolve import looking_up
    from infra.cli.failures import Unavailable
    from infra.eventlog.errors import LogUnavailable

    if not payment_ids:
        return {}
    try:
        with looking_up(session) as lookup:
            histories = lookup.histories_of(payment_ids)
    except (Unavailable, LogUnavailable) as error:
        session.screen.note(f"Who paid, and what is suggested, stands in the log, which cannot be read. {error}")
        return {}
    opened = iter(with_texts(session, [event for events in histories.values() for event in events]))
    return {payment: WhoPaid.of([next(opened) for _ in events], then) for payment, events in histories.items()}


def who_paid_document(paid: WhoPaid | None) -> dict[str, Any]:
    """For machines; the names are there where nothing is known, too."""
    from dataclasses import asdict

    from infra.cases.who_paid import WhoPaid

    return asdict(paid or WhoPaid())


def who_paid_table(rows: Collection[Suspended], paid: Mapping[UUID, WhoPaid]) -> RenderableType:
    """A line for each case that is suggested, or for the payment alone; in the order of ``rows``."""
    columns = [
        whole("payment"), text("paid by"), text("wrote"), whole("may be for"), number("amount"), text("because"),
        number("score"),
    ]  # fmt: skip
    listed = [line for row in rows if (one := paid.get(row.payment_id)) for line in _lines(row, one)]
    return table("Who paid, and which cases it may be for", columns, listed)


def _lines(row: Suspended, paid: WhoPaid) -> list[tuple[str, ...]]:
    who = "\n".join(filter(None, (paid.payer, paid.payer_account)))
    wrote = "\n".join(filter(None, (*(paid.references or ()), paid.message)))
    candidates = [
        (str(one.case_id), str(Money(one.amount_minor, row.currency)), one.basis.replace("_", " "), str(one.score))
        for one in paid.candidates
    ]
    first, *others = candidates or [("",) * 4]
    return [(str(row.payment_id), who, wrote, *first), *(("", "", "", *one) for one in others)]
