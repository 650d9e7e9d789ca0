"""Letters that ask for the claim: reminder, collection notice, payment demand, legal notice."""
