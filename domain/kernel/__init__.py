"""What every kind of aggregate uses: messages and decisions, money, the ledger, the calendar, ids."""
