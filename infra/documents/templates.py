"""Templates of documents: a file for each document and language, ``NAME.LANGUAGE.txt`` in the folder ``templates``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.kernel.money import MINOR_UNIT_DIGITS

FOLDER = Path(__file__).with_name("templates")


class LanguageMissing(LookupError):
    """A document has no template in a language; the message names those that there are."""


def languages(name: str) -> list[str]:
    """In which the document can be written (ISO 639-1)."""
    return sorted(file.name.split(".")[1] for file in FOLDER.glob(f"{name}.*.txt"))


def written(name: str, language: str, **facts: Any) -> str:
    """The document as marked text. Raises LanguageMissing; a fact that the template needs and lacks is a bug."""
    if language not in languages(name):
        raise LanguageMissing(f"There is no {name} in {language!r}; there is one in: {', '.join(languages(name))}.")
    return _environment().get_template(f"{name}.{language}.txt").render(**facts)


def amount(minor: int, currency: str, thousands: str = ",", decimal: str = ".") -> str:
    """Such as ``1,234.50 SEK``, with the marks that the language uses."""
    digits = MINOR_UNIT_DIGITS[currency]
    whole, part = divmod(abs(minor), 10**digits)
    fraction = f"{decimal}{part:0{digits}d}" if digits else ""
    return f"{'-' if minor < 0 else ''}{whole:,}".replace(",", thousands) + f"{fraction} {currency}"


def percent(basis_points: int, decimal: str = ".") -> str:
    """Hundredths of a percent, such as ``10.50 %``."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}{decimal}{part:02d} %"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        finalize=_on_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(amount=amount, percent=percent)
    return environment


def _on_one_line(fact: Any) -> Any:
    """What somebody wrote never begins a line or a cell of its own."""
    return re.sub(r"[\t\n\r\v\f\u2028\u2029\x85]+", " ", fact) if isinstance(fact, str) else fact
