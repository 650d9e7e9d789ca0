"""Which references a BgMax payment names, and which share of it each of them gets."""

from __future__ import annotations

from domain.kernel.text import legible
from infra.intake.banks.bgmax.content import Entry, ExtraReference, ReferenceCode
from infra.intake.banks.payment_line import Reference


def references_of(entry: Entry) -> tuple[Reference, ...]:
    """The reference of record 20 and those of records 22 and 23, as printed, each text once.

    Where record 20 holds free text with several references in it (code 3) and the bank has parsed them into records
    22 and 23, those count and the free text does not: see :func:`reference_text`.
    """
    has_shares = shares_add_up(entry)
    extra = tuple(reference for one in entry.extra if (reference := _reference(one, has_shares)).text)
    own = _own_reference(entry)
    if own is None or any(own == one.text for one in extra):
        return extra
    return (Reference(own), *extra) if (own := legible(own)) else extra


def reference_text(entry: Entry) -> str | None:
    """Record 20's free text where its references were parsed out of it."""
    return entry.reference if entry.reference and _own_reference(entry) is None else None


def states_shares(entry: Entry) -> bool:
    """Whether any further reference comes with an amount of its own."""
    return any(one.amount_minor for one in entry.extra)


def shares_add_up(entry: Entry) -> bool:
    """Whether the payment is split over its references without a gap: each has a share, and together they make it.

    Bankgirot gives no control total for the shares, so one that does not add up is not used.
    """
    own = _own_reference(entry)
    is_whole = own is None or any(own == one.text for one in entry.extra)
    total = sum(-one.amount_minor if one.is_credit else one.amount_minor for one in entry.extra)
    return is_whole and bool(entry.extra) and all(map(_has_share, entry.extra)) and total == entry.amount_minor


def _has_share(one: ExtraReference) -> bool:
    return one.amount_minor > 0 and bool(one.text)


def _own_reference(entry: Entry) -> str | None:
    is_parsed = entry.reference_code == ReferenceCode.ONE_OR_MORE and bool(entry.extra)
    return None if is_parsed or not entry.reference else entry.reference


def _reference(one: ExtraReference, has_share: bool) -> Reference:
    share = -one.amount_minor if one.is_credit else one.amount_minor
    return Reference(legible(one.text), share if has_share else None, one.is_credit)
