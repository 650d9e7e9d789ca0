"""Whom we call: nobody whose address is not one of the public internet, whatever a name says.

A subscription's address is chosen by somebody else, who could have us call what only we can reach: a metadata service,
a database, another department's server. So the name is resolved for each call, every address that it stands for is
checked, and the connection goes to an address that was checked, without asking again.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from infra.runtime.network import PORT_MAX

URL_CHARACTERS_MAX = 2_000
_URL = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,45}")
# What releases of Python do not agree on, and ways around that lead to an IPv4 address (RFC 6890 and its registries).
_NOBODYS = (
    *(ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24")),
    *(ip_network(each) for each in ("::/8", "64:ff9b::/32", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16")),
    ip_network("fec0::/10"),
)

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
"""The addresses that a name stands for, as texts. Raises OSError."""


class UrlRefused(Exception):
    """It cannot be the address of a subscription; the message says why."""


class AddressRefused(Exception):
    """The name stands for an address that is not called."""


@dataclass(frozen=True, slots=True)
class CallTarget:
    """An address of a subscription, taken apart. ``path`` begins with a slash and has the query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


_DEFAULT_PORTS = {"https": 443, "http": 80}


def target_of(url: str, *, loopback: bool) -> CallTarget:
    """Raises UrlRefused. ``loopback``: whether this machine may be called, and then without TLS."""
    if len(url) > URL_CHARACTERS_MAX or not _URL.fullmatch(url):
        raise UrlRefused(f"An address has at most {URL_CHARACTERS_MAX:,} characters of ASCII and no blanks.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlRefused("This is no address such as https://example.com/hooks.") from None
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    if scheme != "https" and not (loopback and scheme == "http"):
        raise UrlRefused("An address begins with https://, so that nobody on the way reads what it is told.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise UrlRefused("An address has no user, no password and no fragment: calls are signed instead.")
    if not _HOST.fullmatch(host) or port == 0 or (port or 1) > PORT_MAX:
        raise UrlRefused("An address has a host, such as example.com, and a port from 1 if any.")
    target = CallTarget(
        scheme, host, port or _DEFAULT_PORTS[scheme], (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    )
    if (address := _literal(host)) is not None and not _may_be_called(target, address, loopback):
        raise UrlRefused("Only addresses of the public internet are called.")
    return target


def resolved(host: str, port: int) -> list[str]:
    """As the machine's resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def callable_addresses(target: CallTarget, *, loopback: bool, resolve: Resolve = resolved) -> list[str]:
    """The addresses to connect to. Raises AddressRefused when one of them is not to be called, OSError."""
    addresses = resolve(target.host, target.port)
    if not addresses or not all(_may_be_called(target, ip_address(each), loopback) for each in addresses):
        raise AddressRefused
    return addresses


def is_public(address: Address) -> bool:
    """Whether it is one of the public internet, and leads nowhere else."""
    if any(address in network for network in _NOBODYS):
        return False
    return address.is_global and not (address.is_private or address.is_multicast or address.is_reserved)


def _may_be_called(target: CallTarget, address: Address, loopback: bool) -> bool:
    if loopback and address.is_loopback:
        return True
    return target.scheme == "https" and is_public(address)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
