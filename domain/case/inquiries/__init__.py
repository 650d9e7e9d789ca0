"""What the customer asks, and the answer that they get."""
