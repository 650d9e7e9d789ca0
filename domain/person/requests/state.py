"""What was asked for of a person that needs a second one: the slice ``requests`` of a person's state."""

from __future__ import annotations

from domain.kernel.four_eyes import requests_slice

REQUESTS = requests_slice()
