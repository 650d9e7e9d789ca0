"""A case: one claim's life, from the day it is received to the day it is closed."""

from __future__ import annotations

from domain.case.allocation import allocating
from domain.case.claim import receiving
from domain.case.closure import closing
from domain.case.contacts import contact
from domain.case.deadlines import deadline
from domain.case.plans import agreeing
from domain.case.state import CASE

__all__ = ["CASE", "agreeing", "allocating", "closing", "contact", "deadline", "receiving"]
