"""What the description says of refusals: with which codes each command can be refused, and what is answered then."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from domain.kernel.message import Command
from domain.refusal_codes import refusals_of
from infra.http.commands.outcomes import refused_document
from infra.http.problems import PROBLEM_JSON

EXAMPLE = "#/components/examples/{name}"
CONFLICT = str(int(HTTPStatus.CONFLICT))


def refusal_examples(commands: Iterable[type[Command]]) -> dict[str, Any]:
    """An example of each refusal, by the name that it goes by; the same sentence is there once."""
    found = {(code, message) for command in commands for code, message in refusals_of(command).items()}
    return {_name(code, message): _example(code, message) for code, message in sorted(found)}


def refusal_response(command: type[Command], problem: dict[str, Any]) -> dict[str, Any]:
    """The 409 of a command, which is a ``problem``. Fields may be refused with the codes of all fields beside."""
    refusals = refusals_of(command)
    return {
        "description": f"The ledger decided against it. One of: {', '.join(refusals)}; or what is wrong with a field.",
        "x-refusals": list(refusals),
        "content": {
            PROBLEM_JSON: {
                "schema": problem,
                "examples": {
                    code: {"$ref": EXAMPLE.format(name=_name(code, message))} for code, message in refusals.items()
                },
            }
        },
    }


def _name(code: str, message: str) -> str:
    return f"{code}-{sum(message.encode()) % 10_000}"


def _example(code: str, message: str) -> dict[str, Any]:
    return {"summary": code.replace("_", " "), "value": refused_document(code, message or code, None, {})}
