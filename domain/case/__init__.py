"""A case: one claim's life, from the day it is received to the day it is closed."""

from __future__ import annotations

from domain.case import allocation, claim, closing, contact, deadline, plan
from domain.case.kind import CASE

__all__ = ["CASE", "allocation", "claim", "closing", "contact", "deadline", "plan"]
