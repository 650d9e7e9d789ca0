"""The shape every aggregate has: ``decide(state, command, context) -> events | refusal``, ``evolve(state, event)``.

A state is put together of slices, one for each theme. A theme registers its messages and functions with decorators,
so a new event with its command is one file: the kind's package imports every file in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from domain.kernel.decision import Context, Decision
from domain.kernel.directory import CreditorEntry
from domain.kernel.limits import check_command, check_postings
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal

State = TypeVar("State")
Part = TypeVar("Part")
SomeCommand = TypeVar("SomeCommand", bound=Command)
SomeEvent = TypeVar("SomeEvent", bound=Event)

Decide = Callable[[Any, Any, Context], Decision]
Evolve = Callable[[Any, Any], Any]


class UnknownMessageError(LookupError):
    """A command or event that no aggregate kind has registered."""


class Slice(Generic[Part]):
    """One theme's part of a state: its value at the beginning, and how events change it.

    Nobody but the theme changes it. Several slices may react to one event; each says so for itself.
    """

    def __init__(self, initial: Part) -> None:
        self.initial = initial
        self._by_type: dict[type[Event], Callable[[Part, Any], Part]] = {}
        self._by_fact: list[tuple[Callable[[type[Event]], bool], Callable[[Part, Event], Part]]] = []

    def on(
        self, event_type: type[SomeEvent]
    ) -> Callable[[Callable[[Part, SomeEvent], Part]], Callable[[Part, SomeEvent], Part]]:
        """Function decorator: this function gives the slice after an event of ``event_type``."""

        def register(function: Callable[[Part, SomeEvent], Part]) -> Callable[[Part, SomeEvent], Part]:
            assert event_type not in self._by_type, f"{function.__name__} is the second for {event_type.__name__}"
            self._by_type[event_type] = function
            return function

        return register

    def when(
        self, fact: Callable[[type[Event]], bool]
    ) -> Callable[[Callable[[Part, Event], Part]], Callable[[Part, Event], Part]]:
        """Function decorator: this function gives the slice after an event of any type of which ``fact`` is true.

        A type that the slice names with ``on`` is left to that; so a new event that states a fact needs no line here.
        """

        def register(function: Callable[[Part, Event], Part]) -> Callable[[Part, Event], Part]:
            self._by_fact.append((fact, function))
            return function

        return register

    def reaction_to(self, event_type: type[Event]) -> Callable[[Part, Any], Part] | None:
        """How events of this type change it; None when they do not."""
        if event_type in self._by_type:
            return self._by_type[event_type]
        found = [function for fact, function in self._by_fact if fact(event_type)]
        assert len(found) <= 1, f"{[one.__name__ for one in found]} are several for {event_type.__name__}"
        return found[0] if found else None


class AggregateKind(Generic[State]):
    """The table of one kind of aggregate: its messages, its slices, and who decides what.

    ``initial`` is a named tuple, of which the next state is made at once, however many themes there are; a slice is the
    field whose value is the slice's initial one. ``entry_of`` gives what decisions on other aggregates may know of one,
    for a kind of which there is a directory.
    """

    def __init__(
        self,
        name: str,
        initial: State,
        slices: Sequence[Slice[Any]],
        *,
        entry_of: Callable[[State], CreditorEntry] | None = None,
    ) -> None:
        self.name = name
        self.entry_of = entry_of
        self.initial = initial
        self.commands: dict[str, type[Command]] = {}
        self.events: dict[str, type[Event]] = {}
        cls: Any = type(initial)
        self._made_of: Callable[[Sequence[Any]], State] = partial(tuple.__new__, cls)
        self._slices = {_place_of(initial, one): one for one in slices}
        self._deciders: dict[type[Command], Decide] = {}
        self._recorder: Callable[[State, Any, Context, Refusal], Event | None] | None = None
        self._reactions: dict[type[Event], tuple[tuple[int, Evolve], ...]] = {}

    def command(self, cls: type[SomeCommand]) -> type[SomeCommand]:
        """Class decorator: names the command ``caseledger.<kind>.commands.<Class>``."""
        cls.TOPIC = f"caseledger.{self.name}.commands.{cls.__name__}"
        self.commands[cls.TOPIC] = cls
        return cls

    def event(self, cls: type[SomeEvent]) -> type[SomeEvent]:
        """Class decorator: names the event ``caseledger.<kind>.<Class>``."""
        cls.TOPIC = f"caseledger.{self.name}.{cls.__name__}"
        self.events[cls.TOPIC] = cls
        return cls

    def decides(
        self, cls: type[SomeCommand]
    ) -> Callable[
        [Callable[[State, SomeCommand, Context], Decision]], Callable[[State, SomeCommand, Context], Decision]
    ]:
        """Function decorator: this function decides commands of ``cls``."""

        def register(
            function: Callable[[State, SomeCommand, Context], Decision],
        ) -> Callable[[State, SomeCommand, Context], Decision]:
            self._deciders[cls] = function
            return function

        return register

    def records_refusals(
        self, function: Callable[[State, SomeCommand, Context, Refusal], Event | None]
    ) -> Callable[[State, SomeCommand, Context, Refusal], Event | None]:
        """Function decorator: this function gives the event by which a refusal is on record, or None for one that is
        not."""
        self._recorder = function
        return function

    def recorded_refusal(self, state: State, command: Command, context: Context, refusal: Refusal) -> Event | None:
        """The event that is written because the decision on ``command`` was this refusal; None: nothing is."""
        return None if self._recorder is None else self._recorder(state, command, context, refusal)

    def decide(self, state: State, command: Command, context: Context) -> Decision:
        """The events that ``command`` causes in ``state`` (at least one), or why it is refused.

        What no command may say and no ledger can hold is refused here, whichever theme decides.
        """
        decider = self.decider_of(type(command))
        if refusal := check_command(command, context):
            return refusal
        decision = decider(state, command, context)
        return decision if isinstance(decision, Refusal) else check_postings(decision) or decision

    def evolve(self, state: State, event: Event) -> State:
        """The state after ``event``, the same one when nothing changed. Never refuses: what happened, happened."""
        reactions = self._reactions.get(type(event))
        if reactions is None:
            reactions = self._reactions[type(event)] = self._reactions_to(type(event))
        parts: list[Any] | None = None
        for place, react in reactions:
            before = state[place]  # type: ignore[index]  # states are tuples
            after = react(before, event)
            if after is not before:
                if parts is None:
                    parts = list(state)  # type: ignore[call-overload]
                parts[place] = after
        return state if parts is None else self._made_of(parts)

    def evolve_all(self, state: State, events: Sequence[Event]) -> State:
        """The state after these events, one after another."""
        for event in events:
            state = self.evolve(state, event)
        return state

    def decider_of(self, command_type: type[Command]) -> Decide:
        """The function that decides commands of this type. Raises UnknownMessageError."""
        try:
            return self._deciders[command_type]
        except KeyError:
            raise UnknownMessageError(f"no {self.name} decides {command_type.__name__}") from None

    def undecided(self) -> set[str]:
        """Names of registered commands that no function decides."""
        return {cls.__name__ for cls in self.commands.values() if cls not in self._deciders}

    def _reactions_to(self, event_type: type[Event]) -> tuple[tuple[int, Evolve], ...]:
        if event_type not in self.events.values():
            raise UnknownMessageError(f"no {self.name} evolves by {event_type.__name__}")
        reactions = ((place, one.reaction_to(event_type)) for place, one in self._slices.items())
        return tuple((place, reaction) for place, reaction in reactions if reaction is not None)


def _place_of(initial: Any, one: Slice[Any]) -> int:
    places = [place for place, part in enumerate(initial) if part is one.initial]
    assert len(places) == 1, f"{type(initial).__name__} has {len(places)} fields for the slice {one.initial}"
    return places[0]
