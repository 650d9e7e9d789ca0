"""``caseledger doctor``: all that can be wrong with an installation, looked at once, with what to do about it."""
