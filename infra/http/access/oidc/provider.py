"""One provider: what it says of itself, its keys, and the tokens that it signs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from infra.http.access.oidc.provider_settings import ProviderSettings

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures by a key that only the provider has; never `none`, and no secret that we have too."""
LIMIT_S = 5
KNOWN_FOR_S = 3_600
KEYS_AGAIN_AFTER_S = 30
"""A token of an unknown key makes us ask for the keys again: they rotate. But not for each of them."""
LEEWAY_S = 60


class ProviderFails(Exception):
    """What went wrong, for whoever looks after this server: no token, code or secret is in it."""

    def __init__(self, reason: str, *, away: bool = False) -> None:
        super().__init__(reason)
        self.away = away


class Provider:
    """Safe for several threads. Every method raises ProviderFails."""

    def __init__(self, settings: ProviderSettings, redirect_uri: str) -> None:
        self.settings, self._redirect_uri = settings, redirect_uri
        self._lock = Lock()
        self._metadata: Mapping[str, Any] = {}
        self._known_at = self._keys_at = float("-inf")
        self._keys = KeySet([])

    def begin(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser."""
        url, _ = self._client().create_authorization_url(
            self._said("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
        )
        return str(url)

    def claims(self, code: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider says of whoever came back with this code."""
        try:
            token = self._client().fetch_token(
                self._said("token_endpoint"), grant_type="authorization_code", code=code, code_verifier=verifier,
                timeout=LIMIT_S,
            )  # fmt: skip
        except AuthlibBaseError as error:
            raise ProviderFails(f"the token endpoint refuses: {error.error}") from None
        except (requests.RequestException, ValueError) as error:
            raise ProviderFails(f"the token endpoint does not answer: {type(error).__name__}", away=True) from None
        if not isinstance(token.get("id_token"), str):
            raise ProviderFails("the token endpoint gave no id_token")
        return self._checked(token["id_token"], token.get("access_token"), nonce)

    def _checked(self, text: str, access_token: str | None, nonce: str) -> Mapping[str, Any]:
        try:
            token = self._decoded(text)
            options = {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            }
            params = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token}
            CodeIDToken(token.claims, token.header, options, params).validate(int(time.time()), LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, TypeError) as error:
            reason = getattr(error, "error", type(error).__name__)
            raise ProviderFails(
                f"its id_token is not good: {reason} {getattr(error, 'claim', '') or ''}".strip()
            ) from None
        return token.claims

    def _decoded(self, text: str) -> jwt.Token:
        try:
            return jwt.decode(text, self._keys_now(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return jwt.decode(text, self._keys_now(older_than_s=KEYS_AGAIN_AFTER_S), algorithms=ALGORITHMS)

    def _keys_now(self, older_than_s: float = KNOWN_FOR_S) -> KeySet:
        url = self._said("jwks_uri")
        with self._lock:
            if time.monotonic() - self._keys_at >= older_than_s:
                try:
                    self._keys = KeySet.import_key_set(self._get(url))  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError):
                    raise ProviderFails("its keys cannot be read") from None
                self._keys_at = time.monotonic()
            return self._keys

    def _said(self, name: str) -> str:
        """An address that the provider says it has."""
        with self._lock:
            if time.monotonic() - self._known_at >= KNOWN_FOR_S:
                found = self._get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self.settings.issuer:
                    raise ProviderFails("it calls itself by another name than the issuer in the settings")
                self._metadata, self._known_at = found, time.monotonic()
        if not isinstance(self._metadata.get(name), str):
            raise ProviderFails(f"it does not say its {name}")
        return str(self._metadata[name])

    def _get(self, url: str) -> Mapping[str, Any]:
        try:
            answer = requests.get(url, timeout=LIMIT_S, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderFails(f"it does not answer at {url}: {type(error).__name__}", away=True) from None
        if answer.status_code != 200 or not isinstance(found, dict):
            raise ProviderFails(f"it does not answer with a document at {url}", away=True)
        return found

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            scope=self.settings.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
