"""How a case moves from stage to stage: the one table that decisions ask and documents print.

A decision that makes an event which moves the case asks `refuse_move` first. What else must hold (the guard) is decided
beside the event; the table says it in words.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.case.stages.state import OPEN, Life, Stage
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule


@dataclass(frozen=True, slots=True)
class Transition:
    """A row: the event named ``event`` moves a case from any stage of ``before`` to one of ``after``.

    ``guard`` says in a sentence what else must hold, and ``source`` which law or policy wants it so.
    """

    event: str
    before: AbstractSet[Stage]
    after: AbstractSet[Stage]
    guard: str
    source: str = "Agency policy"


def stages_text(stages: AbstractSet[Stage]) -> str:
    """Their names, in the order of a case's life."""
    return ", ".join(stage for stage in Stage if stage in stages)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "ClaimReceived",
        {Stage.UNKNOWN},
        {Stage.REGISTERED},
        "The creditor is registered, the claim is above zero, and every rule that it will need is on file.",
    ),
    Transition(
        "ClaimValidated",
        {Stage.REGISTERED},
        {Stage.VALIDATED},
        "The claim is due, its debtor is identified and was no minor when it arose, as far as is known, and the "
        "interest in it is explained.",
    ),
    Transition(
        "ClaimRejected",
        {Stage.REGISTERED},
        {Stage.REJECTED},
        "With a reason. Nothing of it is collected.",
    ),
    Transition(
        "ReminderSent",
        {Stage.VALIDATED, Stage.REMINDER},
        {Stage.REMINDER},
        "So long after the due date and after the letter before it as the rules say; no plan, no hold that stops "
        "contact, no deadline that runs.",
        "FI perintälaki 10 a §, DK renteloven § 9 b; elsewhere agency policy",
    ),
    Transition(
        "CollectionNoticeSent",
        {Stage.VALIDATED, Stage.REMINDER, Stage.NOTICE},
        {Stage.NOTICE},
        "As a reminder; it gives at least 14 days in Norway and 10 in Denmark.",
        "NO inkassoloven § 9, DK inkassoloven § 10; elsewhere agency policy",
    ),
    Transition(
        "PaymentDemandSent",
        {Stage.VALIDATED, Stage.REMINDER, Stage.NOTICE, Stage.DEMAND, Stage.LEGAL_NOTICE},
        {Stage.DEMAND},
        "A collection notice came first where it must (not in Sweden and Finland), in Finland a reminder 14 days "
        "before; the deadline of the letter before it and its grace are over.",
        "NO inkassoloven §§ 9-11, SE inkassolag 5 §, FI perintälaki 5 §, DK inkassoloven § 10",
    ),
    Transition(
        "LegalNoticeSent",
        {Stage.DEMAND, Stage.LEGAL_NOTICE},
        {Stage.LEGAL_NOTICE},
        "The demand's deadline and its grace are over; no plan in force, no hold.",
    ),
    Transition(
        "LegalActionStarted",
        {Stage.VALIDATED, Stage.REMINDER, Stage.NOTICE, Stage.DEMAND, Stage.LEGAL_NOTICE},
        {Stage.LEGAL_FILED},
        "A payment demand arrived and its time and grace are over, unless the law lets an action begin without, as the "
        "debtor evades or the claim is at risk; in Norway within six months of it. The creditor has approved; the "
        "court is one of the country; the claim is not time-barred; no plan in force, no hold that stops legal steps, "
        "and no dispute unless the court hears both sides.",
        "SE inkassolag 6-7 §§, NO inkassoloven § 11, DK inkassoloven §§ 10-11, SE preskriptionslag 8 §",
    ),
    Transition(
        "LegalActionContested",
        {Stage.LEGAL_FILED},
        {Stage.LEGAL_FILED},
        "Once. It is a dispute, with its hold, which the court answers: with a title or a dismissal on the merits.",
        "SE inkassolag (1974:182) 8 §",
    ),
    Transition(
        "LegalActionWithdrawn",
        {Stage.LEGAL_FILED},
        {Stage.DEMAND},
        "With a reason, and whether the debtor had been told. What was contested waits for our own answer.",
    ),
    Transition(
        "LegalActionDismissed",
        {Stage.LEGAL_FILED},
        {Stage.DEMAND},
        "With a reason, and whether the debtor had been told. On the merits, what was contested is upheld; else it "
        "waits for our own answer.",
    ),
    Transition(
        "TitleObtained",
        {Stage.LEGAL_FILED},
        {Stage.TITLE},
        "Whatever stands still: a court has decided, and with it what was disputed there. A new limitation period "
        "begins.",
        "SE preskriptionslag 7 §, DK forældelsesloven § 5",
    ),
    Transition(
        "EnforcementRequested",
        {Stage.TITLE},
        {Stage.ENFORCEMENT},
        "No plan in force, no hold that stops legal steps; the claim is not time-barred.",
        "SE preskriptionslag 8 §. Agency policy",
    ),
    Transition(
        "EnforcementReported",
        {Stage.ENFORCEMENT},
        {Stage.ENFORCEMENT},
        "Where nothing was found the case is monitored from then on, with a day of review.",
    ),
    Transition(
        "CaseMovedToMonitoring",
        {Stage.DEMAND, Stage.TITLE, Stage.ENFORCEMENT, Stage.MONITORING},
        {Stage.MONITORING},
        "Nothing can be had now. A day of review is set, within a year.",
    ),
    Transition(
        "CaseReactivated",
        {Stage.MONITORING},
        {Stage.DEMAND, Stage.TITLE},
        "Something new is known; no plan in force, no hold that stops legal steps; the claim is not time-barred. It "
        "goes on with its title where it has one.",
        "SE preskriptionslag 8 §. Agency policy",
    ),
    Transition(
        "CaseClosed",
        OPEN,
        {Stage.CLOSED},
        "Only a debt that is paid is closed as paid; every other outcome needs a reason. A death, a bankruptcy, a debt "
        "settlement or identity fraud ends a case only while a hold of that type is in force, a dispute only when "
        "it was upheld, a settlement only when it was paid.",
    ),
    Transition(
        "CaseReopened",
        {Stage.CLOSED},
        OPEN,
        "What closed the case turned out not to hold: a payment was reversed or charged back, the closing was an "
        "error, or there is a new title. It goes on at the stage where it stood; never when it was time-barred or "
        "discharged by a debt settlement.",
        "SE preskriptionslag (1981:130) 8 §. Agency policy",
    ),
)

_BY_EVENT = {row.event: row for row in TRANSITIONS}
for _row in TRANSITIONS:
    named_rule(
        f"stage.{_row.event}",
        f"{_row.event} comes after one of these stages: {stages_text(_row.before)}",
        _row.source,
        value=_row.guard.removesuffix("."),
    )


def transition_of(event_type: type[Event]) -> Transition:
    """The row of an event that moves cases. KeyError: it has none."""
    return _BY_EVENT[event_type.__name__]


def refuse_move(life: Life, event_type: type[Event]) -> Refusal | None:
    """Why a case cannot come to such an event from where it stands; None when it can."""
    row = transition_of(event_type)
    if life.stage in row.before:
        return None
    return Refusal(
        "stage_does_not_allow",
        f"The case is at the stage {life.stage}; this comes after one of these: {stages_text(row.before)}.",
        f"stage.{event_type.__name__}",
    )
