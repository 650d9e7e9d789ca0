"""Which indexes a rebuild makes last."""

from __future__ import annotations

import re

import pytest

from projections.catalogue import MODELS
from projections.kit.deferred_indexes import apart
from projections.kit.model import ReadModel


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_index_but_the_primary_keys_is_made_last(model: ReadModel) -> None:
    tables, indexes = apart(model.tables)
    assert len(indexes) == len(re.findall(r"CREATE (?:UNIQUE )?INDEX", model.tables)) > 0
    assert all(statement in model.tables and statement.endswith(";") for statement in indexes)
    assert "INDEX" not in tables
    for kept in ("CREATE TABLE", "PRIMARY KEY"):
        assert tables.count(kept) == model.tables.count(kept)
