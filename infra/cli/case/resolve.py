"""Which case or payment a person means: by its id, by the creditor's own reference, or by what the debtor pays with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import UUID

from domain.kernel.identity import case_id
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import LogHistory
from infra.audit.lookup import ByReadModels, InTheLog, Lookup
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.session import Session
from infra.creditors.names import CreditorNames, CreditorNotFound

LISTED_MAX = 10


@contextmanager
def looking_up(session: Session) -> Iterator[Lookup]:
    """What finds cases and payments. Where no PostgreSQL answers the whole log is read instead, and it is said.

    Raises Unavailable, SettingsError, DatabaseRefuses, AnotherLog, TopicSettingsError, LogUnavailable.
    """
    from infra.postgres.connect import DatabaseUnavailable
    from infra.postgres.errors import DatabaseNotReady
    from infra.runtime.read_models_access import open_read_models

    with LogHistory(session.served) as log:
        if session.settings.database_url is None:
            session.screen.note(
                "No PostgreSQL is named that would say where it is: the log is read from its beginning."
            )
            yield InTheLog(log)
            return
        try:
            opened = open_read_models(session.settings, log_id=log.log.log_id)
        except (DatabaseUnavailable, DatabaseNotReady) as error:
            session.screen.note(f"The log is read from its beginning. {error}")
            yield InTheLog(log)
            return
        with closing(opened):
            yield ByReadModels(log, opened)


def id_from(text: str) -> UUID | None:
    """The id, when the text is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def case_ids(lookup: Lookup, name: str) -> list[UUID]:
    """The ids that a name may mean; of these only some may be cases. Raises NotFound for an unknown creditor.

    A creditor's name may hold a ``/``, and so may its reference. References are compared as the matcher does it.
    """
    if identifier := id_from(name):
        return [identifier]
    parts = name.split("/")
    if len(parts) > 1:
        cuts = [("/".join(parts[:cut]), "/".join(parts[cut:])) for cut in range(1, len(parts))]
        found, problem = _cases_of_creditors(lookup.creditors(), cuts)
        found = found or lookup.cases_called(name)
        if not found:
            raise NotFound(problem)
        return found
    return lookup.cases_called(name)


def _cases_of_creditors(creditors: CreditorNames, named: list[tuple[str, str]]) -> tuple[list[UUID], str]:
    """By the creditor's id or name, and its reference; and why the first that means no creditor does not."""
    found: list[UUID] = []
    problem = ""
    for creditor, reference in named:
        try:
            found.append(case_id(creditors.meant_by(creditor).creditor_id, reference))
        except CreditorNotFound as error:
            problem = problem or f"{creditor!r}: {error}"
    return found, problem


def one_case(lookup: Lookup, name: str) -> UUID:
    """The id of the one case that a name means, or may mean when the log has none yet.

    Raises NotFound when no case has the name, CannotBeUsed when several do.
    """
    found = case_ids(lookup, name)
    if len(found) > 1:
        found = [one for one in found if lookup.case_terms(one)] or found[:1]
    if not found:
        raise NotFound(
            f"No case carries the payment reference {name!r}, and no creditor knows one by it. A case is named by its "
            "id, by CREDITOR/REFERENCE as in the creditor's file, by that reference alone, or by the payment reference "
            "that its debtor was given."
        )
    if len(found) > 1:
        listed = ", ".join(map(str, found[:LISTED_MAX])) + (" …" if len(found) > LISTED_MAX else "")
        raise CannotBeUsed(f"{len(found)} cases carry {name!r}: name one by its id ({listed}).")
    return found[0]


def events_of_case(lookup: Lookup, name: str) -> list[RecordedEvent]:
    """All events of the case that a name means. Raises NotFound, CannotBeUsed."""
    events = lookup.events_of(one_case(lookup, name))
    if not events or events[0].aggregate_kind != "case":
        raise no_case(lookup, name)
    return events


def events_of_payment(lookup: Lookup, name: str) -> list[RecordedEvent]:
    """All events of a payment. Raises NotFound, CannotBeUsed for what is no id."""
    events = lookup.events_of(payment_id_from(name))
    if not events or events[0].aggregate_kind != "payment":
        raise no_payment(lookup, name)
    return events


def payment_id_from(name: str) -> UUID:
    """Raises CannotBeUsed for what is no id."""
    identifier = id_from(name)
    if identifier is None:
        raise CannotBeUsed(f"{name!r} is no payment's id: `caseledger suspense` and `caseledger trail` show them.")
    return identifier


def no_case(lookup: Lookup, name: str) -> NotFound:
    """To raise."""
    return NotFound(f"There is no case {name} in the log {lookup.topic}.")


def no_payment(lookup: Lookup, name: str) -> NotFound:
    """To raise."""
    return NotFound(f"There is no payment {name} in the log {lookup.topic}.")
