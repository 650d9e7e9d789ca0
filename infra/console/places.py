"""Where the navigation leads: only to what whoever looks may see."""

from __future__ import annotations

from dataclasses import dataclass

from infra.http.access.callers import Caller
from infra.http.access.roles import DISCLOSURES, WEBHOOKS

HOME = "/console"


@dataclass(frozen=True, slots=True)
class Destination:
    """``name`` is a key of the texts (``place.cases``). ``sees_all``: not for whoever is held to some rows."""

    path: str
    name: str
    scope: str
    sees_all: bool = False

    def is_for(self, caller: Caller) -> bool:
        """Whether they may go there."""
        return self.scope in caller.scopes and (caller.rows.is_open or not self.sees_all)


PLACES = (
    Destination("/console/today", "place.today", "sla:read"),
    Destination("/console/cases", "place.cases", "cases:read"),
    Destination("/console/approvals", "place.approvals", "approvals:read"),
    Destination("/console/money", "place.money", "payments:read", sees_all=True),
    Destination("/console/trail", "place.trail", "trail:read", sees_all=True),
    Destination("/console/sla", "place.sla", "sla:read"),
    Destination("/console/kpis", "place.kpis", "kpis:read"),
    Destination("/console/law", "place.law", "law:read"),
    Destination("/console/integrity", "place.integrity", "events:read", sees_all=True),
    Destination("/console/disclosures", "place.disclosures", DISCLOSURES, sees_all=True),
    Destination("/console/subscriptions", "place.subscriptions", WEBHOOKS, sees_all=True),
    Destination("/console/system", "place.system", "system:read", sees_all=True),
)


def places_for(caller: Caller) -> list[Destination]:
    """In the order of the navigation. Customers have My page."""
    return [] if caller.rows.person_id else [one for one in PLACES if one.is_for(caller)]
