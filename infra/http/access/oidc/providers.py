"""From the button of a provider to a session: what is kept on the way, and who comes back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.kernel.limits import check_actor
from domain.kernel.recorded import Actor
from infra.http.access.grantees import Grantee
from infra.http.access.oidc.provider import Provider, ProviderFails
from infra.http.access.oidc.provider_settings import ProviderSettings
from infra.http.access.roles import Role
from infra.http.access.sessions import Sessions

ON_THE_WAY = timedelta(minutes=10)
_BEGUN = "oidc"
PersonOf = Callable[[str, str], UUID | None]
"""Whose a country's national id is; None for what is no such id."""


class NobodyHere(Exception):
    """The provider knows them, and no row of its table of roles does."""


class Providers:
    """Those of the settings. ``url`` is where people reach this server."""

    def __init__(
        self, settings: Mapping[str, ProviderSettings], url: str, sessions: Sessions, person_of: PersonOf
    ) -> None:
        self._sessions, self._person_of = sessions, person_of
        self._by_name = {name: Provider(one, f"{url}/sign-in/back/{name}") for name, one in settings.items()}

    @property
    def names(self) -> list[str]:
        """In the order of the settings."""
        return list(self._by_name)

    def begin(self, name: str, next: str) -> tuple[str, str] | None:
        """Where to send the browser, and the state that it must come back with. Raises ProviderFails."""
        if (provider := self._by_name.get(name)) is None:
            return None
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        url = provider.begin(state, nonce, verifier)
        kept = {"provider": name, "nonce": nonce, "verifier": verifier, "next": next}
        self._sessions.keep(_BEGUN, state, json.dumps(kept), ON_THE_WAY)
        return url, state

    def finish(self, name: str, state: str, code: str, issuer: str | None) -> tuple[str, Grantee, str] | None:
        """A session, of whom, and where they wanted to go; None when they did not begin here or come too late. Raises
        ProviderFails, NobodyHere."""
        kept = self._sessions.take(_BEGUN, state)
        said = json.loads(kept) if kept else {}
        if said.get("provider") != name:
            return None
        provider = self._by_name[name]
        if issuer not in (None, provider.settings.issuer):
            raise ProviderFails("the answer came from another issuer (RFC 9207)")
        whose = self._grantee(provider.settings, provider.claims(code, said["nonce"], said["verifier"]))
        return self._sessions.begin(whose), whose, said["next"]

    def _grantee(self, settings: ProviderSettings, claims: Mapping[str, Any]) -> Grantee:
        value = claims.get(settings.claim)
        if settings.country is not None:
            person = self._person_of(settings.country, value) if isinstance(value, str) else None
            if person is None:
                raise NobodyHere
            return Grantee(actor_id=str(person), role=Role.DEBTOR, person_id=person)
        has = value if isinstance(value, list) else [value]
        actor_id = str(claims.get(settings.actor_claim, ""))
        found = next((one for one in settings.roles if one in has), None)
        if found is None or check_actor(Actor("user", actor_id)) is not None:
            raise NobodyHere
        return settings.grantee(found, actor_id)
