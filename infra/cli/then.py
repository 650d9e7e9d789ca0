"""``--as-of`` and ``--known-at``: another time than now, of which a question is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.session import Session
from projections.kit.then import Then

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="As of what had happened by then (a day: by its end).")
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help="As of what was on record by then (a day: by its end).")
]


def then_asked(session: Session, as_of: str | None, known_at: str | None) -> Then | None:
    """None for now. Raises CannotBeUsed for a time that has not begun: nobody knows of it yet."""
    happened_by = _time_gone_by(session, as_of, "--as-of")
    recorded_by = _time_gone_by(session, known_at, "--known-at")
    return Then(happened_by, recorded_by, session.settings.zone) if happened_by or recorded_by else None


def _time_gone_by(session: Session, text: str | None, option: str) -> datetime | None:
    """The last instant that is meant."""
    if not text:
        return None
    now = session.clock.now()
    if session.zone.read(text, option) > now:
        raise CannotBeUsed(f"{option}: that time has not come; it is {session.zone.show(now)}. Leave it out for now.")
    return session.zone.read(text, option, at_end_of_day=True)


def when_asked(as_of: str | None, known_at: str | None) -> str:
    """Which time the answer is of, as it was typed; empty for now."""
    parts = (f"as of {as_of}" if as_of else "", f"as known at {known_at}" if known_at else "")
    return ", ".join(filter(None, parts))


def times_asked(then: Then | None) -> dict[str, datetime | None]:
    """The same in a document; nothing for now."""
    return {"as_of": then.happened_by, "known_at": then.recorded_by} if then else {}
