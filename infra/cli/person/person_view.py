"""All that is shown of one person, put together from the read models in one snapshot."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.kernel.money import Money
from infra.cli.render.table import facts, number, table, text, whole

if TYPE_CHECKING:
    from psycopg2.extensions import connection
    from rich.console import RenderableType

    from projections.balances.answers import CaseBalance, PaymentPlace
    from projections.person.queries import Acting, KnownAs, Person
    from projections.sla.queries import ClockStatus

OPEN = "open"
ERASED = "erased"
OF_PERSON = ("status", "kind", "country", "language", "preferred", "unwanted", "legal_hold", "time_zone")
RETURNED_LETTER = "returned_letter"
"""The clock that runs while a letter that came back has not been sent again."""
IN_WORDS = {
    "declined": "as they wish",
    "somebody_else_was_reached": "somebody else was reached: make sure, and record it with `caseledger person "
    "confirm-channel`",
    "letter_came_back": "a letter came back: find the address, and send it again",
}


@dataclass(frozen=True, slots=True)
class BlockedWay:
    """A way by which nobody turns to the person now, and why: the code of the refusal, or ``declined``.

    ``case_id`` is the case in which it is so, None in all of them; ``since`` is known of letters that came back.
    """

    way: str
    why: str
    case_id: UUID | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """``asked_for`` is the id that was typed; ``ids`` all ids of the person, of whom ``person`` is what is on file."""

    asked_for: UUID
    person_id: UUID
    person: Person | None
    ids: list[UUID]
    known_as: list[KnownAs]
    representatives: list[Acting]
    represents: list[Acting]
    cases: list[CaseBalance]
    payments: list[PaymentPlace]
    given_up: list[Person]
    returned: list[ClockStatus]

    def first(self, field: str) -> str | None:
        """What the person's own events say, else the newest claim that says it."""
        return next((value for one in self.known_as if (value := getattr(one, field))), None)

    @property
    def is_erased(self) -> bool:
        """Whether all that was known of the person is gone."""
        return self.person is not None and self.person.status == ERASED

    @property
    def blocked(self) -> list[BlockedWay]:
        """The ways by which nobody turns to the person now; those that led to somebody else under another id, too."""
        person = self.person
        sure = person.confirmed if person else []
        wrong = [*(person.wrong if person else []), *(w for one in self.given_up for w in one.wrong if w not in sure)]
        return [
            *(BlockedWay(way, "declined") for way in (person.unwanted if person else [])),
            *(BlockedWay(way, "somebody_else_was_reached") for way in dict.fromkeys(wrong)),
            *(BlockedWay("letter", "letter_came_back", one.aggregate_id, one.started_at) for one in self.returned),
        ]

    @property
    def roles(self) -> dict[UUID, str]:
        """As what the person has a part in each case."""
        return {one.source_id: one.role for one in self.known_as if one.role}

    @property
    def open_cases(self) -> list[CaseBalance]:
        """Those in which something may be asked of the person."""
        return [case for case in self.cases if case.status == OPEN]

    @property
    def owed(self) -> dict[str, int]:
        """What the person owes in open cases, in minor units by currency."""
        owed: dict[str, int] = {}
        for case in self.open_cases:
            owed[case.currency] = owed.get(case.currency, 0) + case.outstanding_minor
        return owed

    @property
    def can_be_done(self) -> list[str]:
        """Commands that the ledger would take now."""
        if self.is_erased:
            return [f"caseledger erase verify {self.person_id}"]
        acts = [f"caseledger person {act} {self.person_id}" for act in ("details", "wishes", "represent", "merge")]
        held = self.person is not None and self.person.legal_hold is not None
        acts.append(f"caseledger person {'lift-legal-hold' if held else 'legal-hold'} {self.person_id}")
        acts.append(f"caseledger person erase {self.person_id} --dry-run")
        return acts + [
            f"caseledger case {act} {case.case_id}"
            for case in self.open_cases
            for act in ("contact", "plan", "deadline", "close")
        ]


def view_of(opened: connection, asked_for: UUID, at: datetime) -> PersonView | None:
    """The person of this id, or who they turned out to be, at a time; None when nothing is known of one."""
    from projections.balances.queries import balances_of, payment_places
    from projections.person import queries
    from projections.sla.queries import not_ended

    stays = queries.who_stays(opened, asked_for)
    ids = queries.ids_of(opened, stays)
    known, on_file = queries.known_as(opened, ids), {one.person_id: one for one in queries.persons(opened, ids)}
    if not known and stays not in on_file:
        return None
    cases = [one.source_id for one in known if one.role]
    return PersonView(
        asked_for=asked_for,
        person_id=stays,
        person=on_file.pop(stays, None),
        ids=ids,
        known_as=known,
        representatives=queries.representatives(opened, stays),
        represents=queries.represents(opened, stays),
        cases=balances_of(opened, cases),
        payments=payment_places(opened, queries.payments(opened, ids)),
        given_up=list(on_file.values()),
        returned=not_ended(opened, RETURNED_LETTER, cases, at),
    )


