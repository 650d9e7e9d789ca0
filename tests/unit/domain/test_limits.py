"""What no command may say, whichever theme decides it; and no refusal repeats what it was given."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.claim.receiving import ReceiveClaim
from domain.catalogue import COMMANDS, kind_of
from domain.kernel.aggregate import AggregateKind, Slice
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Balance, Posting, transfer
from domain.kernel.limits import AMOUNT_MINOR_MAX, CLOCK_SKEW, COUNT_MAX, ITEMS_MAX, Code, Length, check_command
from domain.kernel.message import Command, Event
from domain.kernel.personal import Personal
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from tests.for_each import for_each
from tests.unit.domain.samples import AGENT, CLAIM, CONTEXT, NOW
from tests.unit.golden_samples import golden_command
from tests.unit.messages.messages import ANY_COMMAND


class Colour(StrEnum):
    """A closed set."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Item:
    """Within a command."""

    text: Personal[str]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AskMuch(Command):
    """A command with a field of each type."""

    id: UUID
    day: date
    at: datetime
    amount_minor: int
    count: int
    text: str
    note: Annotated[Personal[str | None], Length(1_000)]
    short: Annotated[str, Length(3)]
    reason: Code
    other_reason: Code | None
    colour: Colour
    items: tuple[Item, ...]
    is_so: bool

    TOPIC: ClassVar[str] = "caseledger.case.commands.AskMuch"


FINE = AskMuch(
    id=UUID(int=1),
    day=date(2026, 3, 2),
    at=NOW,
    amount_minor=5,
    count=0,
    text="Hyra för mars",
    note="first line\n\tsecond line",
    short="abc",
    reason="returned_by_bank",
    other_reason=None,
    colour=Colour.RED,
    items=(Item("655969", 0),),
    is_so=True,
)

ACCEPTED: list[dict[str, object]] = [
    {},
    {"day": date(1900, 1, 1)},
    {"day": date(2199, 12, 31)},
    {"at": datetime(1900, 1, 1, tzinfo=UTC)},
    {"amount_minor": AMOUNT_MINOR_MAX},
    {"amount_minor": -AMOUNT_MINOR_MAX},
    {"count": COUNT_MAX},
    {"text": "x" * 200},
    {"text": ""},
    {"text": "Łódź, 3 st. (2)"},
    {"note": "two  blanks, and one at the end "},
    {"text": "Łódź \U0001f600"},
    {"note": "n" * 1_000},
    {"note": None},
    {"reason": "a" + "1" * 63},
    {"other_reason": "wrong_case"},
    {"items": (Item("", 0),) * ITEMS_MAX},
    {"items": ()},
]

REFUSED: list[tuple[dict[str, object], str]] = [
    ({"day": date(1899, 12, 31)}, "day_out_of_range"),
    ({"day": date(2200, 1, 1)}, "day_out_of_range"),
    ({"day": date.min}, "day_out_of_range"),
    ({"at": datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)}, "time_out_of_range"),
    ({"at": datetime.max.replace(tzinfo=UTC)}, "time_out_of_range"),
    ({"amount_minor": AMOUNT_MINOR_MAX + 1}, "amount_too_large"),
    ({"amount_minor": -AMOUNT_MINOR_MAX - 1}, "amount_too_large"),
    ({"amount_minor": 2**63 - 1}, "amount_too_large"),
    ({"count": -1}, "number_out_of_range"),
    ({"count": COUNT_MAX + 1}, "number_out_of_range"),
    ({"text": "x" * 201}, "value_too_long"),
    ({"text": "nul \x00"}, "damaged_text"),
    ({"text": "escape \x1b[2J"}, "damaged_text"),
    ({"text": "c1 \x9b"}, "damaged_text"),
    ({"text": "half a pair \ud83d"}, "damaged_text"),
    ({"text": "line\u2028separator"}, "damaged_text"),
    ({"text": "zero\u200bwidth"}, "damaged_text"),
    ({"text": "from the right \u202e"}, "damaged_text"),
    ({"text": "a\rb"}, "damaged_text"),
    *(
        ({"text": written}, "text_not_plain")
        for written in [
            *("two  blanks", "at the end ", " at the beginning", "two\nlines", "a\ttab", "\n", " ", "no\u00a0break"),
            *(
                "o\u0308 apart",
                "\uff33 wide",
                "\u0663 of another script",
                "join\u200ded",
                "emoji\ufe0f",
                "narrow\u202f5",
            ),
        ]
    ),
    ({"note": "n" * 1_001}, "value_too_long"),
    ({"note": "nul \x00"}, "damaged_text"),
    ({"short": "abcd"}, "value_too_long"),
    ({"reason": "Anna took it back"}, "code_invalid"),
    ({"reason": ""}, "code_invalid"),
    ({"reason": "a" + "1" * 64}, "code_invalid"),
    ({"reason": "1st"}, "code_invalid"),
    ({"reason": "returned_by_bank\n"}, "code_invalid"),
    ({"other_reason": "återbetald"}, "code_invalid"),
    ({"colour": "green"}, "colour_unknown"),
    ({"items": (Item("", 0),) * (ITEMS_MAX + 1)}, "too_many"),
    ({"items": (Item("fine", 0), Item("nul \x00", 0))}, "damaged_text"),
    ({"items": (Item("fine", AMOUNT_MINOR_MAX + 1),)}, "amount_too_large"),
]


