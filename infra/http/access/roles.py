"""The one table: role → scopes → which rows. Whatever a role may do over HTTP stands here, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from infra.http.commands.paths import PROGRAMS, command_paths
from infra.reads.purposes import ReadingPurpose


class Role(StrEnum):
    """Who somebody is to us."""

    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    COMPLIANCE = "compliance"
    CASE_WORKER = "case_worker"
    SUPERVISOR = "supervisor"
    CASHIER = "cashier"
    CREDITOR = "creditor"
    DEBTOR = "debtor"
    SERVICE = "service"
    OPERATOR = "operator"


class Rows(StrEnum):
    """Which rows a role is held to. ``MAY``: a creditor or a portfolio, if that is said; the last two must be said."""

    ALL = "all"
    MAY = "may"
    CREDITOR = "creditor"
    PERSON = "person"


READS = frozenset(
    {
        "cases:read",
        "persons:read",
        "payments:read",
        "creditors:read",
        "trail:read",
        "sla:read",
        "kpis:read",
        "law:read",
        "events:read",
        "system:read",
        "approvals:read",
    }
)
PERSONAL = "personal:read"
"""Personal fields in the clear; without it they are masked."""
ASK_FOR_PERSONAL = "personal:ask"
"""The same, for who says with each question what it is for (``Grant.purposes``)."""
DISCLOSURES = "disclosures:read"
"""Who has looked at what."""
WEBHOOKS = "webhooks:act"
"""Subscriptions of other systems: looked at, made, changed and ended."""
REPAIRS = "repairs:act"
"""What could not be folded or decided is tried again."""
_ACTS = frozenset(one.scope for one in command_paths()) - {PROGRAMS}
SCOPES = READS | _ACTS | {PERSONAL, ASK_FOR_PERSONAL, DISCLOSURES, PROGRAMS, WEBHOOKS, REPAIRS}
"""Every scope that there is."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may. ``actor_kind`` is as whom it acts in the log.

    ``only_commands``: of the commands that its scopes allow, these; empty: all. ``moves_money``: also those whose
    decision can book money; ``approves``: also those by which a second person approves what another one asked for.
    ``purposes``: what it may say that it looks at personal fields for.
    """

    scopes: frozenset[str]
    rows: Rows = Rows.ALL
    actor_kind: str = "user"
    only_commands: frozenset[str] = frozenset()
    moves_money: bool = True
    approves: bool = True
    purposes: frozenset[ReadingPurpose] = frozenset()


_DESK = frozenset({"cases:read", "cases:act", "persons:read", "persons:act", PERSONAL, "payments:read"})
_COUNTER = frozenset({"cases:read", "payments:read", "payments:act", "creditors:act", "bank-accounts:act"})
_SELF_SERVICE = frozenset(
    {
        "AcceptPlan",
        "AcceptSettlement",
        "AnswerSurvey",
        "AssessAffordability",
        "ChangeChannelWishes",
        "MakePromise",
        "ProposePlan",
        "RaiseDispute",
        "ReceiveComplaint",
        "ReceiveInquiry",
        "RejectPlan",
        "RequestAccess",
        "RequestDeferral",
    }
)
"""What customers do themselves, on My page; of what they say there, ``own_words`` checks that it is theirs."""
_OVERVIEW = frozenset({"creditors:read", "sla:read", "law:read", "approvals:read"})

_OF_A_DESK = frozenset(
    {
        ReadingPurpose.CASE_HANDLING,
        ReadingPurpose.PAYMENT_MATCHING,
        ReadingPurpose.CUSTOMER_REQUEST,
        ReadingPurpose.COMPLAINT,
        ReadingPurpose.LEGAL_CLAIM,
    }
)
_OF_A_SUPERVISOR = _OF_A_DESK | {ReadingPurpose.QUALITY_REVIEW}
_OF_COMPLIANCE = frozenset(ReadingPurpose) - {ReadingPurpose.CASE_HANDLING, ReadingPurpose.PAYMENT_MATCHING}

GRANTS: Mapping[Role, Grant] = {
    Role.ADMINISTRATOR: Grant(SCOPES, purposes=frozenset(ReadingPurpose)),
    Role.AUDITOR: Grant(
        READS | {ASK_FOR_PERSONAL, DISCLOSURES}, purposes=frozenset({ReadingPurpose.AUDIT, ReadingPurpose.INCIDENT})
    ),
    Role.COMPLIANCE: Grant(
        READS | {PERSONAL, DISCLOSURES, "cases:act", "persons:act"}, moves_money=False, purposes=_OF_COMPLIANCE
    ),
    Role.CASE_WORKER: Grant(_DESK | _OVERVIEW, Rows.MAY, approves=False, purposes=_OF_A_DESK),
    Role.SUPERVISOR: Grant(READS | _ACTS | {PERSONAL}, Rows.MAY, purposes=_OF_A_SUPERVISOR),
    Role.CASHIER: Grant(
        _COUNTER | _OVERVIEW | {ASK_FOR_PERSONAL}, purposes=frozenset({ReadingPurpose.PAYMENT_MATCHING})
    ),
    Role.CREDITOR: Grant(
        frozenset({"cases:read", "cases:act", "creditors:read", "law:read"}),
        Rows.CREDITOR,
        only_commands=frozenset({"ReceiveClaim", "AmendClaim", "CreditPrincipal", "ReportDirectPayment"}),
    ),
    Role.DEBTOR: Grant(
        frozenset({"cases:read", "cases:act", "persons:read", "persons:act", "law:read"}),
        Rows.PERSON,
        actor_kind="customer",
        only_commands=_SELF_SERVICE,
    ),
    Role.SERVICE: Grant(READS | _ACTS | {PROGRAMS, WEBHOOKS}, Rows.MAY, actor_kind="system"),
    Role.OPERATOR: Grant(frozenset({"law:read", "sla:read", "system:read", REPAIRS})),
}
