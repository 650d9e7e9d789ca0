"""Which registered creditor a text means: its id, or its name whatever the letter case, blanks and dashes.

Names need not differ: one that several creditors have, or that is the id of another, means none of them. A claim that
went to the wrong creditor would be a debt to the wrong creditor. A former name means who had it, if nobody is called so
now: a creditor's own systems go on writing it for a while, and files of before may be imported again.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.directory import CreditorEntry
from domain.kernel.nearest import nearest
from domain.kernel.text import name_key


class CreditorNotFound(LookupError):
    """A text means no registered creditor, or several. The message says what to do and never repeats the text."""


class CreditorNames:
    """The registered creditors at one moment."""

    def __init__(self, entries: Iterable[CreditorEntry]) -> None:
        self._by_id: dict[str, CreditorEntry] = {}
        self._by_name: dict[str, list[CreditorEntry]] = {}
        self._by_former_name: dict[str, dict[str, CreditorEntry]] = {}
        for entry in entries:
            self._by_id[entry.creditor_id] = entry
            self._by_name.setdefault(name_key(entry.name), []).append(entry)
            for name in entry.former_names:
                self._by_former_name.setdefault(name_key(name), {})[entry.creditor_id] = entry

    def get(self, creditor_id: str, /) -> CreditorEntry | None:
        """The creditor of this id."""
        return self._by_id.get(creditor_id)

    def meant_by(self, text: str) -> CreditorEntry:
        """The creditor that a text means. Raises CreditorNotFound."""
        key = name_key(text)
        of_id = self._by_id.get(key)
        found = [entry for entry in self._by_name.get(key, []) if entry is not of_id]
        if of_id and found:
            others = _listed(found)
            raise CreditorNotFound(
                f"This is the id of one creditor and the name of another ({others}): give that one another name with "
                "`caseledger creditor rename`."
            )
        if of_id:
            return of_id
        found = found or list(self._by_former_name.get(key, {}).values())
        if len(found) == 1:
            return found[0]
        if found:
            raise CreditorNotFound(
                f"{len(found)} registered creditors have this name, or had it: write the id of one ({_listed(found)})."
            )
        raise CreditorNotFound(f"No creditor of this id or name is registered. {self._hint(text)}")

    def also_called(self, creditor_id: str, name: str) -> list[str]:
        """The ids of the other creditors that have this name, whatever its letter case, blanks and dashes, or as id."""
        same = self._by_name.get(name_key(name), []) + [one for one in [self._by_id.get(name_key(name))] if one]
        return sorted({entry.creditor_id for entry in same} - {creditor_id})

    def _hint(self, text: str) -> str:
        known = {entry.name: entry for entry in self._by_id.values()} | dict(self._by_id)
        entries = {known[name].creditor_id: known[name] for name in nearest(text, known)}
        meant = " or ".join(f"{entry.name} ({entry.creditor_id})" for entry in entries.values())
        return (
            f"{f'Did you mean {meant}? ' if meant else ''}A new one is registered with `caseledger creditor register`."
        )


def _listed(entries: Iterable[CreditorEntry]) -> str:
    return ", ".join(sorted(entry.creditor_id for entry in entries))
