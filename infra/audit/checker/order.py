"""The order in which commands took place, held against what clients can have seen of it.

1. A command that was sent after another had been answered took place after it, where both are in one partition.
2. Of two commands that one sender sent to one aggregate one after the other, the later took place later. A command
   that was sent again after the other was first sent may stand on either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from infra.audit.checker.deeds import Deed, Deeds
from infra.audit.checker.history import Asked, History
from infra.audit.checker.report import CheckReport

Done = tuple[Asked, Deed]


def check_order(history: History, deeds: Deeds, report: CheckReport) -> None:
    """Check both."""
    done = [(asked, deeds.by_command[key][0]) for key, asked in history.commands.items() if key in deeds.by_command]
    _check_seen_order([(asked, deed) for asked, deed in done if asked.is_timed], report)
    by_sender: dict[tuple[str, UUID], list[Done]] = {}
    for asked, deed in done:
        by_sender.setdefault((asked.sender, asked.aggregate_id), []).append((asked, deed))
    for both in by_sender.values():
        _check_sent_order(both, report)


def _check_seen_order(done: Iterable[Done], report: CheckReport) -> None:
    # At one time an answer comes before a sending, as each line of a history has a number of its own.
    happened: list[tuple[int, Asked, Deed, bool]] = []
    for asked, deed in done:
        happened.append((asked.sent[0], asked, deed, True))
        happened += [(answer.when, asked, deed, False) for answer in asked.answers[:1] if answer.accepted]
    latest: dict[int, Done] = {}
    for _, asked, deed, is_sending in sorted(happened, key=lambda one: one[0]):
        before = latest.get(deed.partition)
        if is_sending:
            if before and before[1].position > deed.position:
                _report(before, (asked, deed), "was answered before the other was sent", report)
        elif before is None or before[1].position < deed.position:
            latest[deed.partition] = (asked, deed)


def _check_sent_order(done: list[Done], report: CheckReport) -> None:
    first_sent = sorted(done, key=lambda one: one[0].sent[0])
    last_sent = sorted(done, key=lambda one: one[0].sent[-1])
    reached = 0
    latest: Done | None = None
    for asked, deed in first_sent:
        while reached < len(last_sent) and last_sent[reached][0].sent[-1] < asked.sent[0]:
            if latest is None or last_sent[reached][1].position > latest[1].position:
                latest = last_sent[reached]
            reached += 1
        if latest is not None and latest[1].position > deed.position:
            _report(latest, (asked, deed), "was sent before the other by the same sender", report)


def _report(earlier: Done, later: Done, why: str, report: CheckReport) -> None:
    message = (
        f"{earlier[0].id} {why}, {later[0].id}, and took place after it: position {earlier[1].position} against "
        f"{later[1].position}."
    )
    report.found("reordered", f"partition {later[1].partition}", message)
