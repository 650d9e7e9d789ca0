"""What can go wrong in a command, and with which exit code it then ends.

Whoever raises one of the expected errors has written the sentence for the person; here it only gets its code. An
error that is not in the table is a fault of ours.
"""

from __future__ import annotations

from infra.cli.exit_codes import ExitCode


class CommandFailed(Exception):
    """Ends the command with ``code``; the message says what is wrong and what to do."""

    code = ExitCode.FAULT


class NotFound(CommandFailed):
    """There is nothing under the name that was given."""

    code = ExitCode.NOT_FOUND


class CannotBeUsed(CommandFailed):
    """What was typed cannot be used."""

    code = ExitCode.TO_BE_PUT_RIGHT


class Unavailable(CommandFailed):
    """Something that should answer does not."""

    code = ExitCode.UNAVAILABLE


class RefusedByLedger(CommandFailed):
    """The answer was no. ``refusal_code`` is stable, ``rule`` names the law or policy behind it, where there is one."""

    code = ExitCode.REFUSED

    def __init__(self, refusal_code: str, message: str, rule: str | None = None) -> None:
        super().__init__(f"{message} [{refusal_code}{f', rule {rule}' if rule else ''}]")
        self.refusal_code, self.message, self.rule = refusal_code, message, rule


def exit_code_of(error: BaseException) -> ExitCode | None:
    """The code that an error ends with; None for one that nobody foresaw."""
    if isinstance(error, CommandFailed):
        return error.code
    return next((code for code, kinds in _expected().items() if isinstance(error, kinds)), None)


def _expected() -> dict[ExitCode, tuple[type[BaseException], ...]]:
    # Imported here: a command that goes well, or only shows its help, does not wait for any of it.
    from kafka.errors import KafkaError
    from psycopg2 import OperationalError as DatabaseLost

    from infra.audit.checker import HistoryUnreadable
    from infra.audit.heads import HeadsUnreadable
    from infra.audit.places import TrailDiffers
    from infra.client import AnswersNotAllowed, CommandNotAnswered, CommandTooLarge, NotAllowed
    from infra.eventlog.errors import ClusterRefuses, LogCorrupted, LogUnavailable, TopicSettingsError
    from infra.http.access.grantees import AccessUnusable
    from infra.intake.refused.rejected import FileRejected
    from infra.metrics.server import MetricsPortTaken
    from infra.postgres.connect import DatabaseUnavailable
    from infra.postgres.errors import DatabaseToBePutRight
    from infra.postgres.progress import NotReflectedYet
    from infra.runtime.network import PortNotFree
    from infra.runtime.settings_error import SettingsError
    from infra.stack.errors import FolderNotUsable, MissingLocalExtra, OtherBrokers, PortTaken, StackError

    to_be_put_right = (
        CommandTooLarge,
        NotAllowed,
        AnswersNotAllowed,
        SettingsError,
        TopicSettingsError,
        MissingLocalExtra,
        FolderNotUsable,
        OtherBrokers,
        PortTaken,
        ClusterRefuses,
        DatabaseToBePutRight,
        AccessUnusable,
        PortNotFree,
        MetricsPortTaken,
    )
    return {
        ExitCode.FAULT: (TrailDiffers, LogCorrupted),
        ExitCode.TO_BE_PUT_RIGHT: to_be_put_right,
        ExitCode.BAD_INPUT: (FileRejected, HeadsUnreadable, HistoryUnreadable),
        ExitCode.UNAVAILABLE: (
            StackError,
            LogUnavailable,
            KafkaError,
            DatabaseUnavailable,
            DatabaseLost,
            CommandNotAnswered,
            NotReflectedYet,
        ),
    }
