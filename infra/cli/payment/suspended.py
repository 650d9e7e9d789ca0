"""Who paid the money in suspense, what they wrote and which cases are suggested, at the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rich.console import RenderableType

from infra.cli.personal import with_texts
from infra.cli.questions.labels import Labels, called
from infra.cli.questions.questions import asked
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


def labels_of_candidates(session: Session, paid: Mapping[UUID, WhoPaid]) -> Labels:
    """How the suggested cases are called."""
    from projections.balances.queries import labels

    case_ids = {case_id for one in paid.values() for case_id in one.case_ids}
    return asked(session, lambda opened: labels(opened, case_ids), wait=False).value if case_ids else {}


def who_paid_table(rows: Collection[Suspended], paid: Mapping[UUID, WhoPaid], labels: Labels) -> RenderableType:
    """A line for each case that is suggested, with the suggestion's number, or for the payment alone; in the order of
    ``rows``."""
    columns = [
        whole("payment"), text("paid by"), text("wrote"), number("no."), text("may be for"), text("because"),
        number("score"),
    ]  # fmt: skip
    listed = [line for row in rows if (one := paid.get(row.payment_id)) for line in _lines(row, one, labels)]
    return table("Who paid, and which cases it may be for", columns, listed)


def _lines(row: Suspended, paid: WhoPaid, labels: Labels) -> list[tuple[str, ...]]:
    who = "\n".join(filter(None, (paid.payer, paid.payer_account)))
    wrote = "\n".join(filter(None, (*(paid.references or ()), paid.message)))
    candidates = [
        (str(one.suggestion), called(one.case_id, labels), one.basis.replace("_", " "), str(one.score))
        for one in paid.candidates
    ]
    first, *others = candidates or [("",) * 4]
    return [(str(row.payment_id), who, wrote, *first), *(("", "", "", *one) for one in others)]
