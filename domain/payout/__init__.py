"""What all transfers out of the client account have in common: remittances to creditors, and refunds to payers."""
