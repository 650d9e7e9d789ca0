"""One process of atheris, a fuzzer that is guided by the code which an input reaches. Its arguments are libFuzzer's."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["infra.intake"]):
    from tests.fuzz.harness import outcome_of


def one_input(data: bytes) -> None:
    """What must hold for any bytes."""
    outcome_of(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
