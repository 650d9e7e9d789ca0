"""A customer speaks for themselves: on My page, as the customer, of now, and never for anybody else."""

from __future__ import annotations

from typing import get_type_hints
from uuid import UUID

from domain.case.contacts.contact import Channel
from domain.case.plans.state import Proposer
from domain.person.details.state import WishedChannel
from infra.http.commands.sending import AskedCommand
from infra.http.problems import HttpProblem

_BY_HAND = ("standard_amount_minor", "standard_amount_source")
"""What only who has seen the papers says."""


def check_own_words(asked: AskedCommand, person_id: UUID) -> None:
    """Raises HttpProblem for a command in which the customer would be somebody else, somewhere else or at another time.

    It goes by the fields that say so, whatever the command: one that is new is held to it without a line here.
    """
    if asked.occurred_at != asked.now:
        raise HttpProblem("forbidden", "On My page it happens now: leave out `occurred_at`.")
    for name, kind in get_type_hints(type(asked.command)).items():
        value = getattr(asked.command, name)
        if name == "person_id" and value != person_id:
            raise HttpProblem("forbidden", "A customer speaks for themselves: `person_id` is their own.")
        if name == "channel" and value not in (Channel.MY_PAGE, WishedChannel.MY_PAGE):
            raise HttpProblem("forbidden", "A customer says it on My page: `channel` is `my_page`.")
        if kind is Proposer and value is not Proposer.CUSTOMER:
            raise HttpProblem("forbidden", f"A customer answers for the customer: `{name}` is `customer`.")
        if name in _BY_HAND and value is not None:
            raise HttpProblem("forbidden", f"The law's amount holds here: leave out `{name}`.")
