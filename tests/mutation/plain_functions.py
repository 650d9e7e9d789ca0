"""A copy of the project for mutmut, in which no function that it changes is decorated: it leaves those alone that are.

``python -m tests.mutation.plain_functions FOLDER``. Decisions, and what an event does to a state, are registered by a
decorator; in the copy they are registered by a line below the function, which does the same. A function that remembers
its answers does not in the copy: what it remembered from the right code would hide the wrong one.
"""

from __future__ import annotations

import ast
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

COPIED = ("domain", "schemas", "projections", "infra", "consumers", "tests", "docs", "pyproject.toml", "README.md")
REMEMBERS = ("lru_cache", "cache")


def plain(source: str) -> str:
    """The module, with each decorator of a function of the module below it instead."""
    lines: list[str] = source.splitlines()
    for function in reversed(list(_decorated(ast.parse(source)))):
        assert function.end_lineno is not None
        names = [ast.unparse(one) for one in reversed(function.decorator_list)]
        below = [f"{function.name} = {name}({function.name})" for name in names if not name.startswith(REMEMBERS)]
        lines[function.end_lineno : function.end_lineno] = below
        del lines[function.decorator_list[0].lineno - 1 : function.lineno - 1]
    return "\n".join(lines) + "\n"


def _decorated(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (one for one in module.body if isinstance(one, ast.FunctionDef) and one.decorator_list)


def copy_to(folder: Path) -> None:
    """The project of the working directory, into a folder of its own."""
    for name in COPIED:
        source = Path(name)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    mutated = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]["source_paths"]
    for source in (folder / name for name in mutated):
        for path in source.rglob("*.py") if source.is_dir() else [source]:
            path.write_text(plain(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    Path(sys.argv[1]).mkdir(parents=True)
    copy_to(Path(sys.argv[1]))
