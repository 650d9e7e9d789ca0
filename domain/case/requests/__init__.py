"""What is asked for on a case and waits for a second person."""
