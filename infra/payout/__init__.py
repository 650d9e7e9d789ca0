"""What goes out to banks and creditors: the file that has a remittance paid, and the statement of its lines."""
