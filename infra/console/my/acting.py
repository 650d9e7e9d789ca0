"""What customers do on a debt, each with its form: a plan, more time, a dispute, a complaint, a question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from domain.kernel.calendar import local_day
from domain.kernel.money import Money
from infra.cases.self_service import choices, monthly
from infra.console.asking import ApiProblem, RouteAnswer
from infra.console.my.fields import FieldWrong, ages, amount_minor, day, words
from infra.console.my.frame import MyPage
from infra.http.requests import services_of

HERE = {"channel": "my_page"}


@dataclass(frozen=True, slots=True)
class MyField:
    """``area`` is the beginning of the texts of the choices; ``is_needed`` False: it may stay empty."""

    name: str
    kind: Literal["amount", "day", "choice", "words", "ages"]
    choices: Sequence[str] = ()
    area: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was sent: on which case, as it stands, and what was typed. ``key`` makes it happen once."""

    page: MyPage
    case: Mapping[str, Any]
    standing: Mapping[str, Any]
    fields: Mapping[str, str]
    key: str

    def text(self, name: str) -> str:
        """What was typed; empty for nothing."""
        return self.fields.get(name, "")

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """One of these. Raises FieldWrong."""
        if self.text(name) not in choices:
            raise FieldWrong(name, "my.wrong.choice")
        return self.text(name)

    def amount(self, name: str, *, is_needed: bool = True) -> int | None:
        """Minor units of the case's currency, as the language of the page writes them. Raises FieldWrong."""
        language = self.page.texts.language
        return amount_minor(name, self.text(name), self.case["currency"], language, is_needed=is_needed)

    async def send(self, command: str, body: Mapping[str, Any], part: str = "") -> RouteAnswer:
        """As the customer; ``part`` tells apart the commands of one form. Raises ApiProblem."""
        path = f"/v1/cases/{self.case['case_id']}/{command}"
        return await self.page.api.post(path, dict(body), f"{self.key}{part}")

    @property
    def own(self) -> dict[str, Any]:
        """Who says it, and where."""
        return HERE | {"person_id": str(self.page.person_id)}

    @property
    def today(self) -> date:
        """Of the country whose law holds."""
        return local_day(services_of(self.page.request).clock.now(), self.case["jurisdiction"])


@dataclass(frozen=True, slots=True)
class MyAct:
    """``is_there`` says whether it makes sense on a case as it stands; the ledger decides all the same."""

    name: str
    fields: tuple[MyField, ...]
    send: Callable[[Typed], Awaitable[RouteAnswer]]
    is_there: Callable[[Mapping[str, Any]], bool]


async def _propose(typed: Typed) -> RouteAnswer:
    """First what the household has, when that is said or not known yet; then the plan, judged by it."""
    a_month = typed.amount("amount_a_month")
    due_day = typed.choice("due_day", choices("due_day"))
    currency, jurisdiction = typed.case["currency"], typed.case["jurisdiction"]
    total, part = Money(typed.standing["owed"]["total_minor"], currency), Money(a_month or 0, currency)
    instalments = monthly(total, part, typed.today, due_day, jurisdiction)
    if instalments is None:
        raise FieldWrong("amount_a_month", "my.wrong.a_month")
    if typed.text("income").strip() or typed.standing["left_of_a_month_minor"] is None:
        await _assess(typed)
    said = [{"due_date": str(one.due_date), "amount_minor": one.amount_minor} for one in instalments]
    return await typed.send("propose-plan", HERE | {"proposed_by": "customer", "instalments": said}, "-plan")


async def _assess(typed: Typed) -> None:
    """Where no row of law says what a household of this kind needs, a person at the agency looks at the plan."""
    try:
        await typed.send("assess-affordability", _household(typed), "-household")
    except ApiProblem as problem:
        if problem.document["code"] != "rule_missing":
            raise


def _household(typed: Typed) -> dict[str, Any]:
    return typed.own | {
        "adults": typed.choice("adults", choices("adults")),
        "income_minor": typed.amount("income"),
        "housing_minor": typed.amount("housing"),
        "agreed_other_minor": typed.amount("agreed_other", is_needed=False) or 0,
        "ages": ages("ages", typed.text("ages")),
    }


async def _defer(typed: Typed) -> RouteAnswer:
    """For the payment that is due next."""
    due = min(deferrable(typed.standing), key=lambda one: str(one["due_date"]))
    until = day("until", typed.text("until"))
    reason = typed.choice("reason", _REASONS)
    return await typed.send(
        "request-deferral", HERE | {"deadline": due["deadline"], "until": str(until), "reason": reason}
    )


def deferrable(standing: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The deadlines for which more time can be asked."""
    asked = ("payment_demand", "instalment", "promise")
    return [one for one in standing["deadlines"] if one["kind"] in asked and one["status"] == "running"]


async def _dispute(typed: Typed) -> RouteAnswer:
    disputed = typed.amount("disputed", is_needed=False)
    grounds = typed.choice("grounds", choices("grounds"))
    said = {"grounds": grounds, "disputed_minor": disputed, "text": words("text", typed.text("text"))}
    return await typed.send("raise-dispute", typed.own | said)


async def _complain(typed: Typed) -> RouteAnswer:
    subject = typed.choice("subject", choices("complaint"))
    return await typed.send(
        "receive-complaint", typed.own | {"subject": subject, "text": words("text", typed.text("text"))}
    )


async def _ask(typed: Typed) -> RouteAnswer:
    subject = typed.choice("subject", choices("question"))
    return await typed.send(
        "receive-inquiry", typed.own | {"subject": subject, "text": words("text", typed.text("text"))}
    )


_REASONS = ("salary_comes_later", "illness", "less_income", "unexpected_cost", "other")
_TEXT = MyField("text", "words")

ACTS: Mapping[str, MyAct] = {
    one.name: one
    for one in (
        MyAct(
            "plan",
            (
                MyField("amount_a_month", "amount"),
                MyField("due_day", "choice", choices("due_day"), "my.due_day."),
                MyField("income", "amount", is_needed=False),
                MyField("housing", "amount", is_needed=False),
                MyField("agreed_other", "amount", is_needed=False),
                MyField("adults", "choice", choices("adults"), "my.adults."),
                MyField("ages", "ages", is_needed=False),
            ),
            _propose,
            lambda standing: (
                standing["owed"]["total_minor"] > 0 and standing["plan"] is None and standing["proposal"] is None
            ),
        ),
        MyAct(
            "time",
            (MyField("until", "day"), MyField("reason", "choice", _REASONS, "my.reason.")),
            _defer,
            lambda standing: bool(deferrable(standing)),
        ),
        MyAct(
            "dispute",
            (
                MyField("grounds", "choice", choices("grounds"), "my.grounds."),
                MyField("disputed", "amount", is_needed=False),
                _TEXT,
            ),
            _dispute,
            lambda standing: standing["owed"]["total_minor"] > 0 and not standing["disputes"],
        ),
        MyAct(
            "complaint",
            (MyField("subject", "choice", choices("complaint"), "my.complaint_about."), _TEXT),
            _complain,
            lambda standing: True,
        ),
        MyAct(
            "question",
            (MyField("subject", "choice", choices("question"), "my.question_about."), _TEXT),
            _ask,
            lambda standing: True,
        ),
    )
}
