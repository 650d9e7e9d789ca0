"""Which providers people may sign in with, and who they then are: a JSON file.

    {"providers": [
      {"name": "staff", "issuer": "https://id.example.com", "client_id": "caseledger", "client_secret": "…",
       "claim": "groups", "roles": {"agents-norrsken": {"role": "case_worker", "creditor_id": "norrsken"}}},
      {"name": "eid", "issuer": "https://eid.example.com", "client_id": "caseledger", "client_secret": "…",
       "claim": "personal_number", "country": "SE"}]}

Whoever has a value of ``claim`` that is among ``roles`` has that role; the first in the file counts. With ``country``
the claim is a national id, and its owner sees what is theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.http.access.grantees import AccessUnusable, Grantee, check_grantee, read_document
from infra.http.settings import OIDC
from infra.runtime.settings_error import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """``actor_claim``: as whom somebody acts in the log. ``roles``: by a value of ``claim``, without the actor."""

    name: str
    issuer: str
    client_id: str
    claim: str
    client_secret: str | None = None
    scope: str = "openid"
    actor_claim: str = "sub"
    country: str | None = None
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def grantee(self, value: str, actor_id: str) -> Grantee:
        """Who somebody with this value is. Raises KeyError where that is nobody."""
        return read_document(Grantee, {**self.roles[value], "actor_id": actor_id})


def read_providers(path: Path) -> dict[str, ProviderSettings]:
    """By their names. Raises SettingsError, which repeats no secret."""
    try:
        documents = json.loads(path.read_text("utf-8"))["providers"]
        found = [ProviderSettings(**one) for one in documents]
        for one in found:
            _check(one)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AccessUnusable) as error:
        reason = str(error) if isinstance(error, AccessUnusable | _ProviderWrong) else type(error).__name__
        wanted = f"a file of providers as docs/http-api.md has it ({reason})"
        raise SettingsError(OIDC, str(path), wanted) from None
    return {one.name: one for one in found}


class _ProviderWrong(ValueError):
    """What must be put right, without any value of the file."""


def _check(one: ProviderSettings) -> None:
    if not re.fullmatch("[a-z0-9-]{1,40}", one.name):
        raise _ProviderWrong("a name has small letters, digits and hyphens")
    if not _is_private(one.issuer):
        raise _ProviderWrong(f"the issuer of {one.name} must be https, or on this machine")
    if (one.country is None) != bool(one.roles):
        raise _ProviderWrong(f"{one.name} has either roles or the country of a national id")
    for value in one.roles:
        check_grantee(one.grantee(value, "anybody"))


def _is_private(address: str) -> bool:
    """Whether nobody on the way can listen."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
