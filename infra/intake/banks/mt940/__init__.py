"""MT940, SWIFT's account statement in text: tags, lines, balances, writer."""
