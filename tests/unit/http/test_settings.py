"""Where the API listens: on this machine only, unless nobody can listen on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.http.serving import listen
from infra.http.settings import HttpSettings
from infra.runtime.network import PortNotFree
from infra.runtime.settings_error import SettingsError


def load(tmp_path: Path, **environ: str) -> HttpSettings:
    return HttpSettings.load({f"CASELEDGER_HTTP_{name}": value for name, value in environ.items()}, tmp_path)


def at(folder: Path, port: int) -> HttpSettings:
    files = {name: folder / name for name in ("api_keys", "users", "sessions", "codes")}
    return HttpSettings(**files, port=port)


def test_it_listens_on_this_machine_only_and_keeps_keys_in_the_home(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert (found.host, found.port, found.url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert found.api_keys == tmp_path / "api-keys.json"


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::"])
def test_another_address_needs_tls_or_a_proxy_that_ends_it(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="go over the network in the clear") as refused:
        load(tmp_path, HOST=host)
    assert "CASELEDGER_HTTP_TLS_CERT" in str(refused.value)
    assert "CASELEDGER_HTTP_TRUSTED_PROXY" in str(refused.value)
    assert load(tmp_path, HOST=host, TRUSTED_PROXY="10.0.0.7").trusted_proxies == {"10.0.0.7"}
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.touch(), key.touch()
    assert load(tmp_path, HOST=host, TLS_CERT=str(cert), TLS_KEY=str(key)).url.startswith("https://")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.9", "::1"])
def test_any_address_of_this_machine_alone_will_do(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, HOST=host).url.startswith("http://")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("HOST", "my-host"),
        ("TLS_CERT", "/not/there"),
        ("TRUSTED_PROXY", "proxy"),
        ("WANTS_VERSIONS", "maybe"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"CASELEDGER_HTTP_{name}"):
        load(tmp_path, **{name: value})


def test_a_certificate_without_its_key_is_none(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.touch()
    with pytest.raises(SettingsError, match="CASELEDGER_HTTP_TLS_KEY"):
        load(tmp_path, TLS_CERT=str(cert))


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with listen(at(tmp_path, 0)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortNotFree, match="another program has it"):
            listen(at(tmp_path, port))
