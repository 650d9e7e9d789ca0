"""A story as it can be told again of other cases: what each command and event was, with places for the names.

It is taken from a case that was played in the general way, and holds what the core decided there. That the core decides
the same of other names, and that nothing but names differs, is what tests/unit/generator/test_retelling.py holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.personal import Category, Sealed
from domain.payment.receipt.receiving import ReceivePayment
from infra.generator.bulk.case_names import COMMAND, EVENT, FINGERPRINT, REFERENCE, Named, NamedText, named
from infra.generator.bulk.encoding import Encoder
from infra.generator.bulk.pattern import Pattern, pattern_of
from infra.generator.playing import Played
from infra.generator.plot import Plot
from infra.messages import values
from infra.messages.crypto.personal_fields import change_personal
from infra.messages.crypto.randomness import random_bytes
from infra.messages.crypto.sealed_bytes import sealed_size
from infra.messages.fingerprint import fingerprinted_text
from infra.messages.headers import uuid_text


class ToldSeal(NamedTuple):
    """A text to be sealed. ``owner`` is the place of its person among the story's ids."""

    text: Pattern
    owner: int
    category: Category
    path: str


class ToldEvent(NamedTuple):
    """An event. ``headers`` are all but the log's own, ``header_count`` of them."""

    value: Pattern
    headers: Pattern
    header_count: int
    version: int
    seals: Sequence[ToldSeal]


class ToldCommand(NamedTuple):
    """A command with its events. ``aggregate`` is the place of its target among the story's ids.

    ``policy`` asks for it because of the event ``cause`` (from 0, of all in the story); the story itself, where that is
    empty, as its command ``step``.
    """

    at: datetime
    aggregate: int
    step: int
    policy: str
    cause: int
    fingerprint: Pattern
    events: Sequence[ToldEvent]


class ToldStory(NamedTuple):
    """The names in it, and its commands in their order."""

    named: Named
    commands: Sequence[ToldCommand]


def told_story(plot: Plot, played: Sequence[Played], encoder: Encoder) -> ToldStory:
    """The story that was played as ``plot`` says.

    The case's number must have enough digits to be found again in texts.
    """
    return _Taking(plot, played, encoder).taken()


class _Taking:
    def __init__(self, plot: Plot, played: Sequence[Played], encoder: Encoder) -> None:
        self._encoder, self._digits = encoder, str(plot.number)
        self._played = [one for one in played if one.events]
        events = [event for one in self._played for event in one.events]
        texts = sorted({text for event in events for text in self._texts(event)} - {plot.reference})
        payments = sum(isinstance(one.command, ReceivePayment) for one in played)
        self._named = named(plot, payments, [self._named_text(text) for text in texts], max(map(_texts_sealed, events)))
        self._ids = self._named.ids(plot.number)
        self._names = self._named.names(plot.number, self._ids)
        self._places = {identifier: place for place, identifier in enumerate(self._ids)}
        ids = (identifier for one in self._played for identifier in one.decided.event_ids)
        self._causes = {identifier: place for place, identifier in enumerate(ids)}

    def taken(self) -> ToldStory:
        return ToldStory(self._named, [self._command(one) for one in self._played])

    def _command(self, one: Played) -> ToldCommand:
        cause, envelope = one.because_of, one.envelope
        aggregate = envelope.aggregate_id
        fingerprint = fingerprinted_text(aggregate, None, one.command)
        return ToldCommand(
            envelope.occurred_at,
            self._places[aggregate],
            one.step,
            "" if cause is None else envelope.actor.id,
            -1 if cause is None else self._causes[cause],
            pattern_of(fingerprint, self._named.numbers_in_fingerprints(self._names)),
            list(self._events(one)),
        )

    def _events(self, one: Played) -> Iterator[ToldEvent]:
        marked = [self._marked(event) for event in one.events]
        decided = one.decided._replace(events=[event for event, _ in marked])
        encoded = self._encoder.encode(one.envelope, one.command, decided)
        for event, (content, seals), identifier in zip(encoded.events, marked, one.decided.event_ids, strict=True):
            headers = event.headers
            assert headers.fingerprint is not None
            self._names[COMMAND], self._names[EVENT] = uuid_text(one.envelope.id), uuid_text(identifier)
            self._names[FINGERPRINT] = headers.fingerprint
            written = pattern_of(headers.encoded, self._named.numbers_in_headers(self._names))
            yield ToldEvent(
                self._value(content, list(seals)), written, headers.number, event.version, list(seals.values())
            )

    def _value(self, event: Event, marks: Sequence[bytes]) -> Pattern:
        numbers = dict(self._named.numbers_in_values(self._names))
        numbers |= {mark: self._named.first_sealed + place for place, mark in enumerate(marks)}
        return self._without_number(event, pattern_of(values.encode(event), numbers))

    def _without_number(self, event: Event, pattern: Pattern) -> Pattern:
        """Numbers have other lengths than ours: only whole texts may hold one, and none that is sealed."""
        assert self._digits.encode() not in pattern.text, f"a {event.TOPIC} has the case's number where nobody looks"
        return pattern

    def _marked(self, event: Event) -> tuple[Event, dict[bytes, ToldSeal]]:
        """The event with bytes by chance in place of what is to be sealed, as many as its seal will have."""
        seals: dict[bytes, ToldSeal] = {}

        def mark(text: str, person: UUID, category: Category, path: str) -> str:
            chance = random_bytes(sealed_size(text))
            said = pattern_of(text.encode(), {self._names[REFERENCE]: REFERENCE})
            seals[chance] = ToldSeal(self._without_number(event, said), self._places[person], category, path)
            return Sealed(chance)

        return change_personal(event, mark), seals

    def _texts(self, value: Any) -> Iterator[str]:
        """The texts in an event that hold the case's number."""
        if isinstance(value, str):
            if self._digits in value:
                yield value
        elif isinstance(value, tuple):
            for item in value:
                yield from self._texts(item)
        elif is_dataclass(value):
            for field in fields(value):
                yield from self._texts(getattr(value, field.name))

    def _named_text(self, text: str) -> NamedText:
        before, after = text.split(self._digits)
        return NamedText(before, after)


def _texts_sealed(event: Event) -> int:
    count = 0

    def counted(text: str, *_: object) -> str:
        nonlocal count
        count += 1
        return text

    change_personal(event, counted)
    return count
