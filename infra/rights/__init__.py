"""What a person may ask for: all that is on record about them (GDPR Art. 15), and who is due to be forgotten."""
