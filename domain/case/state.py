"""The table of cases, and what a decision needs to know of one: the slices put together."""

from __future__ import annotations

from typing import NamedTuple

from domain.case.affordability.state import AFFORDABILITY, Affordability
from domain.case.allocation.state import CREDITS, Credits
from domain.case.care.state import CARE, CaseCare
from domain.case.charges.fees_state import FEES, Fees
from domain.case.charges.state import INTEREST, Interest
from domain.case.claim.state import CLAIM, Claim
from domain.case.closure.state import CLOSURE, Closure
from domain.case.complaints.state import COMPLAINTS, Complaints
from domain.case.contacts.state import CONTACTS, Contacts
from domain.case.deadlines.state import DEADLINES, Deadlines
from domain.case.debtors.state import DEBTORS, Debtors
from domain.case.deferrals.state import DEFERRALS, Deferrals
from domain.case.disputes.state import DISPUTES, Disputes
from domain.case.holds.state import HOLDS, Holds
from domain.case.inquiries.state import INQUIRIES, Inquiries
from domain.case.legal.state import LEGAL, Legal
from domain.case.limitation.state import LIMITATION, Limitation
from domain.case.manager.state import MANAGER, Manager
from domain.case.notices.state import NOTICES, Notices
from domain.case.plans.state import PLAN, Plan
from domain.case.promises.state import PROMISES, Promises
from domain.case.requests.state import REQUESTS
from domain.case.settlement.state import SETTLEMENTS, Settlements
from domain.case.stages.state import LIFE, Life, Stage
from domain.case.surveys.state import SURVEYS, Surveys
from domain.kernel.aggregate import AggregateKind
from domain.kernel.balance_slice import balance_slice
from domain.kernel.decision import Context
from domain.kernel.four_eyes import Requests
from domain.kernel.ledger import Balance
from domain.kernel.limits import CLOCK_SKEW
from domain.kernel.refusal import Refusal

BALANCE = balance_slice()


class CaseState(NamedTuple):
    """What decisions on a case depend on; each theme's part is explained beside its events."""

    life: Life = LIFE.initial
    claim: Claim = CLAIM.initial
    contacts: Contacts = CONTACTS.initial
    inquiries: Inquiries = INQUIRIES.initial
    care: CaseCare = CARE.initial
    manager: Manager = MANAGER.initial
    debtors: Debtors = DEBTORS.initial
    balance: Balance = BALANCE.initial
    credits: Credits = CREDITS.initial
    deadlines: Deadlines = DEADLINES.initial
    plan: Plan = PLAN.initial
    holds: Holds = HOLDS.initial
    disputes: Disputes = DISPUTES.initial
    complaints: Complaints = COMPLAINTS.initial
    closure: Closure = CLOSURE.initial
    surveys: Surveys = SURVEYS.initial
    affordability: Affordability = AFFORDABILITY.initial
    interest: Interest = INTEREST.initial
    fees: Fees = FEES.initial
    settlements: Settlements = SETTLEMENTS.initial
    notices: Notices = NOTICES.initial
    legal: Legal = LEGAL.initial
    limitation: Limitation = LIMITATION.initial
    promises: Promises = PROMISES.initial
    deferrals: Deferrals = DEFERRALS.initial
    requests: Requests = REQUESTS.initial

    @property
    def currency(self) -> str:
        """Of everything on the case."""
        return self.claim.currency

    @property
    def outstanding_minor(self) -> int:
        """What is still owed in all."""
        return self.balance.outstanding_minor


CASE: AggregateKind[CaseState] = AggregateKind(
    "case",
    CaseState(),
    (
        *(CONTACTS, NOTICES, INQUIRIES, CARE, MANAGER),
        *(LIFE, CLAIM, DEBTORS, BALANCE, CREDITS, DEADLINES, PLAN, HOLDS, DISPUTES, COMPLAINTS),
        *(CLOSURE, SURVEYS, AFFORDABILITY, INTEREST, FEES, SETTLEMENTS),
        *(LEGAL, LIMITATION, PROMISES, DEFERRALS, REQUESTS),
    ),
)


HAPPENED_BEFORE_THE_CLAIM = Refusal(
    "happened_before_the_claim", "The case was not here yet when this is said to have happened."
)


def refuse_unless_here(state: CaseState) -> Refusal | None:
    """Why there is nothing to do anything with, or None when the case is here, open or closed."""
    if state.life.stage is Stage.UNKNOWN:
        return Refusal("case_unknown", "There is no such case: its claim has not been received.")
    return None


def refuse_unless_open(state: CaseState) -> Refusal | None:
    """Why nothing more can be done on this case, or None when it is open."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.life.has_ended:
        return Refusal("case_closed", "The case is closed; only what corrects its money can still be recorded on it.")
    return None


def refuse_unless_open_then(state: CaseState, context: Context) -> Refusal | None:
    """The same for what people do, who also say when: not before the case was here."""
    return refuse_unless_open(state) or refuse_unless_here_then(state, context)


def refuse_unless_here_then(state: CaseState, context: Context) -> Refusal | None:
    """The same for what people do on an open or a closed case."""
    if refusal := refuse_unless_here(state):
        return refusal
    if context.occurred_at + CLOCK_SKEW < state.claim.received_at:
        return HAPPENED_BEFORE_THE_CLAIM
    return None
