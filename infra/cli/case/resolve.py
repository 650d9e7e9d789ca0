"""Which case or payment a person means: by its id, by the creditor's own reference, or by what the debtor pays with."""

from __future__ import annotations

from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.kernel.identity import case_id
from domain.kernel.recorded import RecordedEvent
from domain.kernel.text import reference_key
from infra.audit.history import LogHistory
from infra.cli.failures import CannotBeUsed, NotFound


def id_from(text: str) -> UUID | None:
    """The id, when the text is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def case_ids(history: LogHistory, name: str) -> list[UUID]:
    """The ids that a name may mean; of these only some may be cases.

    A creditor's name may hold a ``/``, and so may its reference. A payment reference is looked up in the whole log,
    and is the same under the matcher's own rule.
    """
    if identifier := id_from(name):
        return [identifier]
    parts = name.split("/")
    if len(parts) > 1:
        cuts = range(1, len(parts))
        return [case_id("/".join(parts[:cut]), "/".join(parts[cut:])) for cut in cuts]
    wanted = reference_key(name)
    claims = history.of_type(ClaimReceived)
    return [found.aggregate_id for found in claims if _reference(found) == wanted] if wanted else []


def one_case(history: LogHistory, name: str) -> UUID:
    """The id of the one case that a name means, or may mean when the log has none yet.

    Raises NotFound when no case has the name, CannotBeUsed when several do.
    """
    found = case_ids(history, name)
    if len(found) > 1:
        events = history.events_of(*found)
        found = list({event.aggregate_id: None for event in events}) or found[:1]
    if not found:
        raise NotFound(
            f"No case carries the payment reference {name!r}. A case is named by its id, by CREDITOR/REFERENCE as in "
            "the creditor's file, or by the payment reference that its debtor was given."
        )
    if len(found) > 1:
        listed = ", ".join(map(str, found))
        raise CannotBeUsed(f"{len(found)} cases carry {name!r}: name one by its id ({listed}).")
    return found[0]


def events_of_case(history: LogHistory, name: str) -> list[RecordedEvent]:
    """All events of the case that a name means. Raises NotFound, CannotBeUsed."""
    identifier = one_case(history, name)
    events = history.events_of(identifier)
    if not events or events[0].aggregate_kind != "case":
        raise NotFound(f"There is no case {name} in the log {history.log.topic}.")
    return events


def events_of_payment(history: LogHistory, name: str) -> list[RecordedEvent]:
    """All events of a payment. Raises NotFound, CannotBeUsed for what is no id."""
    identifier = id_from(name)
    if identifier is None:
        raise CannotBeUsed(f"{name!r} is no payment's id: `caseledger suspense` and `caseledger trail` show them.")
    events = history.events_of(identifier)
    if not events or events[0].aggregate_kind != "payment":
        raise NotFound(f"There is no payment {name} in the log {history.log.topic}.")
    return events


def _reference(event: RecordedEvent) -> str:
    assert isinstance(event.event, ClaimReceived)
    return reference_key(event.event.payment_reference)
