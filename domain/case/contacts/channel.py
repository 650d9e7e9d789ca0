"""Where people speak with each other. It knows nothing of a case, so that a person's own messages can name it."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Where a contact or an agreement takes place."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"
    MY_PAGE = "my_page"
