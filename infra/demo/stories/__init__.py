"""Three people whose debts end before the month begins, each told from the claim to the end."""
