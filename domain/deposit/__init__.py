"""A sum on a bank account of ours, as the bank reports it: a deposit, or a statement of the account."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
