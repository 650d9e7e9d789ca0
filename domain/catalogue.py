"""Every kind of aggregate and every message there is: what the tests, the schemas and the read models walk."""

from __future__ import annotations

from domain.bank_account.state import BANK_ACCOUNT
from domain.bank_file.state import BANK_FILE
from domain.books.state import BOOKS
from domain.case.state import CASE
from domain.creditor.state import CREDITOR
from domain.deposit.state import DEPOSIT
from domain.kernel.aggregate import AggregateKind, UnknownMessageError
from domain.kernel.message import Command, Event
from domain.payment.state import PAYMENT
from domain.person.state import PERSON

KINDS: tuple[AggregateKind[object], ...] = (
    CASE, PAYMENT, CREDITOR, PERSON, BANK_FILE, DEPOSIT, BANK_ACCOUNT, BOOKS,
)  # type: ignore[assignment]  # fmt: skip
EVENTS: dict[str, type[Event]] = {topic: cls for kind in KINDS for topic, cls in kind.events.items()}
COMMANDS: dict[str, type[Command]] = {topic: cls for kind in KINDS for topic, cls in kind.commands.items()}
_KIND_OF = {topic: kind for kind in KINDS for topic in (*kind.events, *kind.commands)}


def kind_of(topic: str) -> AggregateKind[object]:
    """The kind of aggregate that a command or event is of. Raises UnknownMessageError."""
    try:
        return _KIND_OF[topic]
    except KeyError:
        raise UnknownMessageError(f"no aggregate kind has a message {topic!r}") from None
