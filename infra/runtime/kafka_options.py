"""`CASELEDGER_KAFKA_*`: TLS, SASL and time-outs, passed through to every kafka-python client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from infra.runtime.settings_error import SettingsError

PREFIX = "CASELEDGER_KAFKA_"
BOOTSTRAP = PREFIX + "BOOTSTRAP"
HIDDEN = "********"


class _WantedError(Exception):
    """Says in its message what the value must be."""


def _text(value: str) -> str:
    return value


def _file(value: str) -> str:
    if not Path(value).expanduser().is_file():
        raise _WantedError("the path of a file that exists")
    return str(Path(value).expanduser())


def _yes_or_no(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise _WantedError("true or false")
    return value.lower() == "true"


def _milliseconds(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10):
        raise _WantedError("a whole number of milliseconds")
    return int(value)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise _WantedError("one of " + ", ".join(allowed))
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


def kafka_options(environ: Mapping[str, str]) -> dict[str, object]:
    """Every `CASELEDGER_KAFKA_<NAME>` but the bootstrap servers, as kafka-python's keyword arguments.

    Raises:
        SettingsError: an unknown name, or a value of the wrong kind.
    """
    named = {key for key in environ if key.startswith(PREFIX) and key != BOOTSTRAP and environ[key]}
    return {key.removeprefix(PREFIX).lower(): _read(key, environ[key]) for key in sorted(named)}


def without_secrets(options: Mapping[str, object]) -> dict[str, object]:
    """The options as they may be shown."""
    return {name: HIDDEN if name in SECRETS else value for name, value in options.items()}


def _read(variable: str, value: str) -> object:
    name = variable.removeprefix(PREFIX).lower()
    shown = HIDDEN if name in SECRETS or name not in READERS else value
    if name not in READERS:
        known = ", ".join(PREFIX + known.upper() for known in sorted(READERS))
        raise SettingsError(variable, shown, f"left out: there is no such option. The options are {known}")
    try:
        return READERS[name](value)
    except _WantedError as wanted:
        raise SettingsError(variable, shown, str(wanted)) from None
