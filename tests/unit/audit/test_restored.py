"""What the drill of a restored log makes of what it finds: ranges of positions, and persons with and without keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from infra.audit.report import Report
from infra.audit.restored.adding_up import ERASURE_SPREADS, add_up
from infra.audit.restored.keys import TextsOpened
from infra.audit.restored.ranges import Ranges

ERASED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
BEFORE, AFTER = ERASED_AT - timedelta(days=1), ERASED_AT + timedelta(days=1)
KIM, SAM = UUID(int=1), UUID(int=2)


def found(*partitions: TextsOpened) -> list[str]:
    """The codes of what all partitions say together."""
    report = Report()
    add_up(report, [(Report(), one) for one in partitions], Path("wrapping-keys"))
    return [finding.code for finding in report.findings]


def test_ranges_join_what_follows_and_count_and_tell_the_first() -> None:
    ranges = Ranges()
    for first, last in ((1, 3), (4, 4), (9, 9), (20, 30)):
        ranges.add(first, last)
    assert (ranges.text(), ranges.count) == ("1 to 4, 9, 20 to 30", 16)
    assert ranges.text(most=1) == "1 to 4 and 2 more ranges"
    assert not Ranges()


def test_texts_of_the_erased_need_no_key_and_texts_of_others_do() -> None:
    erasure = TextsOpened(erased={KIM: ERASED_AT})
    assert found(TextsOpened(lacking={KIM: BEFORE}), erasure) == []
    assert found(TextsOpened(lacking={KIM: BEFORE, SAM: BEFORE}), erasure) == ["key_missing"]
    assert found(TextsOpened(lacking={KIM: AFTER}), erasure) == ["key_missing"], "they came back, under a new key"
    late = ERASED_AT + ERASURE_SPREADS / 2
    assert found(TextsOpened(lacking={KIM: late}), erasure) == [], "another writer saw the erasure a little later"


def test_a_key_of_somebody_erased_that_is_back_is_told() -> None:
    erasure = TextsOpened(erased={KIM: ERASED_AT})
    assert found(TextsOpened(opened=1, readable={KIM: BEFORE}), erasure) == ["erased_key_back"]
    assert found(TextsOpened(opened=1, readable={KIM: AFTER}), erasure) == []


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (TextsOpened(damaged=1), "text_damaged"),
        (TextsOpened(keys_damaged=1), "key_damaged"),
        (TextsOpened(named_otherwise=1), "index_key_differs"),
        (TextsOpened(no_index_key="The file is gone."), "index_key_missing"),
    ],
)
def test_damage_is_told_by_its_kind(texts: TextsOpened, code: str) -> None:
    assert found(TextsOpened(opened=3), texts) == [code]
