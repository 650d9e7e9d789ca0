"""Which kinds of hold there are, and what each of them stops: the one table that decisions and documents read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.law.rule_text import named_rule


class HoldType(StrEnum):
    """Why a case is on hold."""

    DISPUTE = "dispute"
    BREATHING_SPACE = "breathing_space"
    DEBT_ADVISER = "debt_adviser"
    DEBTOR_REQUEST_STOP = "debtor_request_stop"
    VULNERABILITY = "vulnerability"
    LIFE_EVENT = "life_event"
    PLAN_NEGOTIATION = "plan_negotiation"
    BANKRUPTCY = "bankruptcy"
    DEBT_SETTLEMENT = "debt_settlement"
    DECEASED = "deceased"
    PAYMENT_INVESTIGATION = "payment_investigation"
    COMPLAINT = "complaint"
    IDENTITY_FRAUD = "identity_fraud"
    CLIENT_HOLD = "client_hold"
    LITIGATION_HOLD = "litigation_hold"


@dataclass(frozen=True, slots=True)
class HoldScope:
    """What stops: contact that demands money, new fees, interest, and steps towards a court."""

    contact: bool
    fees: bool
    interest: bool
    legal: bool

    def stopped(self) -> tuple[str, ...]:
        """The names of what stops."""
        return tuple(name for name in ("contact", "fees", "interest", "legal") if getattr(self, name))


@dataclass(frozen=True, slots=True)
class HoldKind:
    """A row: what a hold of this type stops, what usually ends it, and who says so."""

    hold_type: HoldType
    scope: HoldScope
    ends_by: str
    source: str


def _stops(what: str) -> HoldScope:
    return HoldScope(*(name in what.split() for name in ("contact", "fees", "interest", "legal")))


_POLICY = "Agency policy: a hold for the person's sake stops contact and fees; interest is the creditor's and runs on."

HOLD_KINDS: tuple[HoldKind, ...] = (
    HoldKind(
        HoldType.DISPUTE,
        _stops("contact fees legal"),
        "the dispute is answered in writing",
        "SE inkassolag (1974:182) 8 §, NO inkassoloven § 17. Agency policy: interest runs on, as the claim may stand.",
    ),
    HoldKind(
        HoldType.BREATHING_SPACE,
        _stops("contact fees interest legal"),
        "it expires or is cancelled",
        "GB SI 2020/1311: 60 days, or mental health treatment and 30 days (reason `mental_health_crisis`).",
    ),
    HoldKind(
        HoldType.DEBT_ADVISER,
        _stops("contact legal"),
        "its day of review",
        "GB FCA CONC 7.3.11-12: a reasonable period. Agency policy: interest runs on.",
    ),
    HoldKind(
        HoldType.DEBTOR_REQUEST_STOP,
        _stops("contact fees"),
        "the matter goes to court, or the debtor takes it back",
        "FI perintalaki (513/1999): the debtor may ask that voluntary collection stops.",
    ),
    HoldKind(HoldType.VULNERABILITY, _stops("contact fees legal"), "its day of review", _POLICY),
    HoldKind(HoldType.LIFE_EVENT, _stops("contact fees legal"), "its day of review", _POLICY),
    HoldKind(
        HoldType.PLAN_NEGOTIATION,
        _stops("contact fees legal"),
        "a plan is agreed, or the proposal expires",
        "Agency policy: nobody is threatened while a plan is talked about.",
    ),
    HoldKind(
        HoldType.BANKRUPTCY,
        _stops("contact fees interest legal"),
        "the estate is closed",
        "Agency policy: the claim is lodged with the estate.",
    ),
    HoldKind(
        HoldType.DEBT_SETTLEMENT,
        _stops("contact fees interest legal"),
        "the settlement is over",
        "Agency policy: the claim is lodged with the authority that settles.",
    ),
    HoldKind(
        HoldType.DECEASED,
        _stops("contact fees legal"),
        "the estate has decided",
        "Agency policy: the estate is written to, and nobody is dunned; interest runs on.",
    ),
    HoldKind(
        HoldType.PAYMENT_INVESTIGATION,
        _stops("contact fees legal"),
        "the payment is found, or is not",
        "Agency policy: who says that they have paid is not dunned before it has been looked for.",
    ),
    HoldKind(
        HoldType.COMPLAINT,
        _stops("contact fees legal"),
        "the final response",
        "Agency policy: contact stops too; interest runs on.",
    ),
    HoldKind(
        HoldType.IDENTITY_FRAUD,
        _stops("contact fees interest legal"),
        "the police report's outcome",
        "Agency policy: nobody is asked for what somebody else took in their name.",
    ),
    HoldKind(
        HoldType.CLIENT_HOLD,
        _stops("contact fees legal"),
        "the creditor releases it",
        "Agency policy: the creditor asked for it.",
    ),
    HoldKind(
        HoldType.LITIGATION_HOLD,
        _stops(""),
        "the creditor or a lawyer releases it",
        "Agency policy: it stops no collection; what is on record must be kept.",
    ),
)

KIND_OF = {kind.hold_type: kind for kind in HOLD_KINDS}
for _kind in HOLD_KINDS:
    named_rule(
        f"hold.{_kind.hold_type}",
        f"a hold of the type {_kind.hold_type} stops {', '.join(_kind.scope.stopped()) or 'nothing that is collected'}",
        _kind.source,
        applies_to=f"cases with such a hold, until {_kind.ends_by}",
    )


def as_page() -> str:
    """The table as docs/cases-and-money.md prints it."""
    lines = ["| hold | contact | fees | interest | legal | ends by | says who |", "|---|---|---|---|---|---|---|"]
    for kind in HOLD_KINDS:
        stops = [
            "stops" if stopped else "goes on"
            for stopped in (kind.scope.contact, kind.scope.fees, kind.scope.interest, kind.scope.legal)
        ]
        lines.append(f"| {' | '.join((f'`{kind.hold_type}`', *stops, kind.ends_by, kind.source))} |")
    return "\n".join(lines) + "\n"
