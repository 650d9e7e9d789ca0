"""``caseledger keys …``: which wrapping keys are in use, and how one takes the place of another."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from infra.cli.failures import CannotBeUsed
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.render.table import number, table, whole
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.eventlog.partition.log_reader import KafkaLogReader
    from infra.messages.crypto.survey import KeysSurvey

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how many keys would be wrapped anew, and write nothing.")]


def show(context: typer.Context, answer_as: AnswerAs = Format.TABLE) -> None:
    """Show the wrapping keys: which file, which of them is in use, how many keys each one wraps.

    The topic of keys is read from its beginning.
    """
    from infra.messages.crypto.wrapping_file import WrappingKeyFile

    session = session_of(context)
    file = WrappingKeyFile(session.settings.wrapping_keys)
    counts = _counts(session)
    ids = sorted({*counts, *file.known})
    keys = [{"id": i, "keys": counts.get(i, 0), "in_file": i in file.known, "current": i == file.current} for i in ids]
    rows = [
        (i, f"{counts.get(i, 0):,}", "in use" if i == file.current else "" if i in file.known else "not in the file")
        for i in ids
    ]
    columns = [whole("wrapping key"), number("keys"), whole("")]
    tell(
        session.screen,
        answer_as,
        lambda: {"file": str(file.path), "wrapping_keys": keys},
        lambda: [table(str(file.path), columns, rows)],
        listed="wrapping_keys",
    )


def add(context: typer.Context, answer_as: AnswerAs = Format.TABLE) -> None:
    """Put a new wrapping key into the file, from now on the one in use. `keys rotate` brings the old ones under it.

    Every machine that runs workers needs the new file; then back it up.
    """
    from infra.messages.crypto.wrapping_file import add_wrapping_key

    session = session_of(context)
    path = session.settings.wrapping_keys
    added = add_wrapping_key(path)
    _say(session, answer_as, f"{added} is in {path}, and in use. Back the file up.", added=added)


def rotate(context: typer.Context, dry_run: DryRun = False, answer_as: AnswerAs = Format.TABLE) -> None:
    """Wrap every key of a person or webhook anew with the wrapping key in use. The log is not touched; workers may run.

    May be interrupted and run again.
    """
    from infra.eventlog.transactions.transaction import PartitionProducer
    from infra.messages.crypto.rotation import rotate_partition
    from infra.messages.crypto.wrapping_file import WrappingKeyFile
    from infra.runtime.log_access import open_log
    from infra.webhooks.opening import open_desk

    session = session_of(context)
    wrapping = WrappingKeyFile(session.settings.wrapping_keys)
    old = sum(count for key_id, count in _counts(session).items() if key_id != wrapping.current)
    if dry_run:
        sentence = f"{old:,} keys would be wrapped anew with {wrapping.current}. Nothing was written."
        _say(session, answer_as, sentence, keys=old, current=wrapping.current, written=False)
        return
    connection, topics, event_log = open_log(session.served)
    producer = PartitionProducer(connection, f"{topics.log}-keys-rotation")
    try:
        producer.fence()
        with counting(session.screen, "keys", old) as counter:
            for partition in range(event_log.partitions):
                with closing(_reader(session, partition)) as reader:
                    rotate_partition(producer, topics.keys, partition, reader, wrapping, counter.advance)
    finally:
        producer.close()
    open_desk(session.served, session.clock).rewrap()
    sentence = f"All keys are wrapped with {wrapping.current}; {old:,} of them were wrapped anew."
    _say(session, answer_as, sentence, keys=old, current=wrapping.current, written=True)


def drop(
    context: typer.Context,
    wrapping_key: Annotated[str, typer.Argument(metavar="ID", help="As `caseledger keys show` lists it.")],
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Take a wrapping key out of the file, once no key is wrapped with it.

    Whatever was copied of the keys that it wrapped, in a backup or in a page that a database has not overwritten, is
    then of no use to anybody: drop it from the file's backups too.
    """
    from infra.messages.crypto.wrapping_file import drop_wrapping_key

    session = session_of(context)
    if left := _counts(session).get(wrapping_key, 0):
        raise CannotBeUsed(f"{left:,} keys are wrapped with {wrapping_key}: run `caseledger keys rotate` first.")
    drop_wrapping_key(session.settings.wrapping_keys, wrapping_key)
    _say(session, answer_as, f"{wrapping_key} is out of {session.settings.wrapping_keys}.", dropped=wrapping_key)


def _say(session: Session, answer_as: Format, sentence: str, **said: object) -> None:
    tell(session.screen, answer_as, lambda: said, lambda: [Text(sentence)])


def _counts(session: Session) -> dict[str, int]:
    from infra.webhooks.opening import open_desk

    counts: dict[str, int] = {}
    for survey in _surveys(session):
        for key_id, count in survey.under().items():
            counts[key_id] = counts.get(key_id, 0) + count
    for hook in open_desk(session.served, session.clock).hooks():
        for key in hook.subscription.keys:
            counts[key.wrapping_key] = counts.get(key.wrapping_key, 0) + 1
    return counts


def _surveys(session: Session) -> Iterator[KeysSurvey]:
    from infra.messages.crypto.survey import KeysSurvey
    from infra.runtime.log_access import open_log

    _, _, event_log = open_log(session.served)
    for partition in range(event_log.partitions):
        survey = KeysSurvey(partition)
        with closing(_reader(session, partition)) as reader:
            survey.read(reader)
        yield survey


def _reader(session: Session, partition: int) -> KafkaLogReader:
    from infra.eventlog.admin.topics import LogTopics
    from infra.eventlog.partition.log_reader import KafkaLogReader
    from infra.runtime.log_access import connection_of

    settings = session.settings
    return KafkaLogReader(connection_of(settings), LogTopics(settings.log).keys, partition)
