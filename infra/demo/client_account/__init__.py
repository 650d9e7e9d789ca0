"""The client account in the last week of March: a statement comes in, an overpayment goes back, a creditor is paid."""
