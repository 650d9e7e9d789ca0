"""How a program asks: commands go out, answers come back."""

from __future__ import annotations

from infra.client.batch_sender import BatchSender
from infra.client.command_client import CommandClient
from infra.client.command_sender import CommandSender
from infra.client.errors import AnswersNotAllowed, CommandNotAnswered, CommandTooLarge, NoAnswer, NotAllowed, NotSent
from infra.client.pending import Pending

__all__ = [
    "AnswersNotAllowed",
    "BatchSender",
    "CommandClient",
    "CommandNotAnswered",
    "CommandSender",
    "CommandTooLarge",
    "NoAnswer",
    "NotAllowed",
    "NotSent",
    "Pending",
]
