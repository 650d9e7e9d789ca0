"""Asking the ledger for something, and telling the person what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from rich.text import Text

from infra.cli.command_ids import check_is_not_of_another
from infra.cli.failures import RefusedByLedger
from infra.cli.render.formats import Format, tell
from infra.cli.session import Session, user_name

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.kernel.message import Command
    from infra.messages.replies import CommandAnswered

ANSWER_LIMIT_S = 30.0


class Submission:
    """One command from a person. ``happened`` is as typed, None for now; ``command_id`` None: a new one."""

    def __init__(
        self,
        session: Session,
        acting_as: str | None,
        happened: str | None = None,
        command_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> None:
        self._session = session
        self._actor_id = acting_as or user_name()
        self._happened = happened
        self._is_second_try = command_id is not None
        self._expected_version = expected_version
        self.command_id = command_id or uuid4()

    def ask(self, aggregate_id: UUID, command: Command) -> CommandAnswered:
        """Send it and wait for the answer.

        Raises NoAnswer, which says what to type so that it happens once, RefusedByLedger for an id that another
        aggregate's command had, and SettingsError.
        """
        from domain.kernel.recorded import Actor
        from infra.client import CommandClient, NoAnswer
        from infra.messages.commands import CommandEnvelope
        from infra.runtime.log_access import open_log
        from infra.runtime.tracing import begin_tracing, request_span

        session = self._session
        begin_tracing(session.environ)
        now = session.clock.now()
        occurred_at = session.zone.read(self._happened, "--happened") if self._happened else now
        envelope = CommandEnvelope(
            id=self.command_id,
            aggregate_id=aggregate_id,
            occurred_at=occurred_at,
            actor=Actor("user", self._actor_id),
            correlation_id=aggregate_id,
            expected_version=self._expected_version,
        )
        connection, topics, _ = open_log(session.served)
        if self._is_second_try:
            check_is_not_of_another(session, self.command_id, aggregate_id)
        with CommandClient(connection, topics.commands, topics.replies) as client:
            try:
                with request_span(f"ask {type(command).__name__}", "", {}):
                    return client.ask(envelope, command, ANSWER_LIMIT_S)
            except NoAnswer:
                raise NoAnswer(
                    f"No answer within {ANSWER_LIMIT_S:g} s: see with `caseledger status` whether a writer runs. The "
                    "command was sent and may yet be carried out. Do not just give it again: that would be a second "
                    f"command. Give the same one with --command-id {self.command_id} added; then it happens once."
                ) from None

    def carry_out(
        self, aggregate_id: UUID, command: Command, done: str, *, wait: bool = False, answer_as: Format = Format.TABLE
    ) -> None:
        """Ask, and tell the answer; ``done`` says what has happened when it was accepted.

        Raises RefusedByLedger (after the answer, when it is for a program), NoAnswer, NotReflectedYet.
        """
        answer = self.ask(aggregate_id, command)
        if answer.accepted and wait:
            from infra.cli.database import wait_until_reflected

            wait_until_reflected(self._session.served, {answer.partition: answer.position})
        if answer.accepted or answer_as is not Format.TABLE:
            tell(self._session.screen, answer_as, lambda: answer_document(answer), lambda: _told(answer, done))
        if not answer.accepted:
            if said := law_behind(answer.rule):
                self._session.screen.note(said)
            raise RefusedByLedger(answer.code, answer.message, answer.rule)


def _told(answer: CommandAnswered, done: str) -> list[RenderableType]:
    again = " (the ledger had this command before: nothing was added)" if answer.repeated else ""
    place = f"version {answer.version}, position {answer.position} of partition {answer.partition}"
    return [f"{done}{again}", Text(f"{answer.aggregate_id}, {place}", style="dim")]


def law_behind(rule: str | None) -> str | None:
    """What a refusal's rule says, by which law, and how to read more of it; None where it names none that is known."""
    import domain.catalogue  # noqa: F401  # every theme has named its rules then
    from domain.law.rule_text import rule_text

    text = rule_text(rule) if rule else None
    return f"{text.sentence()}. More: `caseledger law explain {rule}`" if text else None


def answer_document(answer: CommandAnswered) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "command_id": answer.command_id,
        "aggregate_id": answer.aggregate_id,
        "accepted": answer.accepted,
        "repeated": answer.repeated,
        "version": answer.version,
        "partition": answer.partition,
        "position": answer.position,
        "code": answer.code or None,
        "message": answer.message or None,
        "rule": answer.rule,
    }
