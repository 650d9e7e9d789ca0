"""What the bank sent, and whether the ledger agrees with it."""
