"""Write the demo's real input: a portfolio of claims and a day's payments on it, the same for the same seed."""

from __future__ import annotations

from infra.demo.sample_portfolio.bad_claims import write_bad_claims
from infra.demo.sample_portfolio.claims import write_claims
from infra.demo.sample_portfolio.mix import PaymentKind
from infra.demo.sample_portfolio.payments import SamplePayment, write_payments

__all__ = ["PaymentKind", "SamplePayment", "write_bad_claims", "write_claims", "write_payments"]
