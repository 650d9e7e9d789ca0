"""The books of the client funds, made from the log alone: what accountants and auditors take into their own systems."""
