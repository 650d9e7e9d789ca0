"""The contract's own command line: ``python -m schemas``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from schemas.check import appendable, as_json, as_text, check
from schemas.compatibility import CheckerMissingError
from schemas.errors import SchemaError
from schemas.golden_bytes import write_missing
from schemas.history import committed_locks
from schemas.lock import FOLDER, read_lock, write_lock
from schemas.registry import Registry

FINE, BROKEN, MISUSED, UNCHECKED = range(4)

_TEACHES = """\
The contract is one .avsc file for each version of each message. Bytes that were written are kept for ever, so a
version that was locked never changes (its "doc" may). To add a message, or a new version of one:

  1. python -m schemas add <Name>    drafts <aggregate>/events/<Name>.v1.avsc (or commands/) from the class <Name>;
     read it, and say in each "doc" that is empty what a stranger must know. Write the next .v<N>.avsc by hand;
  2. python -m schemas lock      gives it the next id in lock.json;
  3. python -m schemas golden    writes a sample, golden/…/<Name>.v1.json; put in values that speak;
  4. python -m schemas golden    again: writes the sample's bytes beside it, <Name>.v1.hex, once and for ever;
  5. python -m schemas check     says what is still wrong.

Exit codes: 0 all is well, 1 the contract is broken (each finding is printed), 2 the command line was not understood,
3 it could not be checked (the package `avro` is not installed).
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m schemas",
        description="Guard the schemas of events, commands and replies.",
        epilog=_TEACHES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the schemas folder (default: this package's)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | add | lock | golden")
    checking = commands.add_parser("check", help="say everything that is wrong, and change nothing")
    checking.add_argument("--json", action="store_true", help="print the findings as a JSON list")
    adding = commands.add_parser("add", help="draft the schema of a message class")
    adding.add_argument("names", nargs="+", metavar="NAME", help="the class's name, such as ContactMade")
    commands.add_parser("lock", help="append a row with a new id for each schema file that has none")
    commands.add_parser("golden", help="write the samples and golden bytes that are missing; overwrites nothing")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "check":
            return _check(chosen.folder, chosen.json)
        if chosen.command == "add":
            return _add(chosen.folder, chosen.names)
        return _lock(chosen.folder) if chosen.command == "lock" else _golden(chosen.folder)
    except CheckerMissingError as error:
        print(error, file=sys.stderr)
        return UNCHECKED
    except SchemaError as error:
        print(error, file=sys.stderr)
        return BROKEN


def _check(folder: Path, json: bool) -> int:
    findings = check(folder)
    if json:
        print(as_json(findings))
    elif findings:
        print(as_text(findings), file=sys.stderr)
        print(f"{len(findings)} findings. `python -m schemas --help` says how a schema is added.", file=sys.stderr)
    else:
        against = ", ".join(revision for revision, _ in committed_locks(folder)) or "no commit (no git here)"
        print(f"{len(read_lock(folder))} schemas: lock, conventions, compatibility and golden bytes hold.")
        print(f"The lock keeps every row of: {against}.")
    return BROKEN if findings else FINE


def _add(folder: Path, names: list[str]) -> int:
    """The classes are the domain's, which this package knows nothing of: what drafts from them is asked by name."""
    drafting = import_module("infra.messages.drafting")
    for name in names:
        try:
            print(drafting.add(name, folder))
        except drafting.NoSuchMessage as error:
            print(error, file=sys.stderr)
            return MISUSED
        except FileExistsError as error:
            print(f"{error.filename} is there already; a change is the next version.", file=sys.stderr)
            return BROKEN
    return FINE


def _lock(folder: Path) -> int:
    new, findings = appendable(folder)
    if new and findings:
        print(as_text(findings), file=sys.stderr)
        print("Nothing was locked: an id is for ever, so put this right first.", file=sys.stderr)
        return BROKEN
    if new:
        write_lock([*read_lock(folder), *new], folder)
    print(*(f"{row.id}  {row.name} version {row.version}" for row in new), f"{len(new)} rows were added.", sep="\n")
    return FINE


def _golden(folder: Path) -> int:
    written = write_missing(Registry.read(folder), folder)
    print(*(str(file.relative_to(folder)) for file in written), f"{len(written)} files were written.", sep="\n")
    return FINE


if __name__ == "__main__":
    sys.exit(main())
