"""Which creditor a person means."""

from __future__ import annotations

from domain.kernel.directory import CreditorEntry
from infra.cli.failures import NotFound
from infra.cli.session import Session
from infra.creditors.names import CreditorNames, CreditorNotFound


def creditor_meant(creditors: CreditorNames, text: str, what: str) -> CreditorEntry:
    """By its id or its name. ``what`` says where it was typed. Raises NotFound, with the nearest names."""
    try:
        return creditors.meant_by(text)
    except CreditorNotFound as problem:
        raise NotFound(f"{what}: {text!r} is not known. {problem}") from None


def directory(session: Session) -> CreditorNames:
    """The registered creditors, as Kafka has them now. Raises LogUnavailable."""
    from infra.runtime.creditor_access import creditor_names
    from infra.runtime.log_access import open_log

    connection, topics, _ = open_log(session.served)
    return creditor_names(connection, topics)


def registered(session: Session, text: str) -> CreditorEntry:
    """The creditor that a text means. Raises NotFound, LogUnavailable."""
    return creditor_meant(directory(session), text, "creditor")


def note_others_of_this_name(session: Session, creditor_id: str, name: str) -> None:
    """Say so when a name alone does not tell the creditor from others any more. Raises LogUnavailable."""
    others = directory(session).also_called(creditor_id, name)
    if others:
        session.screen.note(
            f"This is also what {', '.join(others)} {'is' if len(others) == 1 else 'are'} called: the name alone means "
            f"none of them from now on. Write the id, {creditor_id}, in claims files and commands."
        )
