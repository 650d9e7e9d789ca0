"""One row for each event: who did what, when, why and because of what. No personal data."""

from __future__ import annotations
