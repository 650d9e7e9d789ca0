"""What personal data is looked at for: the closed list that a reader chooses from, and that stands on record."""

from __future__ import annotations

from enum import StrEnum


class ReadingPurpose(StrEnum):
    """Why somebody looks at what is personal."""

    CASE_HANDLING = "case_handling"
    PAYMENT_MATCHING = "payment_matching"
    CUSTOMER_REQUEST = "customer_request"
    COMPLAINT = "complaint"
    LEGAL_CLAIM = "legal_claim"
    QUALITY_REVIEW = "quality_review"
    AUDIT = "audit"
    INCIDENT = "incident"
