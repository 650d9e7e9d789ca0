"""What the environment says of the API: where it listens, and what stands between it and others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from infra.http.access.api_keys import API_KEYS_FILE
from infra.runtime.network import PORT_MAX
from infra.runtime.settings_error import SettingsError

HOST, PORT = "CASELEDGER_HTTP_HOST", "CASELEDGER_HTTP_PORT"
TLS_CERT, TLS_KEY = "CASELEDGER_HTTP_TLS_CERT", "CASELEDGER_HTTP_TLS_KEY"
TRUSTED_PROXY = "CASELEDGER_HTTP_TRUSTED_PROXY"
API_KEYS = "CASELEDGER_HTTP_API_KEYS"
WANTS_VERSIONS = "CASELEDGER_HTTP_WANTS_VERSIONS"
LOOPBACK = "127.0.0.1"
PORT_DEFAULT = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Of one process. Keys go over the network only when nobody can listen: see ``load``.

    ``trusted_proxies``: when there are any, requests from other addresses are turned away. ``wants_versions``: whether
    commands need If-Match.
    """

    api_keys: Path
    host: str = LOOPBACK
    port: int = PORT_DEFAULT
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: frozenset[str] = frozenset()
    wants_versions: bool = False

    @property
    def url(self) -> str:
        """Where it answers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"

    @classmethod
    def load(
        cls, environ: Mapping[str, str], home: Path, host: str | None = None, port: int | None = None
    ) -> HttpSettings:
        """Reads `CASELEDGER_HTTP_*`; ``host`` and ``port`` go before them.

        Raises:
            SettingsError: a value cannot be used; or others could listen on the way.
        """
        keys = environ.get(API_KEYS)
        found = cls(
            api_keys=Path(keys).expanduser() if keys else home / API_KEYS_FILE,
            host=_address(HOST, host or environ.get(HOST) or LOOPBACK),
            port=port if port is not None else _port(environ.get(PORT) or str(PORT_DEFAULT)),
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


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= PORT_MAX:
        raise SettingsError(PORT, text, f"a port from 1 to {PORT_MAX}")
    return int(text)


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
