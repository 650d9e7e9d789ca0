"""A letter that asks for a claim, written from the event that says it was sent: the figures of that position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case.charges.accruing import InterestAccrued
from domain.case.claim.receiving import ClaimReceived
from domain.case.notices.letter import NoticeSent
from domain.law.rule_text import rule_text
from infra.documents.templates import written

TEMPLATE = "notice"


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom it goes: a name and, where one is known, the lines of an address. ``acts_for`` names the debtor when it
    goes to who acts for them, None when it goes to the debtor."""

    name: str
    address: Sequence[str] = ()
    acts_for: str | None = None


def notice_text(
    said: NoticeSent,
    claim: ClaimReceived,
    accrued: Sequence[InterestAccrued],
    addressee: Addressee,
    language: str,
) -> str:
    """The letter as marked text. ``claim`` is as it read then, ``accrued`` the late interest that had been added by
    then. Raises LanguageMissing."""
    return written(
        TEMPLATE,
        language,
        said=said,
        claim=claim,
        accrued=[days for one in accrued for days in one.days],
        addressee=addressee.name,
        address=addressee.address,
        acts_for=addressee.acts_for,
        laws=_laws((*said.rules, *(rule for one in accrued for rule in one.rules))),
    )


def _laws(rules: Sequence[str]) -> list[str]:
    """The laws behind the rules, each once; what is only the agency's policy is not told as law."""
    known = filter(None, map(rule_text, rules))
    return list(dict.fromkeys(one.law for one in known if one.is_law))
