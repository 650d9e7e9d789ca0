"""How a program asks: commands go out, answers come back."""

from __future__ import annotations

from infra.client.batch_sender import BatchSender
from infra.client.command_client import CommandClient
from infra.client.command_sender import CommandSender
from infra.client.errors import CommandNotAnswered, CommandTooLarge, NoAnswer, NotSent
from infra.client.pending import Pending

__all__ = [
    "BatchSender",
    "CommandClient",
    "CommandNotAnswered",
    "CommandSender",
    "CommandTooLarge",
    "NoAnswer",
    "NotSent",
    "Pending",
]
