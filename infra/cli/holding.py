"""What the answer of each question at the command line may hold of people. One that is not named here is taken for the
worst, as over HTTP (``infra.http.reads.holding``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Shows(StrEnum):
    """``NAMES``: personal fields of the read models; it is put on record before it is shown (``infra.cli.questions``).
    ``TEXTS``: sealed texts of events; they are opened when that is on record, and else stay sealed
    (``infra.cli.personal``). ``NOTHING``: ids at most."""

    NAMES = "names"
    TEXTS = "texts"
    NOTHING = "nothing"


_NAMES = ("person find", "person show")
_TEXTS = (
    "case history",
    "case notice show",
    "case show",
    "payment history",
    "person history",
    "refund show",
    "suspense",
)
_NOTHING = (
    "api-key create", "api-key list", "api-key revoke", "approvals list", "approvals show", "balances",
    "bank deposits", "bank file", "bank files", "case explain", "case may-contact", "case statement", "check",
    "creditor list", "creditor show", "database roles", "doctor", "erase verify", "generate", "import claims",
    "import payments", "import watch", "index rebuild", "keys add", "keys drop", "keys rotate", "keys show", "kpi",
    "law diff", "law explain", "law list", "law missing", "law simulate", "ledger export", "ledger periods",
    "ledger trial-balance", "ledger verify", "parked list", "parked retry", "payment suggestions", "person plan show",
    "person retention", "principles", "projections rebuild", "publisher rebuild", "reconcile", "refund status",
    "rejected list", "rejected retry", "remit statement", "remit status", "replay", "restore check", "sign-in link",
    "sla", "status", "trail", "user add", "user disable", "user list", "user password", "verify",
    "webhook add", "webhook deliveries", "webhook list", "webhook pause", "webhook remove", "webhook replay",
    "webhook resume", "webhook rotate", "webhook show", "webhook test",
)  # fmt: skip
_ACTS_THAT_ASK = (
    "bank assign", "bank explain", "bank record", "payment make-good", "remit loss", "remit prepare",
)  # fmt: skip
"""Acts that ask the read models what they need to know, and show none of it."""
SHOWS: Mapping[str, Shows] = (
    dict.fromkeys(_NAMES, Shows.NAMES)
    | dict.fromkeys(_TEXTS, Shows.TEXTS)
    | dict.fromkeys((*_NOTHING, *_ACTS_THAT_ASK), Shows.NOTHING)
)
"""By the name of the command."""


def shows(command: str) -> Shows:
    """Of a command by its name."""
    return SHOWS.get(command, Shows.NAMES)
