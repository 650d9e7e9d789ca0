"""Signatures, checked by the library of Standard Webhooks and by the other side's own cryptography."""

from __future__ import annotations

import base64
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from infra.webhooks.signing import SigningKey, signed_headers

BODY = b'{"type":"caseledger.case.CaseClosed","data":{"event_id":"\xc3\xa5"}}'
OLD, NEW, OTHER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))


def verified_v1a(public: str, headers: dict[str, str], body: bytes) -> None:
    """As a receiver does it that has our public key alone. Raises InvalidSignature."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    for signature in headers["webhook-signature"].split():
        version, _, text = signature.partition(",")
        if version == "v1a":
            try:
                key.verify(base64.b64decode(text), content)
                return
            except InvalidSignature:
                continue
    raise InvalidSignature


def test_the_library_of_the_standard_accepts_every_valid_key_and_no_other() -> None:
    headers = signed_headers([NEW, OLD], "0b1c", int(time.time()), BODY)
    for key in (NEW, OLD):
        Webhook(key.secret).verify(BODY, headers, json_parse=False)
        verified_v1a(key.public, headers, BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER.secret).verify(BODY, headers, json_parse=False)
    with pytest.raises(InvalidSignature):
        verified_v1a(OTHER.public, headers, BODY)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body"])
def test_nothing_of_a_call_can_be_changed(changed: str) -> None:
    now = int(time.time())
    headers, body = signed_headers([NEW], "0b1c", now, BODY), BODY
    if changed == "body":
        body = BODY.replace(b"Closed", b"Opened")
    else:
        headers[changed] = {"webhook-id": "0b1d", "webhook-timestamp": str(now + 1)}[changed]
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW.secret).verify(body, headers, json_parse=False)
    with pytest.raises(InvalidSignature):
        verified_v1a(NEW.public, headers, body)


def test_an_old_call_is_not_accepted_again() -> None:
    headers = signed_headers([NEW], "0b1c", int(time.time()) - 3600, BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(NEW.secret).verify(BODY, headers, json_parse=False)


def test_both_halves_of_a_key_follow_from_its_root_and_it_shows_neither() -> None:
    assert OLD.secret.startswith("whsec_") and len(base64.b64decode(OLD.secret[6:])) == 32
    assert OLD.public.startswith("whpk_") and len(base64.b64decode(OLD.public[5:])) == 32
    again = SigningKey(bytes([1]) * 32)
    assert (again.secret, again.public) == (OLD.secret, OLD.public)
    assert len({OLD.secret[6:], OLD.public[5:], NEW.secret[6:], NEW.public[5:]}) == 4
    assert "whsec" not in repr(OLD)
