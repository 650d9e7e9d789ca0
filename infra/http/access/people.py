"""What lets people in at a browser: their sessions, their passwords, and how often they may try."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from starlette.requests import Request

from infra.http.access.attempts import Attempts
from infra.http.access.sessions import Sessions
from infra.http.access.users import User, Users
from infra.http.settings import HttpSettings

if TYPE_CHECKING:
    from infra.http.access.oidc.providers import PersonOf, Providers


@dataclass(frozen=True, slots=True)
class People:
    """``url`` is the address under which people reach this server. ``trusted_proxies``: whose word counts on who
    asks."""

    sessions: Sessions
    users: Users
    url: str
    trusted_proxies: frozenset[str] = frozenset()
    attempts: Attempts = field(default_factory=Attempts)
    providers: Providers | None = None

    def sign_in(self, name: str, password: str, address: str) -> tuple[str, User] | None:
        """A session of whoever has this name and this password. Raises HttpProblem after too many attempts."""
        self.attempts.count(name, address)
        user = self.users.of(name, password)
        if user is None:
            return None
        self.attempts.succeeded(name)
        return self.sessions.begin(user), user

    def address_of(self, request: Request) -> str:
        """From where a request comes: what the trusted proxy in front says, else who is connected."""
        address = request.client.host if request.client else "unknown"
        forwarded = request.headers.get("X-Forwarded-For", "")
        return forwarded.rpartition(",")[2].strip() or address if address in self.trusted_proxies else address


def people_of(http: HttpSettings, person_of: PersonOf | None = None) -> People:
    """Of a home folder. With ``person_of`` the providers of the settings are there too. Raises SettingsError."""
    sessions = Sessions(http.sessions, idle=http.session_idle, longest=http.session_longest)
    people = People(sessions, Users(http.users), http.url_for_people, http.trusted_proxies)
    if http.oidc is None or person_of is None:
        return people
    from infra.http.access.oidc.provider_settings import read_providers
    from infra.http.access.oidc.providers import Providers

    return replace(people, providers=Providers(read_providers(http.oidc), people.url, sessions, person_of))
