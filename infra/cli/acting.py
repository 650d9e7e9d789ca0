"""How a person acts: the options that every act has, asked for in one word.

A command that acts says ``act: Act``. `with_its_options` puts the options in place of it, so that the help shows them
and no act can forget one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, get_type_hints
from uuid import UUID

import typer

from infra.cli.failures import RefusedByLedger
from infra.cli.options import As, CommandId, ExpectedVersion, Happened, WaitForMine
from infra.cli.render.formats import AnswerAs, Format
from infra.cli.session import Session, session_of
from infra.cli.submit import Submission

if TYPE_CHECKING:
    from domain.kernel.message import Command
    from domain.kernel.refusal import Refusal

VERSION_DIFFERS = "version_differs"
_SESSION = "session"
_CONTEXT = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActNow:
    """What a person may say of an act that happens as it is told; the fields' order is that of the help."""

    session: Session
    acting_as: As = None
    command_id: CommandId = None
    expected_version: ExpectedVersion = None
    wait: WaitForMine = False
    answer_as: AnswerAs = Format.TABLE

    def carry_out(self, aggregate_id: UUID, command: Command, done: str) -> None:
        """Submit it and tell the answer; raises as `Submission.carry_out` does."""
        self._submit(None, aggregate_id, command, done)

    def have_refused(self, aggregate_id: UUID, version: int, command: Command, refusal: Refusal) -> NoReturn:
        """End with what the ledger would answer to ``command`` on an aggregate of this version.

        What a rule forbids is asked of the ledger all the same, which puts on record who tried it; where the aggregate
        has gone on since, it is only told. Raises RefusedByLedger.
        """
        if refusal.rule is not None:
            asked = replace(self, command_id=None, expected_version=version)
            try:
                asked.carry_out(aggregate_id, command, "It is possible after all, and done.")
            except RefusedByLedger as refused:
                if refused.refusal_code != VERSION_DIFFERS:
                    raise
        raise RefusedByLedger(refusal.code, refusal.message, refusal.rule)

    def _submit(self, happened: str | None, aggregate_id: UUID, command: Command, done: str) -> None:
        submission = Submission(self.session, self.acting_as, happened, self.command_id, self.expected_version)
        submission.carry_out(aggregate_id, command, done, wait=self.wait, answer_as=self.answer_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(ActNow):
    """The same of an act that may have happened before it is told."""

    happened: Happened = None

    def carry_out(self, aggregate_id: UUID, command: Command, done: str) -> None:
        """Submit it with the time at which it happened."""
        self._submit(self.happened, aggregate_id, command, done)


def with_its_options(function: Callable[..., None]) -> Callable[..., None]:
    """``function``, with the options of its ``act`` in place of it; any other function as it is."""
    own = dict(inspect.signature(function).parameters)
    if own.pop("act", None) is None:
        return function
    hints = get_type_hints(function, include_extras=True)
    act_type: type[ActNow] = hints["act"]
    options = _options_of(act_type)

    @wraps(function)
    def command(context: typer.Context, **given: Any) -> None:
        told = {option.name: given.pop(option.name) for option in options}
        function(**given, act=act_type(session=session_of(context), **told))

    asked = [parameter.replace(annotation=hints[name]) for name, parameter in own.items()]
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (_CONTEXT, *asked, *options)]
    command.__dict__["__signature__"] = inspect.Signature(parameters)
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _options_of(act_type: type[ActNow]) -> list[inspect.Parameter]:
    hints = get_type_hints(act_type, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(act_type)
        if field.name != _SESSION
    ]
