"""Why a caller has no answer. Which of them it is decides what may be done next."""

from __future__ import annotations


class CommandNotAnswered(Exception):
    """A command has no answer; its kinds say whether it can have taken place."""


class NotSent(CommandNotAnswered):
    """It certainly did not take place: it never left. Send it again when what the message names is over."""


class CommandTooLarge(NotSent):
    """It certainly did not take place, and never will: it does not fit into a record."""


class NotAllowed(NotSent):
    """It certainly did not take place: our user of Kafka may not send commands."""


class AnswersNotAllowed(CommandNotAnswered):
    """It was sent, and our user of Kafka may not read answers: what became of it is not to be found out here."""


class NoAnswer(CommandNotAnswered):
    """It was sent, and what became of it is not known. The same command under the same id may be sent again: it happens
    once."""
