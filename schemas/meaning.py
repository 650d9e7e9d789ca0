"""Changes between two versions that alter what bytes mean, and that Avro's own rules let pass.

Each rule looks at one field or type in both versions and gives a sentence when the change must be refused. It is a
row in ``RULES``, and has a test of its own that makes it fail.
"""

from __future__ import annotations

from collections.abc import Callable

from schemas.tree import NAMED, Pair, is_field

Rule = Callable[[Pair], str | None]


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


_ABSENT = _Absent()


def _change(pair: Pair, attribute: str) -> str | None:
    """Such as ``from "days" to nothing``; None when the attribute is the same in both."""
    old, new = pair.old.get(attribute, _ABSENT), pair.new.get(attribute, _ABSENT)
    return None if old == new and type(old) is type(new) else f"from {old!r} to {new!r}"


def renamed_type(pair: Pair) -> str | None:
    """Avro compares names without their namespace, and an alias hides the rest."""
    if pair.old["type"] not in NAMED or pair.new["type"] not in NAMED or not _change(pair, "name"):
        return None
    return f"the type was renamed {_change(pair, 'name')}; readers find types by their full name. Keep the name."


def type_changed(pair: Pair) -> str | None:
    """Avro promotes string to bytes and back, and widens numbers: to it a day count may become a float."""
    old, new = pair.old["type"], pair.new["type"]
    if is_field(pair.old) or old == new:
        return None
    return f"the type changed from {old} to {new}; add a field under a new name instead."


def logical_type_changed(pair: Pair) -> str | None:
    """Avro resolves the underlying types only: milliseconds are read as microseconds."""
    change = _change(pair, "logicalType")
    return change and f"the logical type changed {change}; the same number would mean another value. Add a new field."


def unit_changed(pair: Pair) -> str | None:
    """``unit`` is ours; Avro does not know it. A unit said later may not be the one that old writers meant."""
    change = _change(pair, "unit")
    return change and f"the unit changed {change}; the same number would mean another value. Add a new field."


def scale_changed(pair: Pair) -> str | None:
    """With another scale, 12.50 is read as 125.0."""
    change = _change(pair, "scale")
    return change and f"the scale changed {change}; every amount would be read wrongly. Add a new field."


def precision_changed(pair: Pair) -> str | None:
    """With less precision, readers refuse or cut amounts that were written."""
    change = _change(pair, "precision")
    return change and f"the precision changed {change}; some readers would cut or refuse amounts. Add a new field."


def fixed_size_changed(pair: Pair) -> str | None:
    """Everything after the field would be read from the wrong byte."""
    change = _change(pair, "size") if pair.old["type"] == pair.new["type"] == "fixed" else None
    return change and f"the size changed {change}; everything after it would be read wrongly. Add a new type and field."


def default_changed(pair: Pair) -> str | None:
    """A default is what old data is read as: another default rewrites the past. One may be added, never altered."""
    if not is_field(pair.old) or "default" not in pair.old:
        return None
    change = _change(pair, "default")
    return change and f"the default changed {change}; what was written without the field would mean something else."


def personal_mark_changed(pair: Pair) -> str | None:
    """The mark decides with whose key and of which kind a text is sealed: once said, always so."""
    change = _change(pair, "personal") or _change(pair, "person")
    if "personal" not in pair.old or change is None:
        return None
    return (
        f"what it says of whose personal data it is changed {change}; the person could not have it erased. Put it back."
    )


def enum_symbols_changed(pair: Pair) -> str | None:
    """With a default, Avro lets symbols go, and reads what was written as the default."""
    old, new = pair.old.get("symbols", []), pair.new.get("symbols", [])
    if pair.old["type"] != pair.new["type"] or new[: len(old)] == old:
        return None
    return f"the symbols {old} became {new}; keep the old ones in their order, and add new ones at the end."


def enum_default_changed(pair: Pair) -> str | None:
    """The default is what readers make of symbols that they do not know yet."""
    if pair.old["type"] != "enum" or pair.new["type"] != "enum":
        return None
    change = _change(pair, "default")
    return change and f"the enum's default changed {change}; unknown symbols would mean something else. Keep it."


def alias_lost(pair: Pair) -> str | None:
    """Data written under the alias would be read as the default from now on."""
    lost = [alias for alias in pair.old.get("aliases", []) if alias not in pair.new.get("aliases", [])]
    return (
        f"the alias {', '.join(lost)} was lost; what was written under it is lost with it. Put it back."
        if lost
        else None
    )


def field_renamed(pair: Pair) -> str | None:
    """An alias lets new readers read old data, while old readers find nothing and quietly take the default."""
    if pair.old["type"] != "record" or pair.new["type"] != "record":
        return None
    old_names = {field["name"] for field in pair.old["fields"]}
    renames = [
        f"{alias} to {field['name']}"
        for field in pair.new["fields"]
        for alias in field.get("aliases", [])
        if alias in old_names and alias != field["name"]
    ]
    return (
        f"renamed by an alias: {', '.join(renames)}; readers of the old version lose it. Keep the name."
        if renames
        else None
    )


RULES: tuple[Rule, ...] = (
    renamed_type,
    type_changed,
    logical_type_changed,
    unit_changed,
    scale_changed,
    precision_changed,
    fixed_size_changed,
    default_changed,
    personal_mark_changed,
    enum_symbols_changed,
    enum_default_changed,
    alias_lost,
    field_renamed,
)
