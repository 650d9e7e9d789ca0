"""Claims from a creditor's CSV file."""
