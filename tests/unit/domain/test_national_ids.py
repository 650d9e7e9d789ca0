"""What reads as a person's national id, however somebody typed it: it must not stand where an id of ours belongs."""

from __future__ import annotations

import pytest

from domain.kernel.national_id import is_of_a_person


@pytest.mark.parametrize(
    ("written", "country"),
    [
        *(("8112189876", "SE"), ("811218 9876", "SE"), ("811218\u20139876", "SE"), ("811218+9876", "SE")),
        *(("1981-12-18-9876", "SE"), ("1981.12.18-9876", "SE"), ("SE19811218-9876", "SE"), ("198112789873", "SE")),
        *(("15108695088", "NO"), ("151086 95088", "NO"), ("131052-308t", "FI"), ("2110625629", "DK")),
        *(("36574261809", "DE"), ("120174-3399", "IS")),
    ],
)
def test_a_national_id_is_known_however_it_is_typed(written: str, country: str) -> None:
    assert is_of_a_person(written, country)


@pytest.mark.parametrize("written", ["198112189876", "811218-9876", "15108695088", "131052-308T", "211062-5629"])
@pytest.mark.parametrize("country", [None, "SE", "NO", "GB"])
def test_where_nothing_else_has_its_form_it_is_known_in_any_country(written: str, country: str | None) -> None:
    assert is_of_a_person(written, country)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        *(("K-1001", "SE"), ("", "SE"), ("556012-5790", "SE"), ("0701601234", "SE"), ("202603021234", "SE")),
        *(("8112189876", None), ("8112189876", "NO"), ("36574261809", "SE"), ("agent-2026-00017", None)),
        *(("198112189875", "SE"), ("123456789012345", "NO")),
    ],
)
def test_what_is_no_national_id_there_may_be_a_number_of_somebodys_own(written: str, country: str | None) -> None:
    assert not is_of_a_person(written, country)
