"""National ids: whether a text is one, and its one form. No message here repeats one.

The rules are those of ``python-stdnum``, but for Sweden's people: there a number of ten digits says its century only on
a given day, and coordination numbers (the day of birth and 60) are people's too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from stdnum import luhn
from stdnum.de import idnr
from stdnum.dk import cpr, cvr
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu, ytunnus
from stdnum.is_ import kennitala
from stdnum.no import fodselsnummer, orgnr
from stdnum.se import orgnr as organisationsnummer

_SWEDISH = re.compile(r"([0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})([-+]?)([0-9]{4})")
_COORDINATION = 60
"""Is added to the day of birth of who is not registered in Sweden."""

_DIGITS_MIN = 9
"""Of a person's number: a Finnish one has the day of birth, three more and a letter."""

_SOME_DAY = date(date.max.year, 1, 1)
"""A Swedish number that says no century is one in any."""

Rule = Callable[[str], str]
"""The number without its signs and blanks; raises ValidationError when it is none."""

OF_PEOPLE: Mapping[str, Rule] = {
    "NO": fodselsnummer.validate,
    "DK": cpr.validate,
    "FI": hetu.validate,
    "IS": kennitala.validate,
    "DE": idnr.validate,
}
_WITH_BIRTHDAYS = ("SE", "NO", "DK", "FI", "IS")
OF_COMPANIES: Mapping[str, Rule] = {
    "SE": organisationsnummer.validate,
    "NO": orgnr.validate,
    "DK": cvr.validate,
    "FI": ytunnus.validate,
    "IS": kennitala.validate,
}


def canonical_national_id(country: str, text: str, on: date, *, of_company: bool = False) -> str | None:
    """The number in the one form in which it is compared; None when it is no valid one of the country.

    ``on`` is the day on which it was given.
    """
    if country == "SE" and not of_company:
        return _of_swede(text.strip(), on)
    rule = (OF_COMPANIES if of_company else OF_PEOPLE).get(country)
    if rule is None:
        return None
    try:
        return str(rule(text.strip())).upper()
    except ValidationError:
        return None


def national_id_of_anybody(country: str, text: str, on: date) -> str | None:
    """The same, of a human being or a company: no number can be both, but where it is one number for both."""
    return canonical_national_id(country, text, on) or canonical_national_id(country, text, on, of_company=True)


def is_of_a_person(text: str, country: str | None = None) -> bool:
    """Whether a text reads as the national id of a human being, however it is typed: of ``country``, or of any other
    in a form that nothing else has.

    Ten digits alone may be much else, such as a phone number, and so may a German number, which has no birthday in it:
    these count in their own country only.
    """
    written = _written(text)
    if sum(map(str.isdigit, written)) < _DIGITS_MIN:
        return False
    forms = {written, re.sub("[-+]", "", written)}
    if country is not None and any(canonical_national_id(country, form, _SOME_DAY) for form in forms):
        return True
    telling = [form for form in forms if not re.fullmatch("[0-9]{10}", form)]
    return any(canonical_national_id(each, form, _SOME_DAY) for each in _WITH_BIRTHDAYS for form in telling)


def _written(text: str) -> str:
    """Without blanks, dots, slashes and a country's letters before it, and with plain dashes."""
    plain = re.sub("[\\s./]", "", re.sub("[\u2010-\u2015\u2212]", "-", text)).upper()
    return re.sub("^(SE|NO|DK|FI|IS|DE)-?(?=[0-9])", "", plain)


def _of_swede(text: str, on: date) -> str | None:
    """Twelve digits."""
    found = _SWEDISH.fullmatch(text)
    if found is None:
        return None
    century, year, month, day, sign, rest = found.groups()
    if century is None:
        latest = on.year - (on.year - int(year)) % 100
        century = f"{(latest - 100 if sign == '+' else latest) // 100:02}"
    born = int(day) - _COORDINATION if int(day) > _COORDINATION else int(day)
    try:
        date(int(century + year), int(month), born)
        luhn.validate(year + month + day + rest)
    except (ValueError, ValidationError):
        return None
    return century + year + month + day + rest