@pytest.mark.parametrize("change", ACCEPTED, ids=str)
def test_what_the_ledger_can_hold_is_accepted(change: dict[str, Any]) -> None:
    assert check_command(replace(FINE, **change), CONTEXT) is None


@pytest.mark.parametrize(
    ("change", "code"), REFUSED, ids=lambda part: str(part)[:40].encode("ascii", "replace").decode()
)
def test_what_it_cannot_hold_is_refused_and_the_field_named(change: dict[str, Any], code: str) -> None:
    refusal = check_command(replace(FINE, **change), CONTEXT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    (field,) = change
    assert refusal.message.startswith(f"{field}: ")
    assert refusal.message.endswith(".")


def test_every_type_of_field_has_a_case_of_its_own_in_these_tests() -> None:
    unlimited = {"id", "is_so"}
    assert {field for change, _ in REFUSED for field in change} == {f.name for f in fields(AskMuch)} - unlimited


def test_an_unknown_value_is_answered_with_those_there_are() -> None:
    refusal = check_command(replace(FINE, colour="green"), CONTEXT)  # type: ignore[arg-type]
    assert refusal == Refusal("colour_unknown", "colour: it must be one of these: red, blue.")


@pytest.mark.parametrize(
    ("name", "is_fine"),
    [
        *(("agent-7", True), ("deadline-clock", True), ("a", True), ("7", True), ("a.b_c", True), ("a" * 64, True)),
        *(("", False), ("a" * 65, False), ("Anna Grönvall", False), ("anna@example.com", False), ("Lukas", False)),
        *(("agent 7", False), ("-agent", False), ("agent\n", False), ("ågent", False)),
        *(("198112189876", False), ("811218-9876", False), ("131052-308t", False), ("0701601234", True)),
        *(("15108695088", False), ("agent-2026-00017", True), ("120174-3399", False)),
    ],
)
def test_an_actor_is_an_id_and_never_a_name(name: str, is_fine: bool) -> None:
    refusal = check_command(FINE, Context(NOW, NOW, Actor("user", name)))
    assert (refusal is None) is is_fine
    if refusal is not None:
        assert refusal.code == "actor_invalid"
        assert len(name) < 3 or name not in refusal.message


@pytest.mark.parametrize("kind", ["", "User", "wizard", "Anna Grönvall", "anna@example.com", "user "])
def test_an_actor_is_of_a_kind_that_there_is(kind: str) -> None:
    refusal = check_command(FINE, Context(NOW, NOW, Actor(kind, "agent-7")))
    assert refusal == Refusal("actor_invalid", "Who acts is one of these kinds: user, customer, system, bank.")


def test_the_number_of_a_bank_may_be_like_a_persons() -> None:
    assert check_command(FINE, Context(NOW, NOW, Actor("bank", "8112189876"))) is None


@pytest.mark.parametrize(
    ("happened", "code"),
    [
        (NOW, None),
        (NOW + CLOCK_SKEW, None),
        (NOW + CLOCK_SKEW + timedelta(microseconds=1), "happened_in_the_future"),
        (datetime(2099, 1, 1, tzinfo=UTC), "happened_in_the_future"),
        (datetime(1900, 1, 1, tzinfo=UTC), None),
        (datetime(1899, 12, 31, tzinfo=UTC), "time_out_of_range"),
        (datetime.min.replace(tzinfo=UTC), "time_out_of_range"),
    ],
)
def test_nothing_happened_in_the_future_or_before_living_memory(happened: datetime, code: str | None) -> None:
    refusal = check_command(FINE, Context(NOW, happened, AGENT))
    assert (refusal and refusal.code) == code


@dataclass(frozen=True, slots=True)
class MuchMoved(Event):
    """An event that moves what several fields add up to."""

    amounts: tuple[int, ...]

    def sentence(self) -> str:
        return "Much moved"

    def postings(self) -> list[Posting]:
        return [one for a in self.amounts for one in transfer(Account.COLLECTED, Account.SUSPENSE, a, "SEK")]


@pytest.mark.parametrize(("count", "is_fine"), [(4, True), (5, False)])
def test_what_one_event_moves_has_a_limit_too(count: int, is_fine: bool) -> None:
    kind: AggregateKind[Any] = AggregateKind("case", _Empty(), (_NOTHING,))
    kind.event(MuchMoved)
    kind.command(AskMuch)

    @kind.decides(AskMuch)
    def move(state: object, command: AskMuch, context: Context) -> Decision:
        return [MuchMoved((AMOUNT_MINOR_MAX,) * count)]

    decision = kind.decide(kind.initial, FINE, CONTEXT)
    if is_fine:
        assert decision == [MuchMoved((AMOUNT_MINOR_MAX,) * count)]
    else:
        assert isinstance(decision, Refusal)
        assert decision.code == "amount_too_large"


_NOTHING: Slice[Balance] = Slice(Balance())


class _Empty(NamedTuple):
    balance: Balance = _NOTHING.initial


@for_each("cls", COMMANDS.values(), lambda cls: cls.__name__)
def test_the_limits_hold_for_every_command_there_is(cls: type[Command]) -> None:
    """A damaged text, an amount that is too large and a value of no closed set are refused in each field of each."""
    bad: dict[type, object] = {str: "\x00", int: 2**63 - 1, date: date(2200, 1, 1)}
    hints = get_type_hints(cls)
    whole = _some(cls)
    tried = 0
    for field in fields(cls):  # type: ignore[arg-type]
        annotation = hints[field.name]
        inner = next((one for one in getattr(annotation, "__args__", ()) if one is not type(None)), annotation)
        if inner in bad:
            value = bad[inner]
        elif isinstance(inner, type) and issubclass(inner, StrEnum):
            value = "nonsense"
        else:
            continue
        value = (value,) if get_origin(annotation) is tuple else value
        refusal = check_command(replace(whole, **{field.name: value}), CONTEXT)  # type: ignore[type-var]
        assert isinstance(refusal, Refusal), field.name
        tried += 1
    assert tried or not _can_be_wrong(cls)


def _can_be_wrong(cls: type[Command]) -> bool:
    """Not where every field is an id, a list or has fields of its own: of what is in those, other tests tell."""
    hints = [get_type_hints(cls)[field.name] for field in fields(cls)]  # type: ignore[arg-type]
    return any("UUID" not in str(hint) and "tuple" not in str(hint) and not is_dataclass(hint) for hint in hints)


def _some(cls: type[Command]) -> Command:
    """A command that breaks no limit."""
    whole = golden_command(cls)
    assert check_command(whole, CONTEXT) is None
    return whole


def _texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in _texts_in(one)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for field in fields(value) for text in _texts_in(getattr(value, field.name))]  # type: ignore[arg-type]
    return []


