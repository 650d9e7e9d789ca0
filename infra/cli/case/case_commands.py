"""What `caseledger case` has: a table for each panel of its help, and one for each group."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from infra.cli.case import (
    affordability_acts,
    care_acts,
    case_acts,
    case_show,
    charge_acts,
    claim_acts,
    closure_acts,
    complaint_acts,
    contact_question,
    debtor_acts,
    dispute_acts,
    hold_acts,
    inquiry_acts,
    legal_acts,
    notice_acts,
    notice_show,
    plan_acts,
    promise_acts,
    settlement_acts,
)
from infra.cli.case.case_explain import explain as explain_case
from infra.cli.case.case_statement import statement
from infra.cli.render.help_text import add_all, group

Commands = Mapping[str, Callable[..., None]]

_LOOK: Commands = {
    "show": case_show.show,
    "history": case_show.history,
    "explain": explain_case,
    "may-contact": contact_question.may_contact,
    "statement": statement,
}
_ACT: Commands = {
    "contact": case_acts.contact,
    "affordability": affordability_acts.affordability,
    "plan": case_acts.plan,
    "end-plan": case_acts.end_plan,
    "promise": promise_acts.promise,
    "defer": promise_acts.defer,
    "goal": promise_acts.goal,
    "deadline": case_acts.deadline,
    "direct-payment": case_acts.direct_payment,
    "credit": case_acts.credit,
    "interest": charge_acts.interest,
    "court-costs": charge_acts.court_costs,
    "write-off-small": charge_acts.write_off_small,
    "close": case_acts.close,
    "monitor": legal_acts.monitor,
    "reactivate": legal_acts.reactivate,
    "interrupt-limitation": legal_acts.interrupt_limitation,
    "reopen": closure_acts.reopen,
    "confirm-closure": closure_acts.confirm_closure,
    "life-event": care_acts.life_event,
    "manager": care_acts.manager,
    "add-debtor": debtor_acts.add_debtor,
    "remove-debtor": debtor_acts.remove_debtor,
    "validate": claim_acts.validate,
    "reject": claim_acts.reject,
    "amend": claim_acts.amend,
}
_GROUPS: Mapping[str, tuple[str, Commands]] = {
    "notice": (
        "Letters that ask for the claim: what they say, whether they arrive, and what to do when one does not.",
        {
            "show": notice_show.show,
            "send": notice_acts.send,
            "delivered": notice_acts.delivered,
            "returned": notice_acts.returned,
        },
    ),
    "proposal": (
        "One side proposes a plan, and the other accepts it or says no. Meanwhile the case rests.",
        {"make": plan_acts.make, "accept": plan_acts.accept, "reject": plan_acts.reject},
    ),
    "plan-change": (
        "What becomes of a plan in force: another schedule, notice of a breach, a rest.",
        {
            "reschedule": plan_acts.reschedule,
            "breach": plan_acts.breach,
            "pause": plan_acts.pause,
            "resume": plan_acts.resume,
        },
    ),
    "hold": (
        "What stops a case for a while. Several may be in force at a time; `case show` says what they stop.",
        {"place": hold_acts.place, "extend": hold_acts.extend, "lift": hold_acts.lift},
    ),
    "inquiry": (
        "The customer asks something, and gets an answer.",
        {"receive": inquiry_acts.receive, "answer": inquiry_acts.answer},
    ),
    "vulnerable": (
        "A customer needs care: they get time, and with their consent it is written down why.",
        {"flag": care_acts.flag, "review": care_acts.review, "end": care_acts.end},
    ),
    "dispute": (
        "The customer says that the claim is wrong, and gets an answer in writing.",
        {"raise": dispute_acts.raise_, "acknowledge": dispute_acts.acknowledge, "resolve": dispute_acts.resolve},
    ),
    "complaint": (
        "The customer complains of how they were treated, and gets a final response in writing.",
        {
            "receive": complaint_acts.receive,
            "acknowledge": complaint_acts.acknowledge,
            "answer": complaint_acts.answer,
            "dissatisfaction": complaint_acts.dissatisfaction,
        },
    ),
    "settle": (
        "A part is paid by a day, and the rest is given up.",
        {"offer": settlement_acts.offer, "accept": settlement_acts.accept},
    ),
    "fee": (
        "What a letter costs the debtor: no more than the law allows, and only for one that was sent.",
        {"charge": charge_acts.charge_fee, "waive": charge_acts.waive_fee},
    ),
    "survey": (
        "After the end of their case the customer is asked how it went, and answers.",
        {"send": closure_acts.send_survey, "answer": closure_acts.answer_survey},
    ),
    "legal": (
        "The claim is before a court, and then with the authority that enforces.",
        {
            "start": legal_acts.start,
            "contest": legal_acts.contest,
            "withdraw": legal_acts.withdraw,
            "dismiss": legal_acts.dismiss,
            "title": legal_acts.title,
            "enforce": legal_acts.enforce,
            "report": legal_acts.report,
        },
    ),
}


def case() -> typer.Typer:
    """Look at a case, and act on it."""
    app = group("Look at a case, and act on it.")
    add_all(app, _LOOK, "Look")
    add_all(app, _ACT, "Act")
    for name, (help_text, commands) in _GROUPS.items():
        one = group(help_text)
        add_all(one, commands)
        app.add_typer(one, name=name, rich_help_panel="Act")
    return app
