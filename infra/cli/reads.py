"""What personal data the command line shows stands on record: under the name of who sits there, before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from infra.cli.failures import Unavailable
from infra.cli.session import Session, user_name

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from infra.reads.read import Read

ROLE = "command_line"
"""There are no roles: whoever is let onto the machine and holds the wrapping keys opens what these open."""


def put_on_record(session: Session, events: Sequence[RecordedEvent]) -> None:
    """That personal texts of these events are opened. Raises ReadNotRecorded: then they must not be shown."""
    _record(session, _read(session, len(events), _of_kind("case", events), _persons_in(events)))


def put_answer_on_record(session: Session, content: Any) -> None:
    """That an answer of the read models is shown which may hold personal fields. Raises Unavailable: then it must not
    be shown."""
    from infra.reads.recording import ReadNotRecorded
    from infra.reads.subjects import ReadSubjects

    subjects, rows = ReadSubjects(), len(content) if isinstance(content, list) else int(content is not None)
    subjects.meet(content)
    try:
        _ = session.served  # a Kafka that does not listen is told of at once
        _record(session, _read(session, rows, tuple(subjects.cases), tuple(subjects.persons)))
    except (ReadNotRecorded, Unavailable) as error:
        told = f"Who sees personal data is put on record first, and that cannot be done now. Nothing was shown. {error}"
        raise Unavailable(told) from error


def _record(session: Session, read: Read) -> None:
    from infra.eventlog.admin.log_creation import read_log_record
    from infra.eventlog.admin.topics import LogTopics
    from infra.eventlog.errors import LogUnavailable
    from infra.reads.recording import ReadNotRecorded, ReadsRecorder
    from infra.runtime.log_access import connection_of

    kafka, topics = connection_of(session.settings), LogTopics(session.settings.log)
    try:
        log = read_log_record(kafka, topics)
    except LogUnavailable as error:
        raise ReadNotRecorded(str(error)) from error
    if log is None:
        raise ReadNotRecorded(f"there is no log {topics.log} yet.")
    with closing(ReadsRecorder(kafka, topics, log.log_id, log.partitions)) as recorder:
        recorder.record([read])


def _read(session: Session, rows: int, cases: tuple[UUID, ...], persons: tuple[UUID, ...]) -> Read:
    from domain.kernel.recorded import Actor
    from infra.reads.read import Door, Read

    return Read(
        id=uuid4(),
        at=session.clock.now(),
        reader=Actor("user", user_name()),
        role=ROLE,
        door=Door.COMMAND_LINE,
        question=session.command,
        rows=rows,
        cases=cases,
        persons=persons,
        purpose=session.purpose,
        in_the_clear=True,
    )


def _persons_in(events: Sequence[RecordedEvent]) -> tuple[UUID, ...]:
    """Of whom they are, and whose texts stand in them."""
    from infra.messages.crypto.personal_fields import personal_of

    of_texts = [person for event in events for person, _, text in personal_of(event.event) if text]
    return tuple(dict.fromkeys((*_of_kind("person", events), *of_texts)))


def _of_kind(kind: str, events: Sequence[RecordedEvent]) -> tuple[UUID, ...]:
    return tuple({one.aggregate_id: None for one in events if one.aggregate_kind == kind})
