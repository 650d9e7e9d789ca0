"""One thing that is wrong with the contract, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContractFinding:
    """``rule`` was broken in ``where`` (a file, a field or a lock row); ``message`` says how and what to do."""

    where: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"
