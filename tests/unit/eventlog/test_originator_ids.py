"""Originator ids as keys, and back."""

from __future__ import annotations

from uuid import UUID

import pytest
from eventsourcing.persistence import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from infra.eventlog.records.originator_ids import TextOriginators, UUIDOriginators, originator_ids


@given(st.uuids())
def test_uuid_there_and_back(originator_id: UUID) -> None:
    forms = UUIDOriginators()
    key = forms.to_key(originator_id)
    assert key == str(originator_id).encode() == forms.to_key(str(originator_id))
    assert forms.from_index(forms.indexed(key)) == originator_id


@given(st.text())
def test_text_there_and_back(originator_id: str) -> None:
    forms = TextOriginators()
    assert forms.from_index(forms.indexed(forms.to_key(originator_id))) == originator_id


def test_id_that_is_no_uuid_is_refused_with_a_hint() -> None:
    with pytest.raises(ProgrammingError, match="ORIGINATOR_ID_TYPE=text"):
        UUIDOriginators().to_key("case-1")
    with pytest.raises(ValueError, match="ORIGINATOR_ID_TYPE=text"):
        UUIDOriginators().indexed(b"case-1")
    with pytest.raises(ProgrammingError, match="'uuid' or 'text'"):
        originator_ids("number")
