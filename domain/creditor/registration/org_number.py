"""Whether an organisation's number can be one, by the rule of the country that gave it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum.de import vat as german_vat
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

_FIRST_OF_A_PERSON = "01"
"""The third digit of a Swedish organisation's number is 2 or above; below, it is a person's (lag 1974:174, 1 §)."""


def _is_swedish(number: str) -> bool:
    return swedish.is_valid(number) and swedish.compact(number)[2] not in _FIRST_OF_A_PERSON


def _is_british(number: str) -> bool:
    """A number of Companies House has no check digit."""
    return re.fullmatch("[0-9]{8}|[A-Z]{2}[0-9]{6}", plain_org_number(number)) is not None


_RULES: Mapping[str, Callable[[str], bool]] = {
    "SE": _is_swedish,
    "NO": norwegian.is_valid,
    "FI": ytunnus.is_valid,
    "DK": cvr.is_valid,
    "DE": german_vat.is_valid,
    "GB": _is_british,
}


def is_org_number(number: str, jurisdiction: str) -> bool:
    """Whether it passes the jurisdiction's rule (in Germany, that of the VAT number); a person's number never does."""
    return bool(_RULES[jurisdiction](number))


def plain_org_number(number: str) -> str:
    """Without blanks and dashes, so that one organisation has one number."""
    return re.sub(r"[\s-]", "", number).upper()
