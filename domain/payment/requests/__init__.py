"""What is asked for of a payment and waits for a second person."""
