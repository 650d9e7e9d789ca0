"""The directory of creditors says what their events do; what changes while one looks is not accused."""

from __future__ import annotations

from domain.kernel.directory import CreditorEntry
from infra.audit.against_directory import Entries, against_directory
from infra.audit.report import Report

NOW = CreditorEntry("fjord", "Fjord Nord AB", ("Fjordkraft AB",))
THEN = CreditorEntry("fjord", "Fjordkraft AB")
OTHER = CreditorEntry("ostra", "Östra Bostäder AB")


def found(in_log: list[CreditorEntry], before: list[CreditorEntry], after: list[CreditorEntry]) -> list[str]:
    report = Report()
    against_directory(*(by_id(entries) for entries in (in_log, before, after)), report)
    assert {finding.code for finding in report.findings} <= {"directory_differs"}
    return [finding.where for finding in report.findings]


def by_id(entries: list[CreditorEntry]) -> Entries:
    return {entry.creditor_id: entry for entry in entries}


def test_a_directory_that_says_what_the_log_does_is_sound() -> None:
    assert found([NOW, OTHER], [OTHER, NOW], [NOW, OTHER]) == []


def test_an_entry_that_is_lost_stale_or_of_nobody_is_named() -> None:
    assert found([NOW], [], []) == ["creditor fjord"]
    assert found([NOW], [THEN], [THEN]) == ["creditor fjord"]
    assert found([], [NOW], [NOW]) == ["creditor fjord"]


def test_who_was_registered_or_renamed_while_the_log_was_read_is_not_accused() -> None:
    assert found([], [], [NOW]) == found([NOW], [], [NOW]) == []
    assert found([THEN], [THEN], [NOW]) == found([NOW], [THEN], [NOW]) == []
