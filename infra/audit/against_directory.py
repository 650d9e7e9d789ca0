"""The directory of creditors against their own events: whoever decides on claims believes what it says."""

from __future__ import annotations

from collections.abc import Mapping

from domain.kernel.directory import CreditorEntry
from infra.audit.report import Report

Entries = Mapping[str, CreditorEntry]
"""By the creditor's id."""


def against_directory(in_log: Entries, before: Entries, after: Entries, report: Report) -> None:
    """``before`` and ``after`` are the directory before and after the log was read: what changed meanwhile is left to
    the next verification."""
    for creditor_id in sorted(in_log.keys() | before.keys() | after.keys()):
        found, expected = before.get(creditor_id), in_log.get(creditor_id)
        if found == after.get(creditor_id) and found != expected:
            report.found("directory_differs", f"creditor {creditor_id}", _message(creditor_id, found, expected))


def _message(creditor_id: str, found: CreditorEntry | None, expected: CreditorEntry | None) -> str:
    if expected is None:
        return "The directory has it, and no event registered it: its claims are taken for nobody's."
    wrong = (
        "The directory does not have it: its claims are refused" if found is None else "The directory says otherwise"
    )
    return (
        f"{wrong}. Whatever is asked of a creditor writes its entry anew: `caseledger creditor register {creditor_id} "
        "--name ANY`, which is refused otherwise, as it is registered."
    )
