"""A command line begins quickly: what one command needs is imported for no other."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_ASKED = """
import contextlib, io, json, sys
from infra.cli.main import app
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    app(sys.argv[1:])
print(json.dumps(sorted(sys.modules)))
"""


def modules_of(*words: str) -> set[str]:
    """What is imported when the program is asked for this."""
    asked = subprocess.run([sys.executable, "-c", _ASKED, *words], capture_output=True, text=True, check=True)
    return set(json.loads(asked.stdout))


@pytest.mark.parametrize(
    ("words", "needed", "others"),
    [
        (["--version"], "infra.cli.session", {"domain.case", "infra.cli.case", "infra.cli.questions", "kafka"}),
        (["balances", "--help"], "infra.cli.questions.balances", {"infra.cli.case", "infra.cli.person", "kafka"}),
        (["keys", "show", "--help"], "infra.cli.operations.keys", {"domain.case", "infra.cli.questions", "kafka"}),
        (["case", "show", "--help"], "infra.cli.case.case_show", {"infra.cli.person.person_show", "infra.generator"}),
    ],
)
def test_only_what_was_asked_for_is_loaded(words: list[str], needed: str, others: set[str]) -> None:
    loaded = modules_of(*words)
    assert needed in loaded
    assert not loaded & others
