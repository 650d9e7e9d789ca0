"""Hypothesis strategies for every value that a schema takes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from schemas.tree import Node

# Surrogates are halves of characters, which UTF-8 cannot hold.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def values_of(kind: Node) -> st.SearchStrategy[Any]:
    """Values of an expanded type, as Avro has them."""
    if kind["type"] == "record":
        return st.fixed_dictionaries({field["name"]: values_of(field["type"]) for field in kind["fields"]})
    if kind["type"] == "array":
        return st.lists(values_of(kind["items"]), max_size=5)
    if kind["type"] == "union":
        return st.none() | values_of(kind["branches"][1])
    return {
        "int": st.integers(-(2**31), 2**31 - 1),
        "long": st.integers(-(2**63), 2**63 - 1),
        "string": _TEXT,
        "bytes": st.binary(max_size=80),
        "boolean": st.booleans(),
        "fixed": st.binary(min_size=16, max_size=16),
    }[kind["type"]]
