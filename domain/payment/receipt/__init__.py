"""Money comes in on the client account."""
