"""What was asked for of a payment that needs a second person: the slice ``requests`` of its state."""

from __future__ import annotations

from domain.kernel.four_eyes import requests_slice

REQUESTS = requests_slice()
