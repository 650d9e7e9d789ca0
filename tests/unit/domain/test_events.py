"""What every event of the catalogue knows of itself, and every message of personal data: walked, never listed."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain
from domain.catalogue import COMMANDS, EVENTS, KINDS, kind_of
from domain.kernel.ledger import Account, transfer
from domain.kernel.message import Event, Message, moves_money, records_refusal
from domain.kernel.personal import ERASED, PersonalData, Sealed
from tests.for_each import for_each
from tests.unit.golden_samples import GOLDEN_EVENTS
from tests.unit.messages.messages import messages_of

MARK = "PERSONAL"
FOLDER = Path(domain.__file__).parent
MESSAGES = [*EVENTS.values(), *COMMANDS.values()]
PLACES = st.sampled_from([str(account) for account in Account])


def personal_of(annotation: Any) -> list[PersonalData]:
    """What an annotation says of personal data."""
    return (
        [note for note in get_args(annotation)[1:] if isinstance(note, PersonalData)] if _is_noted(annotation) else []
    )


def _is_noted(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated


def records_within(annotation: Any) -> Iterator[type]:
    """The dataclasses in an annotation."""
    if isinstance(annotation, type) and is_dataclass(annotation):
        yield annotation
    for argument in get_args(annotation):
        yield from records_within(argument)


def marked(record: Any, mark: str) -> Any:
    """The record with every personal field that has a text set to a mark."""
    hints = get_type_hints(type(record), include_extras=True)
    changes: dict[str, object] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if personal_of(hints[field.name]) and value is not None:
            changes[field.name] = mark
        elif isinstance(value, tuple):
            changes[field.name] = tuple(marked(one, mark) if is_dataclass(one) else one for one in value)
    return replace(record, **changes)


@for_each("name", GOLDEN_EVENTS)
def test_an_event_is_told_in_a_sentence_that_no_personal_field_changes(name: str) -> None:
    event = GOLDEN_EVENTS[name]
    sentence = event.sentence()
    assert not sentence[0].islower() and sentence.isprintable() and not sentence.endswith(".")
    for withheld in (MARK, Sealed(b"bytes"), ERASED):
        assert marked(event, withheld).sentence() == sentence


@cache
def any_fitting(cls: type[Event]) -> st.SearchStrategy[Any]:
    """Any event of the class in a currency and with an account that there are, and else with whatever fields.

    Also one that a newer program wrote, with values of closed sets that this one does not know.
    """
    fitting: dict[str, Any] = {
        "currency": st.sampled_from(["SEK", "EUR", "ISK"]),
        "released_from": PLACES,
        "stands_on": PLACES,
    }
    named = {field.name for field in fields(cls)} & fitting.keys()  # type: ignore[arg-type]
    drawn = st.fixed_dictionaries({name: fitting[name] for name in sorted(named)})
    return st.builds(lambda event, changes: replace(event, **changes), messages_of(cls), drawn)


def test_the_marks_are_put_where_the_classes_have_personal_data() -> None:
    received: Any = GOLDEN_EVENTS["ClaimReceived"]
    claim = marked(received, MARK)
    assert (claim.debtor_name, claim.description, claim.creditor_id) == (MARK, MARK, received.creditor_id)
    payment: Any = marked(GOLDEN_EVENTS["PaymentReceived"], MARK)
    assert payment.references and {one.text for one in payment.references} == {MARK}


@for_each("cls", EVENTS.values(), lambda cls: cls.__name__)
@settings(max_examples=5)
@given(data=st.data())
def test_an_event_has_its_facts_whatever_its_fields_say(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_fitting(cls))
    assert isinstance(event.sentence(), str)
    assert event.effective_on() is None or isinstance(event.effective_on(), date)
    by_currency: Counter[str] = Counter()
    for line in event.postings():
        by_currency[line.currency] += line.amount_minor
    assert not any(by_currency.values())
    assert moves_money(cls) or not event.postings()


@for_each("cls", EVENTS.values(), lambda cls: cls.__name__)
@settings(max_examples=5)
@given(data=st.data())
def test_what_happened_is_never_refused_though_what_came_before_is_gone(cls: type[Event], data: st.DataObject) -> None:
    """A log of which something was lost is still read: only then can it be said what is wrong with it."""
    kind = kind_of(cls.TOPIC)
    state: Any = kind.initial
    for _ in range(2):
        state = kind.evolve(state, data.draw(any_fitting(cls)))
    assert isinstance(state, type(kind.initial))


def test_money_moves_in_pairs_and_nothing_is_written_for_nothing() -> None:
    two = transfer(Account.SUSPENSE, Account.RECEIPTS_CLEARING, 7, "SEK")
    assert [(one.account, one.amount_minor) for one in two] == [("suspense", 7), ("receipts_clearing", -7)]
    assert transfer(Account.SUSPENSE, Account.RECEIPTS_CLEARING, 0, "SEK") == []


@pytest.mark.parametrize("cls", [cls for cls in EVENTS.values() if moves_money(cls)], ids=lambda cls: cls.__name__)
def test_the_sample_of_an_event_that_moves_money_moves_some(cls: type[Event]) -> None:
    assert GOLDEN_EVENTS[cls.__name__].postings()


def test_every_command_is_decided() -> None:
    assert {kind.name: kind.undecided() for kind in KINDS} == {kind.name: set() for kind in KINDS}


@cache
def made_in_the_domain() -> frozenset[str]:
    """The names of classes that a function of the domain makes one of, or gives to ``caused_by``."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        functions = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)]
        for call in (n for function in functions for n in ast.walk(function) if isinstance(n, ast.Call)):
            called = call.func.id if isinstance(call.func, ast.Name) else ""
            found |= {called} | {n.id for n in call.args if called == "caused_by" and isinstance(n, ast.Name)}
    return frozenset(found)


@for_each("cls", EVENTS.values(), lambda cls: cls.__name__)
def test_every_event_is_caused_by_some_decision_or_records_that_one_was_refused(cls: type[Event]) -> None:
    assert records_refusal(cls) or cls.__name__ in made_in_the_domain()


def test_an_event_that_nothing_causes_would_be_noticed() -> None:
    assert "Noted" not in made_in_the_domain()
    assert "ClaimFields" not in made_in_the_domain(), "what others inherit from is made by nobody"


def forgotten_persons(cls: type, around: frozenset[str] = frozenset()) -> list[str]:
    """Personal fields whose person is named by no UUID field of their record or of one around it."""
    hints = get_type_hints(cls, include_extras=True)
    persons = around | {name for name, hint in hints.items() if hint is UUID}
    forgotten = []
    for name, hint in hints.items():
        forgotten += [f"{cls.__name__}.{name}" for note in personal_of(hint) if note.person not in persons]
        for within in records_within(hint):
            forgotten += forgotten_persons(within, frozenset(persons))
    return forgotten


@for_each("cls", MESSAGES, lambda cls: cls.__name__)
def test_a_personal_field_says_whose_it_is_in_its_record_or_around_it(cls: type[Message]) -> None:
    assert forgotten_persons(cls) == []


def test_a_personal_field_of_nobody_would_be_noticed() -> None:
    from domain.payment.receipt.receiving import PaymentReference

    assert forgotten_persons(PaymentReference) == ["PaymentReference.text"], "alone, it does not say whose it is"
