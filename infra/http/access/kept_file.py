"""A small file of keys or people in the home folder (0600), read again whenever it is another one.

It is not in the database: read models are thrown away and made anew, and commands go on while PostgreSQL is away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Generic

from infra.http.access.grantees import AccessUnusable, AnyGrantee, document_of, read_document
from infra.stack.files import write_atomically


class KeptFile(Generic[AnyGrantee]):
    """What is in it, by name; a file that is not there has nothing. Safe for several threads and processes."""

    def __init__(
        self, path: Path, cls: type[AnyGrantee], name_of: Callable[[AnyGrantee], str], listed: str, written_by: str
    ) -> None:
        self._path, self._cls, self._name_of = path, cls, name_of
        self._listed, self._written_by = listed, written_by
        self._seen: tuple[int, int, int] | None = None
        self._by_name: Mapping[str, AnyGrantee] = {}

    def by_name(self) -> Mapping[str, AnyGrantee]:
        """As the file has them now, the oldest first. Raises AccessUnusable."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen, self._by_name = None, {}
            return self._by_name
        seen = (status.st_mtime_ns, status.st_ino, status.st_size)
        if seen != self._seen:
            self._by_name, self._seen = {self._name_of(one): one for one in self._read()}, seen
        return self._by_name

    @contextmanager
    def changing(self) -> Iterator[dict[str, AnyGrantee]]:
        """What is in it, to be changed by one at a time; it is written when the block ends well. Raises
        AccessUnusable."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(f".{self._path.name}.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            before = dict(self.by_name())
            changed = dict(before)
            yield changed
            if changed != before:
                documents = [document_of(one) for one in changed.values()]
                write_atomically(self._path, json.dumps({self._listed: documents}, indent=1) + "\n")

    def _read(self) -> list[AnyGrantee]:
        try:
            documents = json.loads(self._path.read_text("utf-8"))[self._listed]
            return [read_document(self._cls, one) for one in documents]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = error.strerror if isinstance(error, OSError) else f"it is not what `{self._written_by}` writes"
            raise AccessUnusable(
                f"The {self._listed} in {self._path} cannot be read: {reason}. Nobody is let in."
            ) from None
