"""What makes two commands of one id the same one, and what makes them two."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.case.closure.closing import CloseCase
from domain.case.contacts.contact import RecordContact
from domain.kernel.message import Command
from infra.messages.asking_source import FOUND_OUT_BESIDE, SAYS_WHERE_FROM, asking_source
from infra.messages.fields import to_fields
from infra.messages.fingerprint import fingerprint_of
from infra.messages.reading_source import shown
from schemas.registry import Registry
from schemas.tree import Node
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE, PERSON
from tests.unit.messages.messages import ANY_COMMAND

HERE, THERE = UUID(int=1), UUID(int=2)
CONTACT = RecordContact("phone", "outbound", "first_contact", "reached", PERSON, "asked for more time")


def of(command: Command, aggregate: UUID = HERE, expected: int | None = None) -> str:
    return fingerprint_of(aggregate, expected, command)


def test_it_is_the_same_on_every_machine_and_for_ever() -> None:
    """It is in the log: a change of it would make every command of before another one."""
    assert of(CLAIM) == "c46fd9a9b54c68ed9789ace0a51f2233"
    assert of(PAYMENT_LINE) == "b362ffa6a5c7248627eff027fb3417f1"
    assert of(CONTACT, THERE, 7) == "469542c2a0298f71bdff8bdee38c77cb"


OTHERS: dict[str, Callable[[], str]] = {
    "another aggregate": lambda: of(CLAIM, THERE),
    "another expected version": lambda: of(CLAIM, HERE, 0),
    "another amount": lambda: of(replace(CLAIM, principal_minor=1)),
    "another day": lambda: of(replace(CLAIM, pay_by=None)),
    "another person": lambda: of(replace(CLAIM, person_id=THERE)),
    "another type": lambda: of(CloseCase("settled", "")),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_else_is_asked_is_another_command(other: Callable[[], str]) -> None:
    assert other() != of(CLAIM)


HARMLESS: list[tuple[Any, dict[str, Any]]] = [
    (PAYMENT_LINE, {"source": "bgmax another name.txt line 4"}),
    (PAYMENT_LINE, {"found_case": THERE}),
    (PAYMENT_LINE, {"payer_name": "OBERG ASA", "payer_account": "1", "message": "hej"}),
    (CLAIM, {"debtor_name": "Asa Oberg", "debtor_email": "a@example.com"}),
    (CONTACT, {"note": None}),
]


@pytest.mark.parametrize(("command", "changes"), HARMLESS)
def test_where_it_was_read_and_texts_about_a_person_make_no_difference(command: Any, changes: dict[str, Any]) -> None:
    assert of(replace(command, **changes)) == of(command)


@given(some.text(max_size=20), some.text(max_size=20))
def test_no_two_texts_are_taken_for_each_other(one: str, other: str) -> None:
    same = of(CloseCase(one, other)) == of(CloseCase(other, one))
    assert same == (one == other)


def what_counts(node: Node, value: Any) -> Any:
    """Of a value as Avro has it, in JSON's own types."""
    if value is None:
        return None
    match node["type"]:
        case "union":
            return what_counts(node["branches"][1], value)
        case "array":
            return [what_counts(node["items"], item) for item in value]
        case "record":
            counting = {one["name"]: one for one in node["fields"] if "personal" not in one}
            said = [name for name in counting if name not in SAYS_WHERE_FROM | FOUND_OUT_BESIDE]
            differ = [
                name for name in said if "default" not in counting[name] or value[name] != counting[name]["default"]
            ]
            return {name: what_counts(counting[name]["type"], value[name]) for name in differ}
        case _:
            return value.hex() if isinstance(value, bytes) else value


@given(ANY_COMMAND, some.uuids(), some.none() | some.integers(0, 2**63))
def test_it_is_the_hash_of_what_the_command_asks_as_json_with_sorted_names(
    command: Any, aggregate: UUID, expected: int | None
) -> None:
    counts = what_counts(Registry.load().newest_tree(command.TOPIC)[1], to_fields(command))
    asked = [command.TOPIC, str(aggregate), expected, counts]
    text = json.dumps(asked, separators=(",", ":"), sort_keys=True)
    assert of(command, aggregate, expected) == blake2b(text.encode(), digest_size=16).hexdigest()


def test_what_tells_it_can_be_read_by_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(["ReceivePayment"], asking_source) == 0
    out = capsys.readouterr().out
    assert out.startswith("def asked(command):\n") and "payer_name" not in out
