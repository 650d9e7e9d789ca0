"""The person asks what is on record about them, and gets all of it (GDPR Art. 15)."""
