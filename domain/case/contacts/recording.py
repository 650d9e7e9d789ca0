"""A contact is put on record: what the customer began always, what we began if no rule was against it."""

from __future__ import annotations

from domain.case.contacts.contact import ContactMade, Direction, RecordContact
from domain.case.contacts.guard import Approach, refuse_contact
from domain.case.contacts.validation import validated_until
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@CASE.decides(RecordContact)
def decide_record_contact(state: CaseState, command: RecordContact, context: Context) -> Decision:
    """On an open or a closed case, judged at the time at which it happened."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    against = _against(state, command, context)
    if against is not None and not (command.is_breach and against.rule):
        return against
    if command.is_breach and against is None:
        return Refusal("no_breach", "No rule was against this contact: record it as any other.")
    breached_rule = against.rule if against else None
    made = caused_by(
        command,
        ContactMade,
        happened_at=context.occurred_at,
        breached_rule=breached_rule,
        validated_until=None,
        validation_rule=None,
    )
    if due := validated_until(state, made):
        made = changed(made, validated_until=due[0], validation_rule=due[1])
    return [made]


def _against(state: CaseState, command: RecordContact, context: Context) -> Refusal | None:
    if command.direction is not Direction.OUTBOUND:
        return None
    return refuse_contact(state, Approach(command.channel, command.purpose, command.person_id), context.occurred_at)
