"""What clients were told, held against what the log says that was done."""

from __future__ import annotations

from collections.abc import Mapping

from infra.audit.checker.deeds import Deed, Deeds
from infra.audit.checker.history import Asked, ClientAnswer, History
from infra.audit.checker.report import CheckReport
from infra.messages.replies import sees_what_was_done

DECIDED_ANEW = frozenset({"undecodable", "decision_failed", "creditor_unknown", "wrong_partition"})
"""Refusals that are not remembered: sent again, the command is looked at again and may be accepted."""
SAID_EACH_TIME = DECIDED_ANEW | {"command_id_reused"}
"""Refusals that are not called repeated: nothing is kept of a command whose id is another one's."""


def check_answers(
    history: History, deeds: Deeds, report: CheckReport, without_commands: Mapping[int, int], *, whole: bool
) -> None:
    """Hold every answer against the deeds. A ``whole`` history has every command: then no deed may be without one, but
    for those that were written in bulk: up to these positions, by partition."""
    for asked in history.commands.values():
        _count(asked, deeds, report)
        _check_one(asked, deeds.by_command.get(asked.key, []), report)
    if whole:
        for key, unasked in deeds.by_command.items():
            first = unasked[0]
            if key not in history.commands and first.position > without_commands.get(first.partition, 0):
                report.found("unasked", first.where, f"The history has no such command {key[0]}.")


def _count(asked: Asked, deeds: Deeds, report: CheckReport) -> None:
    report.commands += 1
    report.repeats += sum(answer.repeated for answer in asked.answers)
    if not asked.answers and not _is_seen_to_be_done(asked, deeds):
        report.unknown += 1
        report.unknown_done += asked.key in deeds.by_command
    elif any(answer.accepted for answer in asked.answers) or not asked.answers:
        report.accepted += 1
    else:
        report.refused += 1


def _is_seen_to_be_done(asked: Asked, deeds: Deeds) -> bool:
    """Whether its sender needed no answer to know that it was accepted."""
    return sees_what_was_done(asked.sender) and asked.key in deeds.by_command


def _check_one(asked: Asked, done: list[Deed], report: CheckReport) -> None:
    command = f"command {asked.id}"
    if len(done) > 1:
        checkpoints = "; ".join(deed.where for deed in done)
        is_torn = len({seen.event_id for deed in done for seen in deed.events}) == sum(len(d.events) for d in done)
        report.found("torn" if is_torn else "doubled", command, f"Its events stand apart: {checkpoints}.")
    accepted = [answer for answer in asked.answers if answer.accepted]
    refused = [answer for answer in asked.answers if not answer.accepted and answer.code not in DECIDED_ANEW]
    if accepted and not done:
        told = f"partition {accepted[0].partition} position {accepted[0].position}"
        report.found("lost", command, f"It was accepted ({told}), and no event of it is in the log.")
    on_record = done[0].refusal if done else None
    if refused and done and (on_record is None or on_record.code != refused[0].code):
        report.found("refused_but_written", command, f"Refused ({refused[0].code}), and done: {done[0].where}.")
    if accepted and on_record is not None:
        report.found("answered_otherwise", command, f"It was accepted, and is on record as refused: {done[0].where}.")
    if refused and not done and refused[0].position:
        report.found("lost", command, f"Its refusal is said to be on record at position {refused[0].position}.")
    for answer in (*accepted, *(refused if on_record else ())) if done else ():
        _check_place(command, answer, done[0], report)
    _check_agreement(command, asked.answers, accepted, refused, report)


def _check_place(command: str, answer: ClientAnswer, deed: Deed, report: CheckReport) -> None:
    told = (answer.version, answer.partition, answer.position)
    found = (deed.version, deed.partition, deed.position)
    if told != found:
        message = f"It was told version, partition, position {told}, and the log has {found}."
        report.found("answered_otherwise", command, message)


def _check_agreement(
    command: str,
    answers: list[ClientAnswer],
    accepted: list[ClientAnswer],
    refused: list[ClientAnswer],
    report: CheckReport,
) -> None:
    different = {(answer.accepted, answer.version, answer.position, answer.code) for answer in accepted + refused}
    if len(different) > 1:
        report.found("answers_differ", command, f"It was given {len(different)} different answers.")
    first = [answer for answer in answers if not answer.repeated and answer.code not in SAID_EACH_TIME]
    if len(first) > 1:
        report.found("answers_differ", command, f"{len(first)} answers say that they are the first.")
