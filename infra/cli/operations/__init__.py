"""Running the stack, and putting right what waits for a person."""
