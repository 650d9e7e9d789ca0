"""Forms: made from the fields of any command, and read as people write."""

from __future__ import annotations

import pytest

from infra.console.amounts import minor_of
from infra.console.formats import Formats
from infra.console.forms.asked import kept_json
from infra.console.forms.fields import ROWS_AT_FIRST, fields_of_command, rows_of
from infra.console.forms.reading import FormReading
from infra.http.commands.paths import by_name, command_paths
from infra.http.problems import HttpProblem


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("1234.50", "en", 123_450), ("1,234.5", "en", 123_450), ("-3", "en", -300), ("1,234", "en", 123_400),
        ("1 234,50", "sv", 123_450), ("1\u00a0234", "sv", 123_400), ("0,05", "sv", 5), ("1234.50", "sv", 123_450),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_its_language_writes_it(text: str, language: str, minor: int) -> None:
    assert minor_of(text, "SEK", language) == minor


@pytest.mark.parametrize(
    ("text", "language"), [("1,50", "en"), ("1.234", "sv"), ("1.555", "en"), ("", "en"), ("1e3", "en"), ("ten", "sv")]
)
def test_what_could_mean_two_amounts_or_none_is_not_read(text: str, language: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        minor_of(text, "SEK", language)


def test_a_currency_without_decimals_has_none() -> None:
    assert minor_of("1,500", "ISK", "en") == 1_500
    with pytest.raises(ValueError, match="no amount"):
        minor_of("1.5", "ISK", "en")


def test_every_command_has_a_form_with_all_its_fields() -> None:
    for path in command_paths():
        shown = [field.name for field in fields_of_command(path.cls)]
        assert shown == [*path.cls.__dataclass_fields__, "occurred_at"], path.name


def test_what_is_left_empty_is_left_out_and_rows_are_told_apart() -> None:
    fields = fields_of_command(by_name()["ProposePlan"].cls)
    values = {
        "channel": ["phone"], "instalments.0.amount_minor": ["10"], "instalments.1.amount_minor": [""],
        "instalments.7.due_date": ["2026-04-01"], "occurred_at": [""],
    }  # fmt: skip
    reading = FormReading(values, Formats("en", "UTC"), "SEK")
    assert reading.body(fields) == {
        "channel": "phone",
        "instalments": [{"amount_minor": 1_000}, {"due_date": "2026-04-01"}],
    }
    assert reading.errors == {}


@pytest.mark.parametrize("row", ["1000", "99999999", "9" * 5_000])
def test_a_form_has_no_more_rows_than_a_page_can_show(row: str) -> None:
    (field,) = (one for one in fields_of_command(by_name()["ProposePlan"].cls) if one.repeats)
    values = {f"instalments.{row}.due_date": ["2026-04-01"]}
    with pytest.raises(HttpProblem, match="1000 rows"):
        rows_of(field, values)
    with pytest.raises(HttpProblem, match="1000 rows"):
        FormReading(values, Formats("en", "UTC"), "SEK").body([field])


def test_what_is_no_row_of_a_form_is_none_of_its_rows() -> None:
    (field,) = (one for one in fields_of_command(by_name()["ProposePlan"].cls) if one.repeats)
    values = {f"instalments.{row}.due_date": ["2026-04-01"] for row in ("x", "", "-1", "²")}
    assert len(rows_of(field, values)) == ROWS_AT_FIRST


def test_what_a_browser_kept_is_read_or_is_none_however_deep_it_is() -> None:
    assert kept_json('{"terms": [1]}') == {"terms": [1]}
    for wrong in ("{", "[" * 100_000):
        with pytest.raises(ValueError):
            kept_json(wrong)
