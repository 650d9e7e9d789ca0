"""TLS, SASL and time-outs: what may be set for every kafka-python client, and how it is read from text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

HIDDEN = "********"


class OptionRefused(ValueError):
    """An option that cannot be used. ``shown`` is its value as it may be shown; ``wanted`` is what it must be."""

    def __init__(self, shown: str, wanted: str) -> None:
        super().__init__(f"it is {shown!r}, but must be {wanted}")
        self.shown, self.wanted = shown, wanted


class _Wanted(Exception):
    """Says in its message what the value must be."""


def _text(value: str) -> str:
    return value


def _file(value: str) -> str:
    if not Path(value).expanduser().is_file():
        raise _Wanted("the path of a file that exists")
    return str(Path(value).expanduser())


def _yes_or_no(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise _Wanted("true or false")
    return value.lower() == "true"


def _milliseconds(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise _Wanted("a whole number of milliseconds")
    return int(value)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise _Wanted("one of " + ", ".join(allowed))
        return value

    return read


READERS: Mapping[str, Callable[[str], object]] = {
    "security_protocol": _one_of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    "ssl_cafile": _file,
    "ssl_certfile": _file,
    "ssl_keyfile": _file,
    "ssl_crlfile": _file,
    "ssl_password": _text,
    "ssl_check_hostname": _yes_or_no,
    # OAUTHBEARER is left out: it needs a token provider, which is code and not a value.
    "sasl_mechanism": _one_of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "AWS_MSK_IAM"),
    "sasl_plain_username": _text,
    "sasl_plain_password": _text,
    "sasl_kerberos_service_name": _text,
    "sasl_kerberos_domain_name": _text,
    "client_dns_lookup": _one_of("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"),
    "proxy_url": _text,
    "request_timeout_ms": _milliseconds,
    "metadata_max_age_ms": _milliseconds,
    "connections_max_idle_ms": _milliseconds,
    "reconnect_backoff_ms": _milliseconds,
    "reconnect_backoff_max_ms": _milliseconds,
}
"""The options that mean the same for a producer, a consumer and an admin client, and that are nobody's but the
operator's: what the write protocol rests on (acks, idempotence, isolation, …) is not among them."""

SECRETS = frozenset({"ssl_password", "sasl_plain_password", "proxy_url"})


def read_option(name: str, text: str) -> object:
    """The value of an option (``ssl_cafile``) as kafka-python's keyword argument.

    Raises OptionRefused: there is no such option, or its value is of the wrong kind. What an unknown one holds is not
    shown: it may be a password under a mistyped name.
    """
    shown = HIDDEN if name in SECRETS or name not in READERS else text
    if name not in READERS:
        known = ", ".join(known.upper() for known in sorted(READERS))
        raise OptionRefused(shown, f"left out: there is no such option. The options are {known}")
    try:
        return READERS[name](text)
    except _Wanted as wanted:
        raise OptionRefused(shown, str(wanted)) from None


def without_secrets(options: Mapping[str, object]) -> dict[str, object]:
    """The options as they may be shown."""
    return {name: HIDDEN if name in SECRETS else value for name, value in options.items()}
