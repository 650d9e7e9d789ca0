"""``caseledger webhook …``."""
