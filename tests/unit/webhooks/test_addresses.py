"""Nobody is called whose address is not one of the public internet."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis.strategies import ip_addresses

from infra.webhooks.addresses import AddressRefused, UrlRefused, callable_addresses, is_public, target_of

PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd12:3456::1"),
    *("fec0::1", "ff02::1", "2001:db8::1", "100::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"),
    *("::7f00:1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1"),
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
)
PUBLIC = ("8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:400f:80d::200e")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_stands_for_a_private_address_is_not_called(address: str) -> None:
    target = target_of("https://example.com/hooks", loopback=False)
    with pytest.raises(AddressRefused):
        callable_addresses(target, loopback=False, resolve=lambda host, port: [address])
    with pytest.raises(AddressRefused):  # one among public ones is enough
        callable_addresses(target, loopback=False, resolve=lambda host, port: [PUBLIC[0], address])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is(address: str) -> None:
    target = target_of("https://example.com/hooks", loopback=False)
    assert callable_addresses(target, loopback=False, resolve=lambda host, port: [address]) == [address]


@given(ip_addresses())
def test_no_address_is_public_that_python_calls_anything_else(address: object) -> None:
    told = ip_address(str(address))
    if is_public(told):
        assert told.is_global
        assert not (told.is_private or told.is_loopback or told.is_link_local or told.is_multicast)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://",
        "https:///x",
        "example.com",
        "https://user:password@example.com/",
        "https://user@example.com/",
        "https://example.com/#x",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "https://example.com/\r\nX-Evil: 1",
        "https://exämple.com/",
        "https://[::1]/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[::1",
        "https://example.com/" + "x" * 2_000,
        "",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_when_it_is_given(url: str) -> None:
    with pytest.raises(UrlRefused):
        target_of(url, loopback=False)


def test_forms_of_numbers_that_resolvers_understand_are_checked_by_what_they_stand_for() -> None:
    """2130706433, 0x7f000001 and 127.1 are names here; the system's resolver makes 127.0.0.1 of them."""
    for name in ("2130706433", "0x7f000001", "127.1"):
        target = target_of(f"https://{name}/", loopback=False)
        with pytest.raises((AddressRefused, OSError)):
            callable_addresses(target, loopback=False)


def test_loopback_is_called_only_where_a_setting_allows_it_and_nothing_else_is_then_called_without_tls() -> None:
    with pytest.raises(UrlRefused):
        target_of("http://localhost:8000/", loopback=False)
    local = target_of("http://localhost:8000/hooks?x=1", loopback=True)
    assert (local.host, local.port, local.path, local.authority) == ("localhost", 8000, "/hooks?x=1", "localhost:8000")
    assert callable_addresses(local, loopback=True, resolve=lambda host, port: ["::1", "127.0.0.1"])
    for address in ("8.8.8.8", "10.0.0.1"):
        with pytest.raises(AddressRefused):
            callable_addresses(local, loopback=True, resolve=lambda host, port, address=address: [address])
    with pytest.raises(AddressRefused):
        callable_addresses(
            target_of("https://example.com/", loopback=True), loopback=True, resolve=lambda host, port: ["10.0.0.1"]
        )
