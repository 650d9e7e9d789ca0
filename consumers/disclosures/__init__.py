"""Keeps the table of disclosures: who has looked at what, from the topic of reads."""