def person_document(view: PersonView) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    person = view.person
    return {
        "person_id": view.person_id,
        "asked_for": view.asked_for,
        "ids": view.ids,
        **{field: view.first(field) for field in ("name", "email", "phone", "postal_address")},
        **{field: getattr(person, field, None) for field in OF_PERSON},
        "blocked": [asdict(one) for one in view.blocked],
        "known_as": [asdict(one) for one in view.known_as],
        "representatives": [asdict(one) for one in view.representatives],
        "represents": [asdict(one) for one in view.represents],
        "cases": [
            {**asdict(case), "role": view.roles[case.case_id], "outstanding_minor": case.outstanding_minor}
            for case in view.cases
        ],
        "payments": [asdict(payment) for payment in view.payments],
        "owed": [{"currency": currency, "minor": minor} for currency, minor in sorted(view.owed.items())],
        "can_be_done": view.can_be_done,
    }


def person_screen(view: PersonView) -> list[RenderableType]:
    """Who, how to reach them, their cases, and what can be done."""
    return [_facts(view), _cases(view), *_payments(view), *_names(view), _acts(view)]


def person_screen_then(view: PersonView) -> list[RenderableType]:
    """The same of another time, without what is told as of now only."""
    return [_facts(view), _cases(view), *_names(view)]


def _facts(view: PersonView) -> RenderableType:
    person = view.person
    said: list[tuple[str, Any]] = [
        ("person", str(view.person_id) + (f", who {view.asked_for} was" if view.asked_for != view.person_id else "")),
        ("kind", (person.kind if person else None) or "not said"),
        ("e-mail", view.first("email") or "none"),
        ("phone", view.first("phone") or "none"),
        ("letters to", view.first("postal_address") or "none"),
        ("language", (person.language if person else None) or "not said"),
        ("lives by", f"the clocks of {(person.time_zone if person else None) or 'the country whose law holds'}"),
        ("wishes", (person.preferred if person else None) or "any way"),
        ("owes", ", ".join(str(Money(minor, currency)) for currency, minor in sorted(view.owed.items())) or "nothing"),
    ]
    said += [(f"not by {one.way}", _in_words(one)) for one in view.blocked]
    said += [("represented by", f"{one.person_id}, {one.capacity}") for one in view.representatives]
    said += [("acts for", f"{one.person_id}, {one.capacity}") for one in view.represents]
    said += [("also known under", str(one)) for one in view.ids if one != view.person_id]
    if person and person.legal_hold:
        said.append(("legal hold", f"{person.legal_hold}: nothing of this person is erased"))
    return facts(view.first("name") or ("(erased)" if view.is_erased else "(no name)"), said)


def _in_words(blocked: BlockedWay) -> str:
    on = f" (case {blocked.case_id})" if blocked.case_id else ""
    return IN_WORDS[blocked.why] + on


def _cases(view: PersonView) -> RenderableType:
    columns = [whole("case"), text("creditor"), text("reference"), text("as"), text("stands"), number("owed")]
    rows = [
        (
            str(case.case_id), case.creditor, case.creditor_reference, view.roles[case.case_id],
            case.outcome or case.status, str(Money(case.outstanding_minor, case.currency)),
        )
        for case in view.cases
    ]  # fmt: skip
    return table("Cases", columns, rows)


def _payments(view: PersonView) -> list[RenderableType]:
    """Only where somebody has said that the person paid something."""
    columns = [whole("payment"), whole("value date"), number("amount"), text("stands")]
    rows = [
        (str(one.payment_id), str(one.value_date), str(Money(one.amount_minor, one.currency)), one.status)
        for one in view.payments
    ]
    return [table("Payments", columns, rows)] if rows else []


def _names(view: PersonView) -> list[RenderableType]:
    """Only where there is more than one name."""
    names = list(dict.fromkeys(one.name for one in view.known_as if one.name))
    return [table("Names", [text("name")], [(name,) for name in names])] if len(names) > 1 else []


def _acts(view: PersonView) -> RenderableType:
    return table("What can be done", [whole("command")], [(act,) for act in view.can_be_done])
