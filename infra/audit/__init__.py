"""Proving that the log is whole and that everything made from it says the same: ``caseledger verify``."""
