"""What can be wrong with keys and sealed bytes. No message shows a key or a text."""

from __future__ import annotations

from infra.messages.errors import Undecodable
from infra.runtime.settings_error import SettingsError


class SealDamaged(Undecodable):
    """Sealed bytes do not open with the key that they name: altered, or moved from another event or field."""


class KeyDamaged(Exception):
    """A person's wrapped key does not unwrap, or a record on the topic of keys is no key."""


class WrappingKeyMissing(SettingsError):
    """The wrapping key under which persons' keys stand is not at hand: nothing can be sealed or opened."""

    def __init__(self, place: object, wanted: str) -> None:
        """``wanted`` completes the sentence "<the setting> must be …"."""
        super().__init__("CASELEDGER_KEK_FILE", str(place), wanted)
