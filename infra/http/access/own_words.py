"""A customer speaks for themselves: on My page, as the customer, of now, and never for anybody else."""

from __future__ import annotations

from uuid import UUID

from infra.cases.self_service import not_their_own
from infra.http.commands.sending import AskedCommand
from infra.http.problems import HttpProblem


def check_own_words(asked: AskedCommand, person_id: UUID) -> None:
    """Raises HttpProblem for a command in which they would be somebody else, somewhere else or at another time."""
    if asked.occurred_at != asked.now:
        raise HttpProblem("forbidden", "On My page it happens now: leave out `occurred_at`.")
    if (why := not_their_own(asked.command, person_id)) is not None:
        raise HttpProblem("forbidden", why)
