"""The quick way of writing a message gives the bytes that the general one gives, or leaves it to that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from infra.messages import values
from infra.messages.fields import to_fields
from infra.messages.reading_source import MESSAGES, shown
from infra.messages.replies import TOPIC, CommandAnswered
from infra.messages.values import encode
from infra.messages.writing_source import writing_source
from schemas.errors import UnencodableError
from schemas.registry import Registry
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE
from tests.unit.messages.messages import ANY_COMMAND, ANY_EVENT


@given(ANY_EVENT | ANY_COMMAND)
def test_a_message_is_written_quickly_and_as_in_general(message: Any) -> None:
    quick = values._encoder(message.TOPIC, type(message))(message)
    assert quick == encode(message) == Registry.load().encode(message.TOPIC, to_fields(message))


def test_every_message_there_is_has_a_quick_writer() -> None:
    for name, cls in {**MESSAGES, TOPIC: CommandAnswered}.items():
        values._encoder(name, cls)


WRONG: list[Callable[[], Any]] = [
    lambda: replace(PAYMENT_LINE, amount_minor=True),
    lambda: replace(PAYMENT_LINE, amount_minor=1.0),
    lambda: replace(PAYMENT_LINE, amount_minor=2**63),
    lambda: replace(PAYMENT_LINE, line_number="4"),
    lambda: replace(PAYMENT_LINE, currency=b"SEK"),
    lambda: replace(PAYMENT_LINE, currency=None),
    lambda: replace(PAYMENT_LINE, payer_name=b"somebody"),
    lambda: replace(PAYMENT_LINE, person_id=PAYMENT_LINE.person_id.bytes),
    lambda: replace(PAYMENT_LINE, person_id=None),
    lambda: replace(PAYMENT_LINE, references=(replace(PAYMENT_LINE.references[0], amount_minor=None),)),
    lambda: replace(PAYMENT_LINE, references=None),
    lambda: replace(CLAIM, pay_by="2026-03-09"),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_a_field_does_not_take_is_not_written_by_any_way(wrong: Callable[[], Any]) -> None:
    message = wrong()
    with pytest.raises(Exception):  # noqa: B017  # whatever it is: the general way has the words
        values._encoder(message.TOPIC, type(message))(message)
    with pytest.raises((UnencodableError, TypeError, AttributeError)):
        encode(message)


def test_a_class_with_other_fields_than_its_schema_has_none() -> None:
    with pytest.raises(ValueError, match="other fields"):
        values._encoder(CLAIM.TOPIC, type(PAYMENT_LINE))


def test_what_writes_a_message_can_be_read_by_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(["ContactMade"], writing_source) == 0
    out = capsys.readouterr().out
    assert out.startswith("def write(message):\n") and "    value = message.person_id\n" in out
