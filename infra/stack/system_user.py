"""PostgreSQL refuses to run as root; a stack that root starts runs it as another user."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from infra.stack.child import CommandLine
from infra.stack.errors import FolderNotUsable

ROOT = Path("/")
USER = "nobody"
"""There is a `nobody` on every Linux and macOS; no user has to be made."""


def stand_in() -> str | None:
    """The user that PostgreSQL must run as; None when we are not root and it runs as we do."""
    return USER if os.geteuid() == 0 else None


def give(path: Path, user: str | None) -> None:
    """Makes `user` the owner of a file or folder (not of what is in it)."""
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def entering(user: str | None, programs: Path, folder: Path) -> tuple[str, ...]:
    """The words to put before a command, so that `user` can run PostgreSQL's programs on `folder`.

    None are needed when the user may enter both. Under a folder that is closed to others (`/root`, a temporary
    folder) the process gets the one capability to pass through closed folders; no folder's mode is changed.
    The programs ask `access(2)` about themselves, which forgets capabilities unless a secure bit says otherwise.

    Raises:
        FolderNotUsable: neither works here.
    """
    # pg_config looks for itself with the same code as the server does, and does nothing else.
    test = ("/bin/sh", "-c", 'test -w "$1" && "$0" --bindir', str(programs / "pg_config"), str(folder))
    if user is None or _works(CommandLine(test, ROOT, user=user)):
        return ()
    for capability in ("dac_read_search", "dac_override"):
        prefix = _setpriv(user, capability)
        if prefix and _works(CommandLine((*prefix, *test), ROOT)):
            return prefix
    raise FolderNotUsable(
        f"PostgreSQL does not run as root, and the user {user} may not enter {programs} or {folder}. "
        "Run caseledger as an ordinary user, or put the project and CASELEDGER_HOME where other users may "
        "enter (mode 755 on each folder above)."
    )


def _setpriv(user: str, capability: str) -> tuple[str, ...]:
    found = shutil.which("setpriv")
    if found is None:
        return ()
    entry = pwd.getpwnam(user)
    ids = (f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
    capabilities = (f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")
    return (found, *ids, *capabilities, "--securebits=+no_setuid_fixup")


def _works(command: CommandLine) -> bool:
    return command.run().returncode == 0
