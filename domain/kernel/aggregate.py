"""The shape every aggregate has: ``decide(state, command) -> events | refusal`` and ``evolve(state, event) -> state``.

A theme's file registers its commands, events and functions on the kind's table with four decorators, so a new
event type is one dataclass and one function, and a catalogue can be walked to see what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID


class Message:
    """Something with a stable name on the wire. ``TOPIC`` is its Avro full name and its CloudEvents type."""

    __slots__ = ()
    TOPIC: ClassVar[str]


class Event(Message):
    """Something that happened. Past tense, immutable, never refused."""

    __slots__ = ()

    @property
    def erased_persons(self) -> tuple[UUID, ...]:
        """Persons whose data is erased by this event: with it, every key that their personal texts are sealed with."""
        return ()


class Command(Message):
    """Something asked for. It can be refused."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command was not carried out.

    ``code`` is stable and for machines; ``message`` is for the person who asked; ``rule`` names the law or policy
    behind it where there is one.
    """

    code: str
    message: str
    rule: str | None = None


Decision = Sequence[Event] | Refusal

State = TypeVar("State")
SomeCommand = TypeVar("SomeCommand", bound=Command)
SomeEvent = TypeVar("SomeEvent", bound=Event)


class UnknownMessageError(LookupError):
    """A command or event that no aggregate kind has registered."""


class AggregateKind(Generic[State]):
    """The table of one kind of aggregate: its messages, and the function for each."""

    def __init__(self, name: str, initial: State) -> None:
        self.name = name
        self.initial = initial
        self.commands: dict[str, type[Command]] = {}
        self.events: dict[str, type[Event]] = {}
        self._deciders: dict[type[Command], Callable[[State, Any], Decision]] = {}
        self._evolvers: dict[type[Event], Callable[[State, Any], State]] = {}

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
    ) -> Callable[[Callable[[State, SomeCommand], Decision]], Callable[[State, SomeCommand], Decision]]:
        """Function decorator: this function decides commands of ``cls``."""

        def register(
            function: Callable[[State, SomeCommand], Decision],
        ) -> Callable[[State, SomeCommand], Decision]:
            self._deciders[cls] = function
            return function

        return register

    def evolves(
        self, cls: type[SomeEvent]
    ) -> Callable[[Callable[[State, SomeEvent], State]], Callable[[State, SomeEvent], State]]:
        """Function decorator: this function gives the state after an event of ``cls``."""

        def register(function: Callable[[State, SomeEvent], State]) -> Callable[[State, SomeEvent], State]:
            self._evolvers[cls] = function
            return function

        return register

    def decide(self, state: State, command: Command) -> Decision:
        """The events that ``command`` causes in ``state`` (at least one), or why it is refused."""
        try:
            decider = self._deciders[type(command)]
        except KeyError:
            raise UnknownMessageError(f"no {self.name} decides {type(command).__name__}") from None
        return decider(state, command)

    def evolve(self, state: State, event: Event) -> State:
        """The state after ``event``. Never refuses: what happened, happened."""
        try:
            evolver = self._evolvers[type(event)]
        except KeyError:
            raise UnknownMessageError(f"no {self.name} evolves by {type(event).__name__}") from None
        return evolver(state, event)

    def undecided(self) -> set[str]:
        """Names of registered commands that no function decides."""
        return {cls.__name__ for cls in self.commands.values() if cls not in self._deciders}

    def unevolved(self) -> set[str]:
        """Names of registered events that no function evolves by."""
        return {cls.__name__ for cls in self.events.values() if cls not in self._evolvers}
