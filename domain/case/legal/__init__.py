"""What a case goes through at courts and at the authorities that enforce, and the long watch afterwards."""
