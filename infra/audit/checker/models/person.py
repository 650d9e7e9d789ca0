"""Who persons are, and which texts there must be of them: what the texts say, the log does not tell the checker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.case.debtors.state import debtor_named, debtor_taken_off
from domain.payment.payer.identifying import PayerIdentified
from domain.person.cases.recording import PersonCaseOpened
from domain.person.details.changing import ContactDetailsChanged
from domain.person.details.confirming import ChannelConfirmed, WrongContactKnown
from domain.person.details.state import ways_of
from domain.person.details.time_zone import TimeZoneChanged
from domain.person.details.wishing import ChannelWishesChanged
from domain.person.erasure.erasing import PersonErased
from domain.person.erasure.holding import LegalHoldLifted, LegalHoldPlaced
from domain.person.registration.merging import PersonAbsorbed, PersonMerged
from domain.person.registration.registering import PersonRegistered
from domain.person.representative.appointing import RepresentativeAppointed, RepresentativeEnded
from infra.audit.checker.event import Seen
from infra.audit.checker.models.erased import Readable
from infra.audit.checker.models.rows import Row, Rows, Table

TEXTS = frozenset({"name", "name_words", "email", "email_key", "phone", "phone_key", "postal_address"})
_FOUND_BY = {"name": "name_words", "email": "email_key", "phone": "phone_key"}
_KNOWN = (
    PersonRegistered, ContactDetailsChanged, ChannelWishesChanged, PersonCaseOpened, PersonMerged, PersonAbsorbed,
    PersonErased, LegalHoldPlaced, LegalHoldLifted, RepresentativeAppointed, RepresentativeEnded,
    WrongContactKnown, ChannelConfirmed, TimeZoneChanged,
)  # fmt: skip


def person(events: Iterable[Seen]) -> Rows:
    """The four tables."""
    events = list(events)
    readable = Readable(events)
    persons, known_as = Table(("person_id",)), Table(("source_id", "person_id"), texts=TEXTS)
    acting, payers = Table(("person_id", "representative_id")), Table(("payment_id",))
    for seen in events:
        if debtor := debtor_named(seen.event):
            row = _new_texts(seen, "case", debtor.person_id) | {"role": str(debtor.role)}
            _put(row, readable, name=debtor.name, email=debtor.email)
            known_as.put(**row)
        elif gone := debtor_taken_off(seen.event):
            known_as.rows[seen.aggregate_id, gone]["role"] = None
        elif isinstance(seen.event, PayerIdentified):
            payers.put(payment_id=seen.aggregate_id, person_id=seen.event.payer_id, partition=seen.partition)
        elif isinstance(seen.event, _KNOWN):
            _fold(persons, known_as, acting, readable, seen)
    return {"person": persons, "known_as": known_as, "representative": acting, "payer": payers}


def _fold(persons: Table, known_as: Table, acting: Table, readable: Readable, seen: Seen) -> None:
    event, who = seen.event, persons.at(**_new_person(seen))
    match event:
        case PersonCaseOpened():
            _on_file(who)
        case PersonRegistered():
            _on_file(who)
            who |= {"kind": event.kind, "country": event.country, "language": event.language}
            _put(_own(known_as, seen), readable, name=event.name)
        case ContactDetailsChanged():
            who["language"] = event.language or who["language"]
            mine = _own(known_as, seen)
            _put(
                mine, readable, **{name: getattr(event, name) for name in ("name", "email", "phone", "postal_address")}
            )
            for name in event.removed:
                mine[name] = None
                if name in _FOUND_BY:
                    mine[_FOUND_BY[name]] = None
        case ChannelWishesChanged():
            who |= {"preferred": event.preferred, "unwanted": list(event.unwanted)}
        case WrongContactKnown():
            who["wrong"] = list(event.to_heed.wrong)
            who["confirmed"] = [way for way in who["confirmed"] if way not in event.to_heed.wrong]
        case ChannelConfirmed():
            who["wrong"] = list(event.to_heed.wrong)
            who["confirmed"] += [way for way in ways_of(event.channel) if way not in who["confirmed"]]
        case TimeZoneChanged():
            who["time_zone"] = event.time_zone
        case PersonMerged():
            who |= {"status": "merged", "merged_into": event.into}
            _nobody_acts_for(acting, seen.aggregate_id)
        case LegalHoldPlaced() | LegalHoldLifted():
            who["legal_hold"] = event.reason if isinstance(event, LegalHoldPlaced) else None
        case PersonErased():
            was = {name: who[name] for name in ("status", "merged_into")}
            who |= _new_person(seen) | (was if was["merged_into"] else {"status": "erased"})
            _nobody_acts_for(acting, seen.aggregate_id)
        case PersonAbsorbed():
            who["status"] = "registered" if event.forwarded_to is None else "merged"
            who |= {"merged_into": event.forwarded_to, "confirmed": []}
        case RepresentativeAppointed():
            acting.put(
                person_id=seen.aggregate_id,
                representative_id=event.representative_id,
                capacity=event.capacity,
                partition=seen.partition,
            )
        case RepresentativeEnded():
            acting.rows.pop((seen.aggregate_id, event.representative_id), None)


def _new_person(seen: Seen) -> Row:
    empty = dict.fromkeys(("merged_into", "kind", "country", "language", "preferred", "legal_hold", "time_zone"))
    return {
        "person_id": seen.aggregate_id,
        "partition": seen.partition,
        "status": "registered",
        "unwanted": [],
        "wrong": [],
        "confirmed": [],
        **empty,
    }


def _own(known_as: Table, seen: Seen) -> Row:
    row = known_as.at(**_new_texts(seen, "person", seen.aggregate_id))
    row["recorded_at"] = seen.recorded_at
    return row


def _new_texts(seen: Seen, kind: str, person_id: Any) -> Row:
    return {
        "source_id": seen.aggregate_id,
        "source_kind": kind,
        "partition": seen.partition,
        "person_id": person_id,
        "recorded_at": seen.recorded_at,
        **dict.fromkeys((*TEXTS, "role")),
    }


def _put(row: Row, readable: Readable, **texts: str | None) -> None:
    """That there is a text which can be read, and what it is found by. One that cannot leaves nothing behind it."""
    for name, text in texts.items():
        if text is not None:
            row[name] = found = True if readable(row["person_id"], row["partition"], text) else None
            if name in _FOUND_BY:
                row[_FOUND_BY[name]] = found


def _on_file(who: Row) -> None:
    if who["status"] == "erased":
        who["status"] = "registered"


def _nobody_acts_for(acting: Table, person_id: Any) -> None:
    for key in [key for key in acting.rows if key[0] == person_id]:
        del acting.rows[key]
