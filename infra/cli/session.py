"""What every command begins with: where it works, what time it is, and the screen."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from infra.cli.failures import Unavailable
from infra.cli.reaching import check_reachable
from infra.cli.render.screen import Screen
from infra.cli.times import Zone

if TYPE_CHECKING:
    from infra.reads.purposes import ReadingPurpose
    from infra.runtime.clock import Clock
    from infra.runtime.settings import Settings

CLOCK_FILE = "clock.json"
"""A home that has a file of this name runs on that clock: the demo's does, so that its time can be moved."""


class Session:
    """One call of the command line. Settings are read when they are first needed, so that help needs none."""

    def __init__(self, home: Path | None = None, debug: bool = False, environ: Mapping[str, str] | None = None) -> None:
        self.debug = debug
        self.command = ""
        """The name of the command that runs, such as ``case show``."""
        self.purpose: ReadingPurpose | None = None
        """For what it shows personal data; None: nobody has said."""
        self.screen = Screen()
        self.environ: Mapping[str, str] = environment(home) if environ is None else environ

    @cached_property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        from infra.runtime.law_in_force import put_law_in_force
        from infra.runtime.settings import Settings

        settings = Settings.load(self.environ)
        put_law_in_force(settings)
        return settings

    @property
    def served(self) -> Settings:
        """The settings of a Kafka that is there. Raises SettingsError, Unavailable when none is named or listens."""
        settings = self.settings
        if settings.kafka_bootstrap is None:
            raise Unavailable(
                f"No stack is up in {settings.home}, and CASELEDGER_KAFKA_BOOTSTRAP names no other Kafka. Start one "
                "with `caseledger up`, or say with --home where yours is."
            )
        check_reachable(settings)
        return settings

    @cached_property
    def clock(self) -> Clock:
        """The business clock. Raises SettingsError."""
        from infra.runtime.clock import clock_from

        return clock_from(self.settings)

    @cached_property
    def zone(self) -> Zone:
        """The zone in which times are shown and read."""
        return Zone(self.settings.zone)

    def reload(self) -> None:
        """Read the settings again: a stack that has just been started says where it is."""
        self.__dict__.pop("settings", None)


def environment(home: Path | None) -> dict[str, str]:
    """The process's environment, with the home folder and its clock as the commands and the workers are to see them."""
    environ = dict(os.environ)
    if home is not None:
        environ["CASELEDGER_HOME"] = str(home)
    place = Path(environ.get("CASELEDGER_HOME") or ".caseledger").expanduser().resolve()
    environ["CASELEDGER_HOME"] = str(place)
    for folder in "CASELEDGER_WATCH_FOLDER", "CASELEDGER_SNAPSHOTS":
        if named := environ.get(folder):  # a worker may stand in another folder
            environ[folder] = str(Path(named).expanduser().resolve())
    if not environ.get("CASELEDGER_CLOCK_FILE") and (place / CLOCK_FILE).exists():
        environ["CASELEDGER_CLOCK_FILE"] = str(place / CLOCK_FILE)
    return environ


def session_of(context: typer.Context, purpose: ReadingPurpose | None = None) -> Session:
    """The session of the command that runs, which knows its name, and for what it shows personal data."""
    root = context.find_root()
    session = cast(Session, root.obj)
    session.command = context.command_path.removeprefix(root.command_path).strip()
    session.purpose = purpose
    return session


def user_name() -> str:
    """Who sits at the keyboard, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
