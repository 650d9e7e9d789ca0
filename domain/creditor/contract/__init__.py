"""What is agreed with a creditor: dated terms."""
