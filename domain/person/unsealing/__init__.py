"""Sealed personal data is read for a purpose, for a while, with the approval of a second person."""
