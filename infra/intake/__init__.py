"""The files that come in: payments from banks, claims from creditors, and what is refused of them."""
