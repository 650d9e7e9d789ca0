"""How a program asks: commands go out, answers come back."""

from __future__ import annotations

from infra.client.command_client import CommandClient, NoAnswer, Pending
from infra.client.command_sender import CommandSender

__all__ = ["CommandClient", "CommandSender", "NoAnswer", "Pending"]
