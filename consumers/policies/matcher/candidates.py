"""Which cases a payment in suspense may be for: what a person would look at first. Nothing is matched by it.

What speaks for a case, the strongest first:

1. ``mistyped_reference``: it carries a reference that differs from the payer's by one digit, or by two neighbours that
   were exchanged;
2. ``known_payer``: money from the same account was for it before, and the amount is just what it owes;
3. ``free_text``: the payer's message, or a reference in the wrong place, names it by its own or the creditor's number.

Each counts more when the amount is just what the case owes, and an account less when the payment names another number:
who names one may mean another debt. Only open cases in the payment's currency are suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from consumers.policies.matcher.decision import UnplacedPayment
from consumers.policies.matcher.pouring import KnownCase
from domain.kernel.text import reference_key
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import CANDIDATES_MAX, Candidate

SCORE = {MatchBasis.MISTYPED_REFERENCE: 70, MatchBasis.KNOWN_PAYER: 60, MatchBasis.FREE_TEXT: 50}
SCORE_OF_EXACT_AMOUNT = 20
SCORE_OF_ANOTHER_NUMBER = -10
WORDS_MAX = 50
"""Of one message: more is no message but an attack."""
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z/.-]{3,29}")
_DIGITS_LEAST = 3

Found = Mapping[MatchBasis, Sequence[KnownCase]]
"""The cases that something speaks for."""


def candidates(payment: UnplacedPayment, found: Found) -> tuple[Candidate, ...]:
    """The likeliest first, each case once, at most five."""
    best: dict[bytes, Candidate] = {}
    for basis, cases in found.items():
        for case in cases:
            is_exact = case.owed_minor == payment.amount_minor
            if not case.is_open or case.currency != payment.currency:
                continue
            if basis is MatchBasis.KNOWN_PAYER and not is_exact:
                continue
            score = SCORE[basis] + SCORE_OF_EXACT_AMOUNT * is_exact
            if basis is MatchBasis.KNOWN_PAYER and payment.references:
                score += SCORE_OF_ANOTHER_NUMBER
            candidate = Candidate(case.case_id, basis, score)
            known = best.get(case.case_id.bytes)
            if known is None or candidate.score > known.score:
                best[case.case_id.bytes] = candidate
    ranked = sorted(best.values(), key=lambda one: (-one.score, one.case_id.bytes))
    return tuple(ranked[:CANDIDATES_MAX])


def repaired(reference: str) -> Iterator[str]:
    """Every reference that becomes this one by one slip of the finger; none of one that is no number."""
    if not reference.isdecimal():
        return
    for place, digit in enumerate(reference):
        yield from (reference[:place] + other + reference[place + 1 :] for other in "0123456789" if other != digit)
    for place in range(len(reference) - 1):
        first, second = reference[place], reference[place + 1]
        if first != second:
            yield reference[:place] + second + first + reference[place + 2 :]


def numbers_in(message: str) -> tuple[str, ...]:
    """What in a message may name a case: words with digits, as ``reference_key`` gives them, each once."""
    words = (word for word in _WORD.findall(message) if sum(map(str.isdigit, word)) >= _DIGITS_LEAST)
    return tuple(dict.fromkeys(reference_key(word) for word in words))[:WORDS_MAX]
