"""``caseledger person register|details|wishes|merge``, representatives and legal holds: here the ledger is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID, uuid4

import typer

from domain.kernel.identity import person_by_command
from domain.person.details.changing import ChangeContactDetails, Removable
from domain.person.details.confirming import ConfirmChannel
from domain.person.details.state import WishedChannel
from domain.person.details.time_zone import SetTimeZone
from domain.person.details.wishing import ChangeChannelWishes
from domain.person.erasure.holding import LiftLegalHold, PlaceLegalHold
from domain.person.registration.merging import MergePerson
from domain.person.registration.registering import PersonKind, RegisterPerson
from domain.person.representative.appointing import AppointRepresentative, Capacity, EndRepresentation
from domain.person.unsealing.requesting import RequestPersonalData
from infra.cli.acting import Act
from infra.cli.person.naming import PersonId, check_is_on_file, person_under

Email = Annotated[str | None, typer.Option(help="An e-mail address.")]
Phone = Annotated[str | None, typer.Option(help="A phone number, best with the country's: +46 70 123 45 67.")]
Address = Annotated[str | None, typer.Option(help="Where letters go, on one line.")]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="In which to write: two letters, such as sv.")]
Representative = Annotated[
    UUID, typer.Option("--by", metavar="PERSON", help="The id of who acts: a person on file too.")
]


def register(
    name: Annotated[str, typer.Option(help="What the person is called.")],
    act: Act,
    national_id: Annotated[
        str | None, typer.Option(help="The national id. One person at all creditors; only a keyed hash finds it.")
    ] = None,
    country: Annotated[str, typer.Option(metavar="CODE", help="Whose national id it is.")] = "SE",
    kind: Annotated[PersonKind, typer.Option(help="A human being, or a company.")] = PersonKind.NATURAL,
    email: Email = None,
    phone: Phone = None,
    address: Address = None,
    language: Language = None,
) -> None:
    """Put a person on file, and say under which id.

    Example: caseledger person register --name "Åsa Öberg" --national-id 19121212-1212 --phone "+46 70 123 45 67"
    """
    command_id, country = act.command_id or uuid4(), country.upper()
    if national_id is None:
        person = person_by_command(command_id)
    else:
        person = person_under(act.session, country, national_id, kind)
    command = RegisterPerson(person, kind, country, name, national_id, language, email, phone, address)
    replace(act, command_id=command_id).carry_out(person, command, "The person is on file.")


def details(
    person: PersonId,
    act: Act,
    name: Annotated[str | None, typer.Option(help="What the person is called now.")] = None,
    email: Email = None,
    phone: Phone = None,
    address: Address = None,
    language: Language = None,
    remove: Annotated[list[Removable] | None, typer.Option(help="What is there no more. Repeat it.")] = None,
) -> None:
    """Change what a person is called, or how they are reached. What is not given stays.

    Example: caseledger person details PERSON --email asa@example.se --remove phone
    """
    command = ChangeContactDetails(person, name, email, phone, address, language, tuple(dict.fromkeys(remove or ())))
    act.carry_out(person, command, "The details are changed.")


def wishes(
    person: PersonId,
    act: Act,
    preferred: Annotated[WishedChannel | None, typer.Option(help="The way that is best.")] = None,
    unwanted: Annotated[list[WishedChannel] | None, typer.Option(help="A way not to use. Repeat it.")] = None,
) -> None:
    """Record how a person wishes to be reached: all of the wishes, in place of earlier ones.

    Example: caseledger person wishes PERSON --preferred email --unwanted phone --unwanted sms
    """
    command = ChangeChannelWishes(preferred, tuple(dict.fromkeys(unwanted or ())))
    act.carry_out(person, command, "The wishes are recorded.")


def confirm_channel(
    person: PersonId,
    channel: Annotated[
        WishedChannel, typer.Option(help="The way of which you made sure. A phone's calls and texts are one.")
    ],
    reason: Annotated[str, typer.Option(help="How you know, as a short code such as told_by_customer.")],
    act: Act,
) -> None:
    """Record that you made sure where a person is reached, after somebody else was reached there.

    Correct the number or address first with `caseledger person details`, if it is another one.

    Example: caseledger person confirm-channel PERSON --channel phone --reason told_by_customer
    """
    act.carry_out(person, ConfirmChannel(channel, reason), "The person can be reached there again.")


def time_zone(
    person: PersonId,
    act: Act,
    zone: Annotated[
        str | None, typer.Option(metavar="NAME", help="Such as Europe/London. Default: the country's whose law holds.")
    ] = None,
) -> None:
    """Record by which clocks a person lives: they are called within the hours of these.

    Example: caseledger person time-zone PERSON --zone Europe/London
    """
    act.carry_out(person, SetTimeZone(zone), "The time zone is recorded.")


def merge(
    person: PersonId,
    into: Annotated[UUID, typer.Option(metavar="PERSON", help="The id of who stays.")],
    act: Act,
) -> None:
    """Two persons turned out to be one: give this one up for the other. Their cases become the other one's.

    It cannot be undone. Claims that come for this one later are the other one's as well.

    Example: caseledger person merge PERSON --into PERSON
    """
    check_is_on_file(act.session, into)
    act.carry_out(person, MergePerson(into, person), f"The person turned out to be {into}.")


def represent(
    person: PersonId,
    representative: Representative,
    capacity: Annotated[Capacity, typer.Option("--as-what", help="By what right.")],
    act: Act,
) -> None:
    """Record that somebody acts for a person. They are on file themselves, so their own data is theirs.

    Example: caseledger person represent PERSON --by REPRESENTATIVE --as-what guardian
    """
    check_is_on_file(act.session, representative)
    command = AppointRepresentative(representative, capacity, person)
    act.carry_out(person, command, "The representative is recorded.")


def end_representation(
    person: PersonId,
    representative: Representative,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as withdrawn.")],
    act: Act,
) -> None:
    """Record that somebody no longer acts for a person.

    Example: caseledger person end-representation PERSON --by REPRESENTATIVE --reason withdrawn
    """
    act.carry_out(person, EndRepresentation(representative, reason), "The representation is ended.")


def legal_hold(
    person: PersonId, reason: Annotated[str, typer.Option(help="Why, as a short code such as court_order.")], act: Act
) -> None:
    """Keep a person's data whatever else says that it may go: they cannot be erased until the hold is lifted.

    Example: caseledger person legal-hold PERSON --reason court_order
    """
    act.carry_out(person, PlaceLegalHold(reason), "The data is on legal hold.")


def request_data(
    person: PersonId,
    purpose: Annotated[str, typer.Option(help="What for, as a short code such as complaint_of_march.")],
    act: Act,
) -> None:
    """Ask to read what is sealed of a person, for one purpose and a short while.

    Somebody else allows it with `caseledger approvals approve personal_data PERSON NUMBER`; for how long, says
    `caseledger law explain unsealing_lasts`. Who asked, for what, and who allowed it stays on record.

    Example: caseledger person request-data PERSON --purpose complaint_of_march
    """
    act.carry_out(person, RequestPersonalData(purpose), "It is asked for. Somebody else must allow it.")


def lift_legal_hold(
    person: PersonId, reason: Annotated[str, typer.Option(help="Why, as a short code such as case_decided.")], act: Act
) -> None:
    """End a legal hold: from now on only open cases and the time that books are kept stand in the way of an erasure.

    Example: caseledger person lift-legal-hold PERSON --reason case_decided
    """
    act.carry_out(person, LiftLegalHold(reason), "The legal hold is lifted.")
