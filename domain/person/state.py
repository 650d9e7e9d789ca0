"""The table of persons, and what a decision needs to know of one: the slices put together."""

from __future__ import annotations

from typing import NamedTuple

from domain.kernel.aggregate import AggregateKind
from domain.kernel.four_eyes import Requests
from domain.kernel.refusal import Refusal
from domain.person.access.state import ACCESS, Access
from domain.person.cases.state import CASES, PersonCases
from domain.person.details.state import WISHES, ToHeed, Wishes
from domain.person.erasure.state import HOLD, LegalHold
from domain.person.payers.state import PAYERS, PersonPayers
from domain.person.plans.state import COMBINED_PLANS, CombinedPlans
from domain.person.registration.state import IDENTITY, PersonIdentity, PersonStatus
from domain.person.representative.state import REPRESENTATIVES, Representatives
from domain.person.requests.state import REQUESTS
from domain.person.unsealing.state import READERS, Readers


class PersonState(NamedTuple):
    """What decisions on a person depend on."""

    identity: PersonIdentity = IDENTITY.initial
    cases: PersonCases = CASES.initial
    payers: PersonPayers = PAYERS.initial
    representatives: Representatives = REPRESENTATIVES.initial
    hold: LegalHold = HOLD.initial
    wishes: Wishes = WISHES.initial
    access: Access = ACCESS.initial
    combined_plans: CombinedPlans = COMBINED_PLANS.initial
    requests: Requests = REQUESTS.initial
    readers: Readers = READERS.initial

    @property
    def status(self) -> PersonStatus:
        """What became of the person."""
        return self.identity.status

    @property
    def to_heed(self) -> ToHeed:
        """What every case of the person must know of them."""
        return ToHeed(
            declined=self.wishes.unwanted,
            has_debt_adviser=bool(self.representatives.debt_advisers),
            representatives=self.representatives.in_order(),
            wrong=self.wishes.wrong,
            time_zone=self.wishes.time_zone,
        )


PERSON: AggregateKind[PersonState] = AggregateKind(
    "person",
    PersonState(),
    (IDENTITY, CASES, PAYERS, REPRESENTATIVES, HOLD, WISHES, ACCESS, COMBINED_PLANS, REQUESTS, READERS),
)


def refuse_unless_registered(state: PersonState) -> Refusal | None:
    """Why nothing can be done with this person, or None when they are on file."""
    match state.status:
        case PersonStatus.UNKNOWN:
            return Refusal("person_unknown", "There is no such person: nobody has been registered under this id.")
        case PersonStatus.ERASED:
            return Refusal("person_erased", "All that was known of this person has been erased.")
        case PersonStatus.MERGED:
            return Refusal("person_merged", f"This person turned out to be {state.identity.merged_into}.")
        case _:
            return None


def refuse_unless_known(state: PersonState) -> Refusal | None:
    """Why nobody was ever on file here; None also for who was given up for another one: what they agreed to goes on."""
    return None if state.status is PersonStatus.MERGED else refuse_unless_registered(state)
