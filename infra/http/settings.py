"""What the environment says of the API: where it listens, and what stands between it and others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from infra.http.access.api_keys import API_KEYS_FILE
from infra.http.access.one_time_codes import CODES_FILE
from infra.http.access.sessions import IDLE, LONGEST, SESSIONS_FILE
from infra.runtime.network import PORT_MAX
from infra.runtime.settings_error import SettingsError
from infra.stack.state import StackFile

HOST, PORT = "CASELEDGER_HTTP_HOST", "CASELEDGER_HTTP_PORT"
TLS_CERT, TLS_KEY = "CASELEDGER_HTTP_TLS_CERT", "CASELEDGER_HTTP_TLS_KEY"
TRUSTED_PROXY = "CASELEDGER_HTTP_TRUSTED_PROXY"
API_KEYS = "CASELEDGER_HTTP_API_KEYS"
USERS = "CASELEDGER_HTTP_USERS"
SESSIONS = "CASELEDGER_HTTP_SESSIONS"
CODES, PAY_TO = "CASELEDGER_HTTP_CODES", "CASELEDGER_HTTP_PAY_TO"
SESSION_IDLE, SESSION_LONGEST = "CASELEDGER_HTTP_SESSION_IDLE_MINUTES", "CASELEDGER_HTTP_SESSION_HOURS"
DATABASE_URL = "CASELEDGER_HTTP_DATABASE_URL"
OIDC = "CASELEDGER_HTTP_OIDC"
PUBLIC_URL = "CASELEDGER_HTTP_URL"
WANTS_VERSIONS = "CASELEDGER_HTTP_WANTS_VERSIONS"
USERS_FILE = "users.json"
LOOPBACK = "127.0.0.1"
PORT_DEFAULT = 8080
PAGES_USE = "pages"
"""Under which name `stack.json` keeps the port that `caseledger up` has chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Of one process. Keys go over the network only when nobody can listen: see ``load``.

    ``trusted_proxies``: when there are any, requests from other addresses are turned away. ``wants_versions``: whether
    commands need If-Match. ``public_url``: under which people reach it, where that is not ``url``.
    ``codes``: where one-time codes are written for whatever sends them; ``pay_to``: the accounts that My page names.
    ``database_url``: of a user who only reads; None where it is the one of all processes.
    """

    api_keys: Path
    users: Path
    sessions: Path
    codes: Path
    session_idle: timedelta = IDLE
    session_longest: timedelta = LONGEST
    public_url: str = ""
    oidc: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    host: str = LOOPBACK
    port: int = PORT_DEFAULT
    pay_to: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: frozenset[str] = frozenset()
    wants_versions: bool = False

    @property
    def url(self) -> str:
        """Where it answers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"

    @property
    def url_for_people(self) -> str:
        """What goes before a path in a link."""
        return self.public_url or self.url

    @classmethod
    def load(
        cls, environ: Mapping[str, str], home: Path, host: str | None = None, port: int | None = None
    ) -> HttpSettings:
        """Reads `CASELEDGER_HTTP_*`; ``host`` and ``port`` go before them. A port that nothing names is the one that
        `caseledger up` has chosen in this home, or 8080.

        Raises:
            SettingsError: a value cannot be used; or others could listen on the way.
        """
        found = cls(
            api_keys=_kept(environ, API_KEYS, home / API_KEYS_FILE),
            users=_kept(environ, USERS, home / USERS_FILE),
            sessions=_kept(environ, SESSIONS, home / SESSIONS_FILE),
            codes=_kept(environ, CODES, home / CODES_FILE),
            pay_to=_file(environ, PAY_TO),
            session_idle=timedelta(minutes=_number(environ, SESSION_IDLE, IDLE // timedelta(minutes=1), 1440)),
            session_longest=timedelta(hours=_number(environ, SESSION_LONGEST, LONGEST // timedelta(hours=1), 720)),
            public_url=_url(environ.get(PUBLIC_URL) or ""),
            host=_address(HOST, host or environ.get(HOST) or LOOPBACK),
            port=port if port is not None else _number(environ, PORT, _kept_port(home), PORT_MAX),
            oidc=_file(environ, OIDC),
            database_url=environ.get(DATABASE_URL) or None,
            tls_cert=_file(environ, TLS_CERT),
            tls_key=_file(environ, TLS_KEY),
            trusted_proxies=_proxies(environ.get(TRUSTED_PROXY) or ""),
            wants_versions=_yes_or_no(environ.get(WANTS_VERSIONS) or "no"),
        )
        if (found.tls_cert is None) != (found.tls_key is None):
            missing = TLS_KEY if found.tls_key is None else TLS_CERT
            raise SettingsError(missing, "", "the file that belongs to the other one: a certificate and its key")
        _refuse_open_doors(found)
        return found


def _refuse_open_doors(found: HttpSettings) -> None:
    if ip_address(found.host).is_loopback or found.tls_cert is not None or found.trusted_proxies:
        return
    wanted = (
        f"an address that only this machine reaches, such as {LOOPBACK}: on any other, API keys and personal data "
        f"would go over the network in the clear. To listen there, name a certificate and its key with {TLS_CERT} and "
        f"{TLS_KEY}, or with {TRUSTED_PROXY} the address of the proxy in front that ends TLS"
    )
    raise SettingsError(HOST, found.host, wanted)


def _address(variable: str, text: str) -> str:
    try:
        return str(ip_address(LOOPBACK if text == "localhost" else text.strip()))
    except ValueError:
        raise SettingsError(variable, text, f"an IP address, such as {LOOPBACK}") from None


def _kept_port(home: Path) -> int:
    return StackFile.read(home).ports.get(PAGES_USE, PORT_DEFAULT)


def _kept(environ: Mapping[str, str], variable: str, default: Path) -> Path:
    text = environ.get(variable)
    return Path(text).expanduser() if text else default


def _number(environ: Mapping[str, str], variable: str, default: int, most: int) -> int:
    text = environ.get(variable) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= most:
        raise SettingsError(variable, text, f"a whole number from 1 to {most}")
    return int(text)


def _url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", text):
        raise SettingsError(PUBLIC_URL, text, "an address without a path, such as https://ledger.example.com")
    return text.rstrip("/")


def _file(environ: Mapping[str, str], variable: str) -> Path | None:
    text = environ.get(variable)
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise SettingsError(variable, text, "a file that is there and can be read")
    return path


def _proxies(text: str) -> frozenset[str]:
    return frozenset(_address(TRUSTED_PROXY, one) for one in text.split(",") if one.strip())


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise SettingsError(WANTS_VERSIONS, text, "yes or no")
    return text == "yes"
