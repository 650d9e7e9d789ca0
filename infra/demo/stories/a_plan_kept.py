"""A plan that is kept: what she can pay is asked first, she proposes on her own page, and policy accepts what is
realistic. No letter asks for anything while she keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.surveys.answering import AnswerSurvey, SurveyTheme
from domain.case.surveys.sending import SendSurvey
from infra.demo.stories.scene import CUSTOMER, Character, Scene, at

WHO = Character("Maja Lindqvist", "20250015", 300_000, "Soffa, delbetalning")
INSTALMENTS = tuple(Instalment(day, 100_000) for day in (date(2025, 9, 25), date(2025, 10, 27), date(2025, 11, 25)))
BUDGET_ADVISER = "the figure that the municipal budget adviser works with"


def scenes() -> list[Scene]:
    """From the claim to "you are debt free", and how she thought it went."""
    household = (Adults.SINGLE, 2_150_000, 880_000, 150_000, BUDGET_ADVISER, (), 630_000)
    answer = AnswerSurvey(1, 10, (SurveyTheme.RESPECT, SurveyTheme.FLEXIBILITY), WHO.person, None)
    return [
        *WHO.begins(),
        WHO.scene(at(date(2025, 9, 8), 10), "assess", AssessAffordability(WHO.person, Channel.PHONE, *household)),
        WHO.scene(
            at(date(2025, 9, 8), 19, 20),
            "propose",
            ProposePlan(Channel.MY_PAGE, Proposer.CUSTOMER, INSTALMENTS),
            CUSTOMER,
        ),
        *(WHO.pays(at(one.due_date, 7), one.amount_minor) for one in INSTALMENTS),
        replace(WHO.scene(at(date(2025, 11, 26), 9), "confirm", ConfirmClosure(Channel.LETTER)), waits=True),
        WHO.scene(at(date(2025, 11, 27), 9), "survey", SendSurvey(Channel.SMS)),
        WHO.scene(at(date(2025, 11, 27), 18), "answer", answer, CUSTOMER),
    ]
