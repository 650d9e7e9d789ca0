"""PostgreSQL's binary COPY format, byte by byte as its manual says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from struct import error as StructError  # noqa: N812
from uuid import UUID

import pytest

from projections.kit import binary_copy as columns
from projections.kit.binary_copy import CopyRows


class Copied:
    """Takes what is copied."""

    def __init__(self) -> None:
        self.statement, self.body = "", b""

    def copy_expert(self, statement: str, file: object, size: int) -> None:
        self.statement, self.body = statement, file.read()  # type: ignore[attr-defined]


def test_a_row_is_its_field_count_and_each_field_with_its_length() -> None:
    rows = CopyRows("t", a=columns.INT4, b=columns.INT8, c=columns.BOOL, d=columns.ID, e=columns.TEXT, f=columns.WORD)
    assert rows.encoded([(1, -2, True, UUID(int=3), "å", None)]) == (
        b"\x00\x06"
        b"\x00\x00\x00\x04\x00\x00\x00\x01"
        b"\x00\x00\x00\x08\xff\xff\xff\xff\xff\xff\xff\xfe"
        b"\x00\x00\x00\x01\x01"
        b"\x00\x00\x00\x10" + UUID(int=3).bytes + b"\x00\x00\x00\x02\xc3\xa5\xff\xff\xff\xff"
    )


def test_times_count_from_the_year_2000_whatever_their_zone() -> None:
    rows = CopyRows("t", at=columns.INSTANT, on=columns.OPTIONAL_DAY, maybe=columns.OPTIONAL_INSTANT)
    at = datetime(2000, 1, 1, 2, 0, 0, 7, tzinfo=timezone(timedelta(hours=1)))
    body = rows.encoded([(at, date(1999, 12, 31), None)])
    assert body[2:14] == b"\x00\x00\x00\x08" + (3_600_000_007).to_bytes(8, "big")
    assert body[14:] == b"\x00\x00\x00\x04\xff\xff\xff\xff" + b"\xff\xff\xff\xff"
    begin = datetime(2000, 1, 1, tzinfo=UTC)
    assert rows.encoded([(at, None, begin)])[14:] == b"\xff\xff\xff\xff\x00\x00\x00\x08" + bytes(8)


def test_rows_stand_one_after_another_each_with_its_own_values() -> None:
    rows = CopyRows("t", at=columns.INSTANT, on=columns.ID, said=columns.BYTES, why=columns.WORDS)
    first, later = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC)
    given = [
        (first, UUID(int=1), b"a", ["x"]),
        (first, UUID(int=2), None, None),
        (later, UUID(int=3), b"", ["y", "z"]),
        (first, UUID(int=4), b"bc", []),
    ]
    alone = [rows.encoded([one]) for one in given]
    assert len(set(alone)) == len(given)
    assert rows.encoded(given) == b"".join(alone)


def test_rows_of_columns_that_all_size_themselves_are_counted_too() -> None:
    rows = CopyRows("t", a=columns.TEXT, b=columns.OPTIONAL_ID)
    assert rows.encoded([("å", None), (None, UUID(int=3))]) == (
        b"\x00\x02\x00\x00\x00\x02\xc3\xa5\xff\xff\xff\xff\x00\x02\xff\xff\xff\xff\x00\x00\x00\x10" + UUID(int=3).bytes
    )


def test_words_that_turn_out_to_be_many_are_still_themselves_and_few_are_kept() -> None:
    rows = CopyRows("t", a=columns.WORD)
    said = [str(number) for number in range(2 * columns.WORDS_MAX + 1)]
    assert rows.encoded([(one,) for one in said]) == CopyRows("t", a=columns.TEXT).encoded([(one,) for one in said])
    assert len(columns._words) <= columns.WORDS_MAX


def test_a_row_that_lacks_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        CopyRows("t", a=columns.INT4, b=columns.INT4).encoded([(1, 2), (3,)])


def test_a_copy_begins_and_ends_as_the_format_wants() -> None:
    rows, cursor = CopyRows("t", a=columns.INT4), Copied()
    rows.copy(cursor, [(5,)])  # type: ignore[arg-type]
    assert cursor.statement == "COPY t (a) FROM STDIN (FORMAT binary)"
    assert cursor.body == b"PGCOPY\n\xff\r\n\x00" + bytes(8) + rows.encoded([(5,)]) + b"\xff\xff"


def test_no_rows_are_no_question_to_the_server() -> None:
    rows, cursor = CopyRows("t", a=columns.INT4), Copied()
    rows.copy(cursor, [])  # type: ignore[arg-type]
    assert cursor.statement == ""


def test_a_number_that_does_not_fit_is_refused_rather_than_cut_off() -> None:
    with pytest.raises(StructError):
        CopyRows("t", a=columns.INT4).encoded([(2**31,)])


def test_columns_that_size_themselves_come_last() -> None:
    with pytest.raises(ValueError, match="fixed length come first"):
        CopyRows("t", a=columns.TEXT, b=columns.INT4)
