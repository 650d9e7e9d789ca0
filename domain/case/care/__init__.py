"""What happens in a customer's life, and that they need care: with their consent, and as little of it as will do."""
