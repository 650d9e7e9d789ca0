"""The names of one generated case as bytes, in the forms in which they stand in events, headers and fingerprints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.kernel.identity import case_id, payer_id, payment_id, person_id
from infra.eventlog.records.record_encoding import encode_field
from infra.generator.names import creditor_reference, customer_number, estate_id, payment_line, payment_reference
from infra.generator.plot import Plot
from infra.messages.headers import uuid_text

COMMAND, EVENT, FINGERPRINT, NUMBER, REFERENCE, FIRST_ID = range(6)
"""The numbers of names: those of the command and of the event at hand, then the case's own."""
CASE, PERSON, ESTATE, FIRST_PAYMENT = range(4)
"""The places of ids; after them come each payment and its payer."""
FORMS = 3
"""Of each id: its 16 bytes, its text, and its digits without hyphens."""


class NamedText(NamedTuple):
    """A text with the case's number in it."""

    before: str
    after: str


class Named(NamedTuple):
    """Which names there are in a story: what is the same of all cases that it is told of."""

    seed: int
    creditor_id: str
    jurisdiction: str
    debtor_back: int
    """The debtor came first so many cases before."""
    payments: int
    texts: Sequence[NamedText]
    sealed: int
    """Sealed texts in one event, at most."""

    def ids(self, number: int) -> list[UUID]:
        """Those of the case of this number: its own, its debtor's, the estate's, and of each payment and its payer."""
        customer = customer_number(self.seed, number - self.debtor_back)
        lines = [payment_line(self.seed, number, payment + 1) for payment in range(self.payments)]
        return [
            case_id(self.creditor_id, creditor_reference(self.seed, number)),
            person_id(self.creditor_id, customer),
            estate_id(self.creditor_id, customer),
            *(one(line) for line in lines for one in (payment_id, payer_id)),
        ]

    def names(self, number: int, ids: Sequence[UUID]) -> list[bytes]:
        """All of them. Those of the command, the event and its sealed texts are still empty."""
        digits = str(number)
        reference = payment_reference(self.seed, number, ids[CASE], self.jurisdiction)
        names = [b"", b"", b"", digits.encode(), reference.encode()]
        for identifier in ids:
            text = uuid_text(identifier)
            names += identifier.bytes, text, text.replace(b"-", b"")
        names += [encode_field(f"{text.before}{digits}{text.after}".encode()) for text in self.texts]
        return names + [b""] * self.sealed

    @property
    def first_text(self) -> int:
        """The number of the first text."""
        return FIRST_ID + FORMS * (FIRST_PAYMENT + 2 * self.payments)

    @property
    def first_sealed(self) -> int:
        """The number of the first sealed text."""
        return self.first_text + len(self.texts)

    def numbers_in_values(self, names: Sequence[bytes]) -> Mapping[bytes, int]:
        """The names that stand in an event's value."""
        raw = range(FIRST_ID, self.first_text, FORMS)
        return _numbered(names, [REFERENCE, *raw, *range(self.first_text, self.first_sealed)])

    def numbers_in_headers(self, names: Sequence[bytes]) -> Mapping[bytes, int]:
        """The names that stand in an event's headers."""
        texts = range(FIRST_ID + 1, self.first_text, FORMS)
        return _numbered(names, [COMMAND, EVENT, FINGERPRINT, *texts])

    def numbers_in_fingerprints(self, names: Sequence[bytes]) -> Mapping[bytes, int]:
        """The names that stand in what a fingerprint is made of."""
        ids = (number for number in range(FIRST_ID, self.first_text) if (number - FIRST_ID) % FORMS)
        return _numbered(names, [NUMBER, REFERENCE, *ids])


def named(plot: Plot, payments: int, texts: Sequence[NamedText], sealed: int) -> Named:
    """Of a story that was played as this plot says."""
    creditor, debtor_back = plot.creditor, plot.number - plot.debtor_number
    seed = plot.portfolio.seed
    return Named(seed, creditor.creditor_id, creditor.jurisdiction, debtor_back, payments, texts, sealed)


def _numbered(names: Sequence[bytes], numbers: Iterator[int] | Sequence[int]) -> Mapping[bytes, int]:
    return {names[number]: number for number in numbers}