MARK = "Grönvall-19"


@given(ANY_COMMAND, st.data())
def test_no_refusal_of_the_limits_repeats_what_a_field_says(command: Any, data: st.DataObject) -> None:
    """One text is replaced by a mark in a form that is refused somewhere: too long, damaged, no code, unknown."""
    names = [f.name for f in fields(command) if isinstance(getattr(command, f.name), str)]
    if names:
        spoilt = data.draw(st.sampled_from([MARK, f"{MARK}\x00", f"{MARK} " * 900, f"{MARK}\x1b[2J", f"{MARK}@x.se"]))
        command = replace(command, **{data.draw(st.sampled_from(names)): spoilt})
    refusal = check_command(command, Context(NOW, NOW, Actor("user", data.draw(st.sampled_from(["a", MARK, "\x00"])))))
    if refusal is not None:
        assert MARK not in refusal.message
        assert refusal.message.isprintable()


PERSONAL_NOT_REPEATED: dict[str, Any] = {"debtor_name": MARK, "debtor_email": f"{MARK}@x.se", "description": MARK}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "currency": st.sampled_from(["XXX", "SEK"]),
            "jurisdiction": st.sampled_from(["ZZ", "GB", "SE"]),
            "principal_minor": st.integers(-5, 5),
            "pay_by": st.sampled_from([None, date(2026, 1, 1), date(2026, 3, 20)]),
        },
    )
)
def test_no_refusal_of_a_claim_repeats_who_owes_it(change: dict[str, Any]) -> None:
    kind = kind_of(ReceiveClaim.TOPIC)
    claim = replace(CLAIM, **{**PERSONAL_NOT_REPEATED, **change})
    for state in (kind.initial, kind.evolve_all(kind.initial, list(kind.decide(kind.initial, CLAIM, CONTEXT)))):  # type: ignore[arg-type]
        decision = kind.decide(state, claim, CONTEXT)
        if isinstance(decision, Refusal):
            assert MARK not in decision.message
