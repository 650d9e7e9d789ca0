"""The console, My page and the API beside the workers of a stack: started by ``up``, and who gets in first."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cli.operations.granting import grantee
from infra.cli.operations.signing_in import FIRST, link_for
from infra.http.access.roles import Role
from infra.runtime.settings import PAGES
from infra.stack import ports
from infra.stack.lock import exclusively
from infra.stack.state import StackFile

if TYPE_CHECKING:
    from infra.cli.render.screen import Screen
    from infra.http.settings import HttpSettings

PROCESS = "pages"
"""Among the worker processes of a home folder."""

ARGUMENTS = ("-c", "from infra.cli.main import run; run()", "serve", "--no-first-key")
"""Of Python. A key is shown to a person, and never to the log of a process."""

NEEDS = ("argon2", "fastapi", "uvicorn")


def missing() -> str | None:
    """The first library of the extra that is not installed."""
    return next((name for name in NEEDS if find_spec(name) is None), None)


def are_started(environ: Mapping[str, str]) -> bool:
    """Whether ``up`` starts them: unless CASELEDGER_PAGES says no, or their libraries are not installed."""
    return (environ.get(PAGES) or "yes") != "no" and missing() is None


def keep_port(home: Path, environ: Mapping[str, str], *, run_already: bool) -> None:
    """Choose where they listen and keep it for ``serve``: where they did before, else 8080, else any free port.

    Where a setting names the address or the port, that is where they listen.
    """
    from infra.http.settings import HOST, PAGES_USE, PORT, PORT_DEFAULT

    if run_already or environ.get(HOST) or environ.get(PORT):
        return
    with exclusively(home):
        stack = StackFile.read(home)
        before = stack.ports.get(PAGES_USE, PORT_DEFAULT)
        stack.with_ports(ports.choose([PAGES_USE], {PAGES_USE: before}, may_move=True)).write(home)


def say_where(screen: Screen, environ: Mapping[str, str]) -> None:
    """The console's address, and a link that signs the administrator in; or why there is none."""
    if (environ.get(PAGES) or "yes") == "no":
        return
    if (library := missing()) is not None:
        how = "which is not installed. Run: pip install 'caseledger[http]', then `caseledger up`."
        screen.note(f"There is no console: it needs {library}, {how}")
        return
    from infra.http.settings import PORT, PORT_DEFAULT, HttpSettings

    http = HttpSettings.load(environ, Path(environ["CASELEDGER_HOME"]))
    moved = "" if http.port == PORT_DEFAULT or environ.get(PORT) else f" ({PORT_DEFAULT} was taken)"
    screen.note(f"The console is at {http.url_for_people}/console{moved}, and My page at {http.url_for_people}/my.")
    screen.note("To sign in as administrator, open this link within 15 minutes; it is good for once:")
    screen.line(administrators_link(http))


def administrators_link(http: HttpSettings) -> str:
    """Good for once. Raises AccessUnusable."""
    return link_for(http, grantee(FIRST, Role.ADMINISTRATOR))
